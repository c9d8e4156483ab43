-- PostgreSQL only, after migration 8: visits are inserted in time order, so a BRIN index of a few
-- kilobytes finds a day.
CREATE INDEX visit_at ON visit USING brin (at_ms);
