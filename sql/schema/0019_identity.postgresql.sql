-- The second line of defence between schools (0005).
DO $$
DECLARE t TEXT;
BEGIN
    FOREACH t IN ARRAY ARRAY['roster_question', 'roster_held'] LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY wall ON %s USING (within_wall(school_id)) WITH CHECK (within_wall(school_id))', t);
    END LOOP;
END $$;
