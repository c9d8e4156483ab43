-- PostgreSQL only, after migration 5: partitions of visit, a role that cannot change history, and
-- row security between schools.

-- Monthly partitions of visit; dropping a month is instantaneous. Rows outside all months go to
-- visit_other.
ALTER TABLE visit RENAME TO visit_before;
CREATE TABLE visit (LIKE visit_before INCLUDING DEFAULTS, PRIMARY KEY (subject_id, seq, at_ms)) PARTITION BY RANGE (at_ms);
CREATE TABLE visit_other PARTITION OF visit DEFAULT;
INSERT INTO visit SELECT * FROM visit_before;
DROP TABLE visit_before;

-- Creates the partition of a month, visit_YYYYMM, unless it exists, and moves the rows of that
-- month from visit_other to it.
CREATE FUNCTION visit_month_make(from_ms BIGINT, to_ms BIGINT, month TEXT) RETURNS VOID
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF month !~ '^[0-9]{6}$' THEN RAISE EXCEPTION 'month is %', month; END IF;
    IF to_regclass('visit_' || month) IS NOT NULL THEN RETURN; END IF;
    PERFORM pg_advisory_xact_lock(7041205);
    IF to_regclass('visit_' || month) IS NOT NULL THEN RETURN; END IF;
    EXECUTE format('CREATE TABLE visit_%s (LIKE visit INCLUDING ALL)', month);
    EXECUTE format('WITH moved AS (DELETE FROM visit_other WHERE at_ms >= %s AND at_ms < %s RETURNING *) INSERT INTO visit_%s SELECT * FROM moved',
                   from_ms, to_ms, month);
    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'leerid_app') THEN EXECUTE format('REVOKE UPDATE, DELETE ON visit_%s FROM leerid_app', month); END IF;
    EXECUTE format('ALTER TABLE visit ATTACH PARTITION visit_%s FOR VALUES FROM (%s) TO (%s)', month, from_ms, to_ms);
END $$;

-- Drops a month, at the earliest 365 days after its end.
CREATE FUNCTION visit_month_drop(month TEXT) RETURNS VOID
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF month !~ '^[0-9]{6}$' THEN RAISE EXCEPTION 'month is %', month; END IF;
    IF to_date(month, 'YYYYMM') + INTERVAL '1 month 365 days' > now() THEN RAISE EXCEPTION 'visits of % are kept', month; END IF;
    IF to_regclass('visit_' || month) IS NULL THEN RETURN; END IF;
    EXECUTE format('DROP TABLE visit_%s', month);
END $$;

-- The role of the running program, of which its login is a member (deploy/postgresql/roles.sql). It
-- can read and append history but never change it, nor the table of migrations.
DO $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'leerid_app') THEN CREATE ROLE leerid_app NOLOGIN; END IF;
EXCEPTION
    WHEN insufficient_privilege OR duplicate_object OR unique_violation THEN NULL;
END $$;
DO $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'leerid_app') THEN RETURN; END IF;
    GRANT USAGE ON SCHEMA public TO leerid_app;
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO leerid_app;
    ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO leerid_app;
    REVOKE UPDATE, DELETE ON history, visit, visit_other FROM leerid_app;
    REVOKE INSERT, UPDATE, DELETE ON schema_step FROM leerid_app;
    REVOKE ALL ON FUNCTION visit_month_make(BIGINT, BIGINT, TEXT), visit_month_drop(TEXT) FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION visit_month_make(BIGINT, BIGINT, TEXT), visit_month_drop(TEXT) TO leerid_app;
END $$;

-- Row security: a transaction that sets its school (leerid.school) sees and writes only rows of
-- that school. A transaction that does not, such as an import or the sign-in of a pupil, is not
-- restricted; neither is the owner of the tables.
CREATE FUNCTION within_wall(school INTEGER) RETURNS BOOLEAN LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(nullif(current_setting('leerid.school', true), ''), '0') IN ('0', school::text) $$;
DO $$
DECLARE t TEXT;
BEGIN
    FOREACH t IN ARRAY ARRAY['enrolment', 'batch', 'batch_row', 'school_group', 'roster_import', 'application_switch'] LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY wall ON %s USING (within_wall(school_id)) WITH CHECK (within_wall(school_id))', t);
    END LOOP;
END $$;
