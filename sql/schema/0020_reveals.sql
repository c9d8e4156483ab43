-- Secrets of pupils that staff show and print: the budget of a day, and the list of a school.
-- docs/develop/staff-sign-in.md

-- The budget belongs to the person, in all schools together: school_id of staff_reveal is 0.
ALTER TABLE staff_reveal ADD COLUMN lifted INTEGER NOT NULL DEFAULT 0; -- 1: a colleague raised it
ALTER TABLE staff_reveal ADD COLUMN pupils BYTES; -- whose: sorted ids of 8 bytes; NULL: none yet

-- One row a request that showed or printed secrets, or that raised somebody's budget.
CREATE TABLE reveal (
    school_id  INTEGER NOT NULL REFERENCES school,
    at_ms      BIGINT  NOT NULL,
    reveal_id  ID      NOT NULL,
    staff_id   ID      NOT NULL REFERENCES staff,
    kind       INTEGER NOT NULL, -- enum reveal_kind
    cards      INTEGER NOT NULL, -- secrets in it, or by how much the budget was raised
    signs      INTEGER NOT NULL, -- bits of enum reveal_sign: why it is unusual
    class_code TEXT    NOT NULL, -- '': of several classes, or none
    about_id   ID,               -- REVEAL_LIFTED: the colleague
    reason     TEXT    NOT NULL, -- REVEAL_EXTENDED: as typed
    PRIMARY KEY (school_id, at_ms, reveal_id)
) CLUSTERED;
CREATE INDEX reveal_time ON reveal (at_ms);

ALTER TABLE staff ADD COLUMN later_day INTEGER; -- the day on which the banner about the second factor was closed
