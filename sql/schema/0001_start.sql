-- The first schema. Portable: the words ID, BYTES and CLUSTERED are replaced per engine (store/migrate.c):
--   ID         a random positive 63-bit number      SQLite INTEGER        PostgreSQL BIGINT
--   BYTES      octets                               SQLite BLOB           PostgreSQL BYTEA
--   CLUSTERED  rows lie in the order of the key     SQLite WITHOUT ROWID  PostgreSQL (nothing)
-- Times are milliseconds since 1970 UTC (_ms), days are days since 1970 of Europe/Brussels (_day), flags are 0 or 1.
-- school_id is the school number itself and leads the key of every table that belongs to one school.

-- What the installation knows of itself: the check value of its keys, and the like.
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
    keep_sealed    INTEGER NOT NULL, -- 1: secrets stay sealed for printing again
    roster_ms      BIGINT,           -- the last roster that was applied; NULL: none yet
    created_ms     BIGINT  NOT NULL
);

-- A school's own choice of account type for an administrative group (special education, OKAN).
CREATE TABLE school_group (
    school_id  INTEGER NOT NULL REFERENCES school,
    group_name TEXT    NOT NULL,
    type       INTEGER NOT NULL, -- enum account_type
    PRIMARY KEY (school_id, group_name)
) CLUSTERED;

-- A person. The national number is known only as a keyed hash.
CREATE TABLE pupil (
    pupil_id       ID      NOT NULL PRIMARY KEY,
    national_mac   BYTES   UNIQUE, -- NULL: no valid national number known, and then no official data
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

-- A pupil's one sign-in. At most one a person, so the pupil's id is its key.
CREATE TABLE account (
    pupil_id         ID      NOT NULL PRIMARY KEY REFERENCES pupil,
    username         TEXT    NOT NULL UNIQUE,
    type             INTEGER NOT NULL, -- enum account_type
    secret_kind      INTEGER NOT NULL, -- enum secret_kind
    verifier         BYTES   NOT NULL, -- crypto/password.h
    sealed           BYTES,            -- the secret for printing again; NULL: cannot be printed
    must_change      INTEGER NOT NULL,
    secret_ms        BIGINT  NOT NULL, -- when this secret was given
    secret_ends_ms   BIGINT,           -- temporary secrets only
    printed_ms       BIGINT,           -- last time a card with this secret was made
    created_ms       BIGINT  NOT NULL,
    created_school   INTEGER NOT NULL,
    batch_id         ID,               -- the batch that made it
    first_sign_in_ms BIGINT,
    last_sign_in_ms  BIGINT,
    inactive_ms      BIGINT,           -- made inactive by staff at; NULL: not
    inactive_reason  TEXT    NOT NULL,
    email            TEXT,
    email_proved_ms  BIGINT,
    undo             BYTES,            -- sealed: what "Maak ongedaan" restores
    undo_ends_ms     BIGINT,
    version          BIGINT  NOT NULL  -- counts changes; a form carries the one it was made from
);
CREATE INDEX account_batch ON account (batch_id);

-- Every username ever given, as a keyed hash: it is never given to another person.
CREATE TABLE username_given (
    name_mac BYTES NOT NULL PRIMARY KEY,
    pupil_id ID    NOT NULL, -- whose it is or was
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
    shortcuts       INTEGER NOT NULL,        -- 1: single-letter keys work
    failures        INTEGER NOT NULL,
    wait_until_ms   BIGINT  NOT NULL,
    disabled_ms     BIGINT,
    created_ms      BIGINT  NOT NULL,
    last_sign_in_ms BIGINT,
    version         BIGINT  NOT NULL
);

-- Who may do what where (domain/rights.h). school_id 0: the whole platform. class_code '': all classes.
CREATE TABLE staff_role (
    staff_id   ID      NOT NULL REFERENCES staff,
    school_id  INTEGER NOT NULL,
    role       INTEGER NOT NULL,
    class_code TEXT    NOT NULL,
    PRIMARY KEY (staff_id, school_id, role, class_code)
) CLUSTERED;

-- One-time sign-in links of staff; only the hash of the token is kept.
CREATE TABLE staff_invite (
    token_hash BYTES  NOT NULL PRIMARY KEY,
    staff_id   ID     NOT NULL REFERENCES staff,
    ends_ms    BIGINT NOT NULL,
    used_ms    BIGINT
) CLUSTERED;

CREATE TABLE staff_session (
    token_hash   BYTES   NOT NULL PRIMARY KEY,
    staff_id     ID      NOT NULL REFERENCES staff,
    school_id    INTEGER NOT NULL, -- the school being worked in; 0: none yet
    created_ms   BIGINT  NOT NULL,
    seen_ms      BIGINT  NOT NULL,
    proof_ms     BIGINT  NOT NULL, -- last time the password or second factor was given
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

-- What somebody was filling in when the session ended; sealed, kept 24 hours.
CREATE TABLE form_draft (
    staff_id ID     NOT NULL REFERENCES staff,
    form     TEXT   NOT NULL,
    sealed   BYTES  NOT NULL,
    saved_ms BIGINT NOT NULL,
    PRIMARY KEY (staff_id, form)
) CLUSTERED;

-- Where the next label goes, and how far a printer prints beside the mark (half millimetres).
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

-- A bulk creation: a draft that is being looked over, then the batch that was made of it. Its id travels with the form.
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
    typed        INTEGER NOT NULL, -- 1: staff typed it, so it is judged
    older        BYTES,            -- sealed: the last five proposals, for "Zet vorige terug"
    outcome      INTEGER NOT NULL, -- enum batch_outcome: pending, made, and the reasons why not
    PRIMARY KEY (school_id, batch_id, pupil_id),
    FOREIGN KEY (school_id, batch_id) REFERENCES batch
) CLUSTERED;

-- What happened to a subject (pupil, staff member, school): append-only, each row chained to the one before it by a MAC.
-- Ids and enums only, never names.
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

-- The same for what happens often: sign-ins, failures, prints, reveals, visits. Kept 13 months.
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

-- What an import did to a school.
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
