-- Several servers share one database: leases of their jobs. What PostgreSQL does besides is in 0005_region.postgresql.sql.

-- Who does a job that only one server at a time should do, and until when the others leave it alone.
CREATE TABLE job_lease (
    name     TEXT   NOT NULL PRIMARY KEY,
    holder   BYTES  NOT NULL,
    until_ms BIGINT NOT NULL
) CLUSTERED;

-- Old visits are found by their time where they are not dropped by the month (SQLite).
CREATE INDEX visit_at ON visit (at_ms);

-- Enrolments of any school: what is asked of a pupil, whatever the school of who asks. On PostgreSQL row security does not narrow it.
CREATE VIEW enrolment_any AS SELECT school_id, pupil_id, roll_number, first_name, last_name, group_name, class_code, begin_day, end_day FROM enrolment;
