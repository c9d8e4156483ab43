-- Access of staff: e-mail address, messages, places they signed in from.
-- docs/develop/staff-sign-in.md
ALTER TABLE staff ADD COLUMN email TEXT;         -- given by the operator; NULL: none
ALTER TABLE staff ADD COLUMN warned_ms BIGINT;   -- last mail about a password without the factor
CREATE INDEX staff_role_school ON staff_role (school_id);

-- Messages in the Schoolloket, kept until their reader removes them.
CREATE TABLE staff_message (
    staff_id   ID      NOT NULL REFERENCES staff, -- the reader
    message_id ID      NOT NULL,
    at_ms      BIGINT  NOT NULL,
    kind       INTEGER NOT NULL,                  -- enum staff_message_kind
    actor_id   ID      NOT NULL,
    subject_id ID      NOT NULL,                  -- the colleague it is about
    PRIMARY KEY (staff_id, message_id)
) CLUSTERED;
CREATE INDEX staff_message_at ON staff_message (at_ms);

-- Networks and browsers that staff signed in from: a sign-in from elsewhere sends a mail.
CREATE TABLE staff_place (
    staff_id ID     NOT NULL REFERENCES staff,
    place    BYTES  NOT NULL, -- keyed hash
    seen_ms  BIGINT NOT NULL,
    PRIMARY KEY (staff_id, place)
) CLUSTERED;
CREATE INDEX staff_place_seen ON staff_place (seen_ms);
