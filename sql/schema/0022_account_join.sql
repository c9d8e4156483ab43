-- Two accounts of one person that became one, for a day, so that it can be undone.
CREATE TABLE account_join (
    goes_id      ID      NOT NULL PRIMARY KEY, -- inactive until it is erased
    stays_id     ID      NOT NULL,
    at_ms        BIGINT  NOT NULL,
    number_moved INTEGER NOT NULL -- 1: the national number came from goes_id
) CLUSTERED;
CREATE INDEX account_join_stays ON account_join (stays_id);
CREATE INDEX account_join_at ON account_join (at_ms);

-- The enrolments that moved.
CREATE TABLE account_join_enrolment (
    goes_id      ID      NOT NULL REFERENCES account_join,
    school_id    INTEGER NOT NULL,
    enrolment_id ID      NOT NULL,
    PRIMARY KEY (goes_id, school_id, enrolment_id)
) CLUSTERED;
