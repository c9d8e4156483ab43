-- Several servers share one database: leases of their jobs. The PostgreSQL part is in
-- 0005_region.postgresql.sql.

-- Leases: the server that runs a job which only one server at a time should run, and until when.
CREATE TABLE job_lease (
    name     TEXT   NOT NULL PRIMARY KEY,
    holder   BYTES  NOT NULL,
    until_ms BIGINT NOT NULL
) CLUSTERED;

-- For deleting old visits by time where there are no monthly partitions (SQLite).
CREATE INDEX visit_at ON visit (at_ms);

-- Enrolments in all schools, regardless of the school of the transaction: on PostgreSQL row
-- security does not apply.
CREATE VIEW enrolment_any AS SELECT school_id, pupil_id, roll_number, first_name, last_name, group_name, class_code, begin_day, end_day FROM enrolment;
