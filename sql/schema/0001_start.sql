-- The first schema. Portable: the placeholders ID, BYTES and CLUSTERED are replaced per engine
-- (store/migrate.c):
--   ID         random positive 63-bit number      SQLite INTEGER        PostgreSQL BIGINT
--   BYTES      octets                             SQLite BLOB           PostgreSQL BYTEA
--   CLUSTERED  rows are stored in key order       SQLite WITHOUT ROWID  PostgreSQL (nothing)
-- Times are milliseconds since 1970 UTC (_ms), days are days since 1970 in Europe/Brussels (_day),
-- flags are 0 or 1. school_id is the school number itself and comes first in the key of every table
-- that belongs to one school.

-- Data of the installation, such as the check value of its keys.
CREATE TABLE meta (
    name  TEXT  NOT NULL PRIMARY KEY,
    value BYTES NOT NULL
) CLUSTERED;

CREATE TABLE school (
    school_id      INTEGER NOT NULL PRIMARY KEY CHECK (school_id BETWEEN 1 AND 999999),
    name           TEXT    NOT NULL,
    picture_count  INTEGER NOT NULL CHECK (picture_count BETWEEN 5 AND 7),
    word_digits    INTEGER NOT NULL CHECK (word_digits BETWEEN 3 AND 4),
    temporary_days INTEGER NOT NULL,
    keep_sealed    INTEGER NOT NULL, -- 1: secrets stay sealed so that they can be printed again
    roster_ms      BIGINT,           -- time of the last roster import; NULL: none yet
    created_ms     BIGINT  NOT NULL
);

-- Account type that a school chose for an administrative group (special education, OKAN).
CREATE TABLE school_group (
    school_id  INTEGER NOT NULL REFERENCES school,
    group_name TEXT    NOT NULL,
    type       INTEGER NOT NULL, -- enum account_type
    PRIMARY KEY (school_id, group_name)
) CLUSTERED;

-- A person. The national number is stored only as a keyed hash.
CREATE TABLE pupil (
    pupil_id       ID      NOT NULL PRIMARY KEY,
    national_mac   BYTES   UNIQUE, -- NULL: no valid national number is known, and so no official data
    official_first TEXT    NOT NULL,
    official_last  TEXT    NOT NULL,
    sex            INTEGER NOT NULL, -- 0 unknown, 1 M, 2 V, 3 X
    birth_day      INTEGER           -- NULL: unknown
);

CREATE TABLE enrolment (
    school_id      INTEGER NOT NULL REFERENCES school,
    enrolment_id   ID      NOT NULL,
    pupil_id       ID      NOT NULL REFERENCES pupil,
    roll_number    BIGINT  NOT NULL,
    first_name     TEXT    NOT NULL,
    last_name      TEXT    NOT NULL,
    group_number   INTEGER,          -- NULL: unknown
    group_name     TEXT    NOT NULL,
    class_code     TEXT    NOT NULL, -- '': unknown
    level          INTEGER NOT NULL, -- enum level
    site           TEXT    NOT NULL,
    begin_day      INTEGER NOT NULL,
    end_day        INTEGER NOT NULL, -- inclusive
    search_key     TEXT    NOT NULL, -- folded: roll number, first name, last name
    sort_key       BYTES   NOT NULL, -- collation key of last name, then first name
    PRIMARY KEY (school_id, enrolment_id)
) CLUSTERED;
CREATE INDEX enrolment_pupil ON enrolment (pupil_id);
CREATE INDEX enrolment_roll_number ON enrolment (school_id, roll_number);

-- The account of a pupil; at most one per person, so the pupil's id is the key.
CREATE TABLE account (
    pupil_id         ID      NOT NULL PRIMARY KEY REFERENCES pupil,
    username         TEXT    NOT NULL UNIQUE,
    type             INTEGER NOT NULL, -- enum account_type
    secret_kind      INTEGER NOT NULL, -- enum secret_kind
    verifier         BYTES   NOT NULL, -- crypto/password.h
    sealed           BYTES,            -- the secret, so that it can be printed again; NULL: cannot be printed
    must_change      INTEGER NOT NULL,
    secret_ms        BIGINT  NOT NULL, -- time at which this secret was set
    secret_ends_ms   BIGINT,           -- temporary secrets only
    printed_ms       BIGINT,           -- last print of a card with this secret
    created_ms       BIGINT  NOT NULL,
    created_school   INTEGER NOT NULL,
    batch_id         ID,               -- the batch that created it
    first_sign_in_ms BIGINT,
    last_sign_in_ms  BIGINT,
    inactive_ms      BIGINT,           -- time of deactivation by staff; NULL: not deactivated
    inactive_reason  TEXT    NOT NULL,
    email            TEXT,
    email_proved_ms  BIGINT,
    undo             BYTES,            -- sealed: the state that "Maak ongedaan" restores
    undo_ends_ms     BIGINT,
    version          BIGINT  NOT NULL  -- incremented by each change; carried by forms
);
CREATE INDEX account_batch ON account (batch_id);

-- Every username ever given, as a keyed hash; it is never given to another person.
CREATE TABLE username_given (
    name_mac BYTES NOT NULL PRIMARY KEY,
    pupil_id ID    NOT NULL, -- current or former owner
    given_ms BIGINT NOT NULL
) CLUSTERED;

CREATE TABLE staff (
    staff_id        ID      NOT NULL PRIMARY KEY,
    login           TEXT    NOT NULL UNIQUE, -- folded
    name            TEXT    NOT NULL,
    verifier        BYTES,                   -- NULL: no password chosen yet
    must_change     INTEGER NOT NULL,
    totp            BYTES,                   -- sealed; NULL: no second factor
    totp_step       BIGINT  NOT NULL,        -- last step used
    language        TEXT    NOT NULL,
    shortcuts       INTEGER NOT NULL,        -- 1: single-letter keyboard shortcuts are enabled
    failures        INTEGER NOT NULL,
    wait_until_ms   BIGINT  NOT NULL,
    disabled_ms     BIGINT,
    created_ms      BIGINT  NOT NULL,
    last_sign_in_ms BIGINT,
    version         BIGINT  NOT NULL
);

-- Roles of staff (domain/rights.h). school_id 0: the whole platform. class_code '': all classes.
CREATE TABLE staff_role (
    staff_id   ID      NOT NULL REFERENCES staff,
    school_id  INTEGER NOT NULL,
    role       INTEGER NOT NULL,
    class_code TEXT    NOT NULL,
    PRIMARY KEY (staff_id, school_id, role, class_code)
) CLUSTERED;

-- One-time sign-in links of staff; only the hash of the token is stored.
CREATE TABLE staff_invite (
    token_hash BYTES  NOT NULL PRIMARY KEY,
    staff_id   ID     NOT NULL REFERENCES staff,
    ends_ms    BIGINT NOT NULL,
    used_ms    BIGINT
) CLUSTERED;

CREATE TABLE staff_session (
    token_hash   BYTES   NOT NULL PRIMARY KEY,
    staff_id     ID      NOT NULL REFERENCES staff,
    school_id    INTEGER NOT NULL, -- the selected school; 0: none yet
    created_ms   BIGINT  NOT NULL,
    seen_ms      BIGINT  NOT NULL,
    proof_ms     BIGINT  NOT NULL, -- last time the password or second factor was verified
    hide_secrets INTEGER NOT NULL
) CLUSTERED;
CREATE INDEX staff_session_staff ON staff_session (staff_id);

CREATE TABLE saved_filter (
    staff_id ID      NOT NULL REFERENCES staff,
    position INTEGER NOT NULL,
    name     TEXT    NOT NULL,
    query    TEXT    NOT NULL,
    PRIMARY KEY (staff_id, position)
) CLUSTERED;

-- Form content of a staff member whose session ended; sealed, kept 24 hours.
CREATE TABLE form_draft (
    staff_id ID     NOT NULL REFERENCES staff,
    form     TEXT   NOT NULL,
    sealed   BYTES  NOT NULL,
    saved_ms BIGINT NOT NULL,
    PRIMARY KEY (staff_id, form)
) CLUSTERED;

-- Position of the next label on a sheet, and the print offset of a printer in half millimetres.
CREATE TABLE sheet (
    staff_id   ID      NOT NULL REFERENCES staff,
    stock      INTEGER NOT NULL,
    printer    TEXT    NOT NULL,
    next_label INTEGER NOT NULL,
    offset_x   INTEGER NOT NULL,
    offset_y   INTEGER NOT NULL,
    used_ms    BIGINT  NOT NULL,
    PRIMARY KEY (staff_id, stock, printer)
) CLUSTERED;

-- A bulk creation: first a draft, then the saved batch. The form carries its id.
CREATE TABLE batch (
    school_id      INTEGER NOT NULL REFERENCES school,
    batch_id       ID      NOT NULL,
    staff_id       ID      NOT NULL, -- 0: the command line
    state          INTEGER NOT NULL, -- enum batch_state: draft, running, done, dropped
    created_ms     BIGINT  NOT NULL,
    saved_ms       BIGINT,
    basic_count    INTEGER NOT NULL,
    advanced_count INTEGER NOT NULL,
    failed_count   INTEGER NOT NULL,
    version        BIGINT  NOT NULL,
    PRIMARY KEY (school_id, batch_id)
) CLUSTERED;

CREATE TABLE batch_row (
    school_id    INTEGER NOT NULL,
    batch_id     ID      NOT NULL,
    pupil_id     ID      NOT NULL,
    position     INTEGER NOT NULL,
    included     INTEGER NOT NULL,
    username     TEXT    NOT NULL, -- as proposed or typed
    type         INTEGER NOT NULL,
    secret_kind  INTEGER NOT NULL,
    sealed       BYTES   NOT NULL, -- the proposed secret
    typed        INTEGER NOT NULL, -- 1: typed by staff, so its strength is checked
    older        BYTES,            -- sealed: the last five proposals, for "Zet vorige terug"
    outcome      INTEGER NOT NULL, -- enum batch_outcome: pending, created, or the reason why not
    PRIMARY KEY (school_id, batch_id, pupil_id),
    FOREIGN KEY (school_id, batch_id) REFERENCES batch
) CLUSTERED;

-- Audit history of a subject (pupil, staff member, school): append-only, each row chained to the
-- previous one by a MAC. Contains ids and enums only, never names.
CREATE TABLE history (
    subject_id ID      NOT NULL,
    seq        INTEGER NOT NULL,
    at_ms      BIGINT  NOT NULL,
    event      INTEGER NOT NULL, -- enum history_event
    actor_kind INTEGER NOT NULL, -- 0 system, 1 staff, 2 pupil, 3 command line
    actor_id   ID      NOT NULL,
    school_id  INTEGER NOT NULL, -- 0: none
    source     TEXT    NOT NULL, -- network address, shortened
    detail     TEXT    NOT NULL,
    mac        BYTES   NOT NULL,
    PRIMARY KEY (subject_id, seq)
) CLUSTERED;

-- As history, for frequent events: sign-ins, failures, prints, displayed secrets. Kept 13 months.
CREATE TABLE visit (
    subject_id ID      NOT NULL,
    seq        INTEGER NOT NULL,
    at_ms      BIGINT  NOT NULL,
    event      INTEGER NOT NULL,
    actor_kind INTEGER NOT NULL,
    actor_id   ID      NOT NULL,
    school_id  INTEGER NOT NULL,
    source     TEXT    NOT NULL,
    detail     TEXT    NOT NULL,
    mac        BYTES   NOT NULL,
    PRIMARY KEY (subject_id, seq)
) CLUSTERED;

-- Counts of each import of a school.
CREATE TABLE roster_import (
    school_id  INTEGER NOT NULL REFERENCES school,
    import_id  ID      NOT NULL,
    at_ms      BIGINT  NOT NULL,
    staff_id   ID      NOT NULL, -- 0: the command line
    added      INTEGER NOT NULL,
    changed    INTEGER NOT NULL,
    moved      INTEGER NOT NULL,
    ended      INTEGER NOT NULL,
    PRIMARY KEY (school_id, import_id)
) CLUSTERED;
