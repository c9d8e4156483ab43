-- Binds a request to one browser; its response is sent once.
ALTER TABLE oidc_request ADD COLUMN browser_hash BYTES; -- hash of the browser cookie; NULL: none yet
ALTER TABLE oidc_request ADD COLUMN used_ms BIGINT;     -- time of the response

-- Compatibility options of an application.
ALTER TABLE application ADD COLUMN options INTEGER NOT NULL DEFAULT 0; -- bits of enum application_option

-- Reasons for refused requests of an application: one row per endpoint and reason, with the last
-- time.
CREATE TABLE application_refusal (
    application_id ID     NOT NULL REFERENCES application,
    endpoint       TEXT   NOT NULL, -- "/oidc/token"
    why            TEXT   NOT NULL, -- a word of domain/oidc_refusal
    last_ms        BIGINT NOT NULL,
    PRIMARY KEY (application_id, endpoint, why)
) CLUSTERED;
CREATE INDEX application_refusal_last ON application_refusal (last_ms);
