-- Second factors of staff, and what staff revealed. docs/develop/staff-sign-in.md

CREATE TABLE staff_passkey (
    credential_id BYTES   NOT NULL PRIMARY KEY,
    staff_id      ID      NOT NULL REFERENCES staff,
    public_key    BYTES   NOT NULL,
    algorithm     INTEGER NOT NULL, -- COSE: -7, -8, -257
    counter       BIGINT  NOT NULL, -- of signatures; 0: the authenticator does not count
    name          TEXT    NOT NULL, -- given by its owner
    created_ms    BIGINT  NOT NULL,
    used_ms       BIGINT            -- NULL: never
) CLUSTERED;
CREATE INDEX staff_passkey_staff ON staff_passkey (staff_id);

CREATE TABLE staff_recovery_code (
    staff_id ID      NOT NULL REFERENCES staff,
    position INTEGER NOT NULL CHECK (position BETWEEN 0 AND 9),
    verifier BYTES   NOT NULL, -- Argon2id, as of a password
    used_ms  BIGINT,           -- NULL: not used
    PRIMARY KEY (staff_id, position)
) CLUSTERED;

-- A browser that may skip the second factor at sign-in until ends_ms.
CREATE TABLE staff_device (
    token_hash BYTES  NOT NULL PRIMARY KEY,
    staff_id   ID     NOT NULL REFERENCES staff,
    agent      TEXT   NOT NULL, -- browser and system in words: "Firefox, Windows"
    created_ms BIGINT NOT NULL,
    ends_ms    BIGINT NOT NULL
) CLUSTERED;
CREATE INDEX staff_device_staff ON staff_device (staff_id);
CREATE INDEX staff_device_ends ON staff_device (ends_ms);

-- Challenges that were answered; a second answer to the same one is refused.
CREATE TABLE staff_challenge (
    hash    BYTES  NOT NULL PRIMARY KEY,
    ends_ms BIGINT NOT NULL
) CLUSTERED;
CREATE INDEX staff_challenge_ends ON staff_challenge (ends_ms);

-- Secrets shown or printed outside the own batches: one row a person and day.
CREATE TABLE staff_reveal (
    staff_id  ID      NOT NULL REFERENCES staff,
    school_id INTEGER NOT NULL,
    day       INTEGER NOT NULL, -- days since 1970
    shown     INTEGER NOT NULL,
    extra     INTEGER NOT NULL, -- allowed beyond the budget by a second proof
    PRIMARY KEY (staff_id, school_id, day)
) CLUSTERED;
CREATE INDEX staff_reveal_school ON staff_reveal (school_id, day);

ALTER TABLE staff ADD COLUMN factor_due_ms BIGINT; -- NULL: set at the first sign-in
ALTER TABLE staff_session ADD COLUMN agent   TEXT  NOT NULL DEFAULT ''; -- as in staff_device
ALTER TABLE staff_session ADD COLUMN network TEXT  NOT NULL DEFAULT ''; -- address, shortened
ALTER TABLE staff_session ADD COLUMN device  BYTES;                     -- hash of the trusted device
