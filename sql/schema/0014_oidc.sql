-- A request waits in one tab of one browser, and its answer is given once.
ALTER TABLE oidc_request ADD COLUMN browser_hash BYTES; -- of the cookie that proves the browser; NULL: no browser showed it yet
ALTER TABLE oidc_request ADD COLUMN used_ms BIGINT;     -- when the answer was given

-- Switches of an application.
ALTER TABLE application ADD COLUMN options INTEGER NOT NULL DEFAULT 0; -- bits of enum application_option

-- Why requests of an application were refused: one row for each endpoint and reason, the last time.
CREATE TABLE application_refusal (
    application_id ID     NOT NULL REFERENCES application,
    endpoint       TEXT   NOT NULL, -- "/oidc/token"
    why            TEXT   NOT NULL, -- a word of domain/oidc_refusal
    last_ms        BIGINT NOT NULL,
    PRIMARY KEY (application_id, endpoint, why)
) CLUSTERED;
CREATE INDEX application_refusal_last ON application_refusal (last_ms);
