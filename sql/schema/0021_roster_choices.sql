-- What people said about rosters: which column is which, and the level of groups that no rule knows.
-- school_id 0: files of several schools.
CREATE TABLE roster_mapping (
    school_id   INTEGER NOT NULL,
    fingerprint TEXT    NOT NULL, -- of the header: format/roster_mapping.h
    choices     TEXT    NOT NULL, -- "column=field" a line
    chosen_ms   BIGINT  NOT NULL,
    PRIMARY KEY (school_id, fingerprint)
) CLUSTERED;

CREATE TABLE roster_group (
    school_id  INTEGER NOT NULL,
    group_key  TEXT    NOT NULL, -- the name, folded
    group_name TEXT    NOT NULL,
    level      INTEGER NOT NULL, -- enum level
    chosen_ms  BIGINT  NOT NULL,
    PRIMARY KEY (school_id, group_key)
) CLUSTERED;

-- The official catalogue of administrative groups.
CREATE TABLE group_catalogue (
    group_number INTEGER NOT NULL PRIMARY KEY,
    group_name   TEXT    NOT NULL,
    level        INTEGER NOT NULL
) CLUSTERED;

-- Levels that the school offers: the sum of 1 << enum level; 0 = not known.
ALTER TABLE school ADD COLUMN levels INTEGER NOT NULL DEFAULT 0;
