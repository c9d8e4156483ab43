-- PostgreSQL only, after migration 13. The bounds of a month are computed from its name, midnight
-- to midnight in Brussels, and ignore those of the caller. Otherwise the program's login could
-- create an old month that contains recent visits, and drop it.
CREATE OR REPLACE FUNCTION visit_month_make(from_ms BIGINT, to_ms BIGINT, month TEXT) RETURNS VOID
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    first DATE;
BEGIN
    IF month !~ '^[0-9]{6}$' THEN RAISE EXCEPTION 'month is %', month; END IF;
    IF to_regclass('visit_' || month) IS NOT NULL THEN RETURN; END IF;
    PERFORM pg_advisory_xact_lock(7041205);
    IF to_regclass('visit_' || month) IS NOT NULL THEN RETURN; END IF;
    first := to_date(month, 'YYYYMM');
    from_ms := extract(epoch FROM first::timestamp AT TIME ZONE 'Europe/Brussels') * 1000;
    to_ms := extract(epoch FROM (first + INTERVAL '1 month') AT TIME ZONE 'Europe/Brussels') * 1000;
    EXECUTE format('CREATE TABLE visit_%s (LIKE visit INCLUDING ALL)', month);
    EXECUTE format('WITH moved AS (DELETE FROM visit_other WHERE at_ms >= %s AND at_ms < %s RETURNING *) INSERT INTO visit_%s SELECT * FROM moved',
                   from_ms, to_ms, month);
    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'leerid_app') THEN EXECUTE format('REVOKE UPDATE, DELETE ON visit_%s FROM leerid_app', month); END IF;
    EXECUTE format('ALTER TABLE visit ATTACH PARTITION visit_%s FOR VALUES FROM (%s) TO (%s)', month, from_ms, to_ms);
END $$;
