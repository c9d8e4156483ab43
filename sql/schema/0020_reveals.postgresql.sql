-- PostgreSQL only, after migration 20: row security between schools (see 0005).
ALTER TABLE reveal ENABLE ROW LEVEL SECURITY;
CREATE POLICY wall ON reveal USING (within_wall(school_id)) WITH CHECK (within_wall(school_id));
