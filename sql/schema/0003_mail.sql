-- Previous sign-in of pupils, and requests for a new password.

-- The previous sign-in; NULL: this is the first.
ALTER TABLE pupil_session ADD COLUMN previous_ms BIGINT;

-- Requests of "Wachtwoord vergeten", possibly for a name that does not exist. A job looks up the
-- address later, so that the response and its time reveal nothing. One row per name.
CREATE TABLE forgotten (
    name_mac BYTES  NOT NULL PRIMARY KEY,
    username TEXT   NOT NULL,
    subject  TEXT   NOT NULL, -- the text of the mail, in the language of the request
    body     TEXT   NOT NULL,
    asked_ms BIGINT NOT NULL
) CLUSTERED;
