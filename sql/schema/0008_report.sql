-- Daily numbers of sign-ins, for operators. The PostgreSQL part is in 0008_report.postgresql.sql
-- (SQLite has the index visit_at).
CREATE TABLE report_day (
    day       INTEGER NOT NULL PRIMARY KEY, -- only completed days are counted
    signed_in INTEGER NOT NULL,
    failed    INTEGER NOT NULL
) CLUSTERED;

-- Small tables, but read by periodic jobs and for each invitation.
CREATE INDEX staff_invite_staff ON staff_invite (staff_id);
CREATE INDEX form_draft_saved ON form_draft (saved_ms);
