-- What a next version adds while this one serves: columns in the busiest tables, an index, a new
-- table.
ALTER TABLE account ADD COLUMN remark TEXT NOT NULL DEFAULT '';
ALTER TABLE enrolment ADD COLUMN remark TEXT NOT NULL DEFAULT '';
ALTER TABLE pupil_session ADD COLUMN remark TEXT NOT NULL DEFAULT '';
CREATE INDEX account_remark ON account (remark);
CREATE TABLE remark (
    pupil_id ID   NOT NULL PRIMARY KEY REFERENCES pupil,
    text     TEXT NOT NULL
) CLUSTERED;
