-- What pupils see of their last sign-in, and mails that were asked for.

-- The sign-in before this one; NULL: this is the first.
ALTER TABLE pupil_session ADD COLUMN previous_ms BIGINT;

-- "Wachtwoord vergeten": asked for, by anybody, for a name that may not exist. A job looks later whether there is somewhere to write
-- to, so that the answer and its time say nothing. One row a name.
CREATE TABLE forgotten (
    name_mac BYTES  NOT NULL PRIMARY KEY,
    username TEXT   NOT NULL,
    subject  TEXT   NOT NULL, -- the words of the mail, in the language it was asked in
    body     TEXT   NOT NULL,
    asked_ms BIGINT NOT NULL
) CLUSTERED;
