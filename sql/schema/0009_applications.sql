-- Applications to notify when a session ends: grants are deleted after a day, while a session on an
-- own device can last a month.
CREATE TABLE session_application (
    session_hash   BYTES NOT NULL, -- pupil_session.token_hash
    application_id ID    NOT NULL REFERENCES application,
    sid            TEXT  NOT NULL, -- session id for the application
    pupil_id       ID    NOT NULL,
    PRIMARY KEY (session_hash, application_id, sid)
) CLUSTERED;
INSERT INTO session_application (session_hash, application_id, sid, pupil_id)
SELECT DISTINCT g.session_hash, g.application_id, g.sid, g.pupil_id FROM oidc_grant g WHERE g.used_ms IS NOT NULL;

-- URI at which an application publishes the keys of its assertions, and the keys last found there.
ALTER TABLE application ADD COLUMN keys_uri TEXT NOT NULL DEFAULT ''; -- '': none
CREATE TABLE application_keys (
    application_id ID     NOT NULL PRIMARY KEY REFERENCES application,
    keys           TEXT   NOT NULL, -- JWK Set; '': nothing yet
    asked_ms       BIGINT NOT NULL, -- time of the last request, successful or not
    got_ms         BIGINT NOT NULL  -- 0: never
) CLUSTERED;
