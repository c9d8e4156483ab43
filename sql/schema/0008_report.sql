-- Sign-ins a day are counted for operators; what PostgreSQL needs for it is in 0008_report.postgresql.sql (SQLite has visit_at).
CREATE TABLE report_day (
    day       INTEGER NOT NULL PRIMARY KEY, -- a day that is over is counted once
    signed_in INTEGER NOT NULL,
    failed    INTEGER NOT NULL
) CLUSTERED;

-- Small tables, but asked by the clock and at each invitation.
CREATE INDEX staff_invite_staff ON staff_invite (staff_id);
CREATE INDEX form_draft_saved ON form_draft (saved_ms);
