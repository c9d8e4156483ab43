-- Sign-in of pupils: sessions, steps before a session, mails, and the state of rate limiting.

CREATE TABLE pupil_session (
    token_hash BYTES   NOT NULL PRIMARY KEY,
    pupil_id   ID      NOT NULL REFERENCES pupil,
    created_ms BIGINT  NOT NULL,
    seen_ms    BIGINT  NOT NULL,
    own_device INTEGER NOT NULL, -- 1: "dit is mijn eigen toestel", 12 hours; 0: 20 minutes idle
    strong     INTEGER NOT NULL  -- 1: with an own password
) CLUSTERED;
CREATE INDEX pupil_session_pupil ON pupil_session (pupil_id);

-- State between the first sign-in page and the session: pictures chosen so far, or that a new
-- password must be chosen.
CREATE TABLE sign_in_step (
    token_hash BYTES   NOT NULL PRIMARY KEY,
    username   TEXT    NOT NULL,
    pupil_id   ID      NOT NULL, -- 0 until the temporary password was verified
    pictures   TEXT    NOT NULL, -- numbers chosen so far
    ends_ms    BIGINT  NOT NULL
) CLUSTERED;

-- Rate limiting counters of a username, existing or not, in one pool; the key is a keyed hash of
-- the name.
CREATE TABLE throttle_account (
    name_mac     BYTES   NOT NULL,
    pool         INTEGER NOT NULL, -- enum throttle_pool
    failures     INTEGER NOT NULL,
    next_ms      BIGINT  NOT NULL,
    flights      INTEGER NOT NULL,
    flight_ms    BIGINT  NOT NULL,
    day          INTEGER NOT NULL,
    day_failures INTEGER NOT NULL,
    allowance    INTEGER NOT NULL,
    touched_ms   BIGINT  NOT NULL,
    PRIMARY KEY (name_mac, pool)
) CLUSTERED;
CREATE INDEX throttle_account_touched ON throttle_account (touched_ms);

-- Token buckets of networks, and of all unknown devices together (network '*').
CREATE TABLE throttle_bucket (
    network TEXT   NOT NULL PRIMARY KEY,
    tokens  BIGINT NOT NULL,
    at_ms   BIGINT NOT NULL
) CLUSTERED;

-- Pupils who signed in from a network, from which the networks of a school are learned.
CREATE TABLE network_pupil (
    school_id INTEGER NOT NULL,
    network   TEXT    NOT NULL,
    pupil_id  ID      NOT NULL,
    day       INTEGER NOT NULL,
    at_ms     BIGINT  NOT NULL,
    PRIMARY KEY (school_id, network, pupil_id, day)
) CLUSTERED;
CREATE INDEX network_pupil_at ON network_pupil (at_ms);

CREATE TABLE school_network (
    school_id INTEGER NOT NULL REFERENCES school,
    network   TEXT    NOT NULL,
    kind      INTEGER NOT NULL, -- 1 entered by staff, 2 learned, 3 provisional
    until_ms  BIGINT  NOT NULL,
    PRIMARY KEY (school_id, network)
) CLUSTERED;
CREATE INDEX school_network_network ON school_network (network);

-- Links sent by mail, to verify an address or to replace a forgotten password. One use, 30 minutes.
CREATE TABLE mail_link (
    token_hash BYTES   NOT NULL PRIMARY KEY,
    pupil_id   ID      NOT NULL REFERENCES pupil,
    purpose    INTEGER NOT NULL, -- 1 verify the address, 2 new password
    address    TEXT    NOT NULL,
    ends_ms    BIGINT  NOT NULL,
    used_ms    BIGINT
) CLUSTERED;
CREATE INDEX mail_link_pupil ON mail_link (pupil_id);

-- Mails to be sent.
CREATE TABLE mail (
    mail_id   ID      NOT NULL PRIMARY KEY,
    address   TEXT    NOT NULL,
    subject   TEXT    NOT NULL,
    sealed    BYTES   NOT NULL, -- the text contains a link
    tries     INTEGER NOT NULL,
    next_ms   BIGINT  NOT NULL
);
CREATE INDEX mail_next ON mail (next_ms);
