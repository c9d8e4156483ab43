-- After step 8, on PostgreSQL only: visits come in the order of time, so a few kilobytes an index lead to a day.
CREATE INDEX visit_at ON visit USING brin (at_ms);
