-- Rows of visit_other (copied from before the oldest month, or written while no partition existed)
-- are not dropped with a month, so they are deleted by time. Rows younger than a year cannot be
-- deleted.
CREATE INDEX visit_other_at ON visit_other (at_ms);
CREATE FUNCTION visit_other_purge(before_ms BIGINT, most BIGINT) RETURNS VOID
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF before_ms > (extract(epoch FROM now()) * 1000)::BIGINT - 365 * 86400000::BIGINT THEN RAISE EXCEPTION 'visits of the last year are kept'; END IF;
    DELETE FROM visit_other WHERE ctid = ANY (ARRAY(SELECT o.ctid FROM visit_other o WHERE o.at_ms < before_ms ORDER BY o.at_ms LIMIT most));
END $$;
REVOKE ALL ON FUNCTION visit_other_purge(BIGINT, BIGINT) FROM PUBLIC;
DO $$
BEGIN
    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'leerid_app') THEN GRANT EXECUTE ON FUNCTION visit_other_purge(BIGINT, BIGINT) TO leerid_app; END IF;
END $$;
