-- Clients that sign pupils in with OpenID Connect, their audience, and what was granted. Tokens,
-- codes, secrets and handles are 256 random bits, stored as SHA-256.

CREATE TABLE application (
    application_id     ID      NOT NULL PRIMARY KEY,
    client_id          TEXT    NOT NULL UNIQUE,
    name               TEXT    NOT NULL,
    maker              TEXT    NOT NULL, -- the vendor
    description        TEXT    NOT NULL,
    home_url           TEXT    NOT NULL, -- target of its tile; '': no tile
    logo               BYTES,            -- PNG
    is_public          INTEGER NOT NULL, -- 1: has no secret, so PKCE is required
    secret_hash        BYTES,            -- NULL: public, or signs its own assertions
    old_secret_hash    BYTES,            -- valid until old_secret_ends_ms
    old_secret_ends_ms BIGINT  NOT NULL,
    keys               TEXT    NOT NULL, -- JWK Set for private_key_jwt; '': none
    id_token_alg       INTEGER NOT NULL, -- enum jose_alg
    public_subject     INTEGER NOT NULL, -- 1: the same subject in all such applications
    sector             TEXT    NOT NULL, -- applications of one sector get the same pairwise subject
    data               INTEGER NOT NULL, -- bits of enum oidc_data: claims that it may receive
    reason             TEXT    NOT NULL, -- why it needs them
    levels             INTEGER NOT NULL, -- bits of enum level: its target levels
    may_refresh        INTEGER NOT NULL,
    all_schools        INTEGER NOT NULL, -- 1: switched on in all schools
    logout_uri         TEXT    NOT NULL, -- back-channel; '': none
    created_ms         BIGINT  NOT NULL,
    disabled_ms        BIGINT,
    version            BIGINT  NOT NULL
);

-- Registered URIs, compared byte for byte.
CREATE TABLE application_uri (
    application_id ID      NOT NULL REFERENCES application,
    kind           INTEGER NOT NULL, -- 1 redirect, 2 post-logout redirect
    uri            TEXT    NOT NULL,
    PRIMARY KEY (application_id, kind, uri)
) CLUSTERED;

-- A school switches an application on for all pupils (kind 1, value ''), a level (2, its number),
-- an administrative group (3) or a class (4).
CREATE TABLE application_switch (
    school_id      INTEGER NOT NULL REFERENCES school,
    application_id ID      NOT NULL REFERENCES application,
    kind           INTEGER NOT NULL,
    value          TEXT    NOT NULL,
    since_ms       BIGINT  NOT NULL,
    PRIMARY KEY (school_id, application_id, kind, value)
) CLUSTERED;

-- Number of sign-ins of a school's pupils in an application per day.
CREATE TABLE application_day (
    school_id      INTEGER NOT NULL,
    application_id ID      NOT NULL,
    day            INTEGER NOT NULL,
    sign_ins       BIGINT  NOT NULL,
    PRIMARY KEY (school_id, application_id, day)
) CLUSTERED;

-- An authorization request that waits for a sign-in (kind 1) or was pushed (kind 2).
CREATE TABLE oidc_request (
    handle_hash    BYTES   NOT NULL PRIMARY KEY,
    kind           INTEGER NOT NULL,
    application_id ID      NOT NULL REFERENCES application,
    parameters     TEXT    NOT NULL, -- form-encoded
    created_ms     BIGINT  NOT NULL,
    ends_ms        BIGINT  NOT NULL
) CLUSTERED;
CREATE INDEX oidc_request_ends ON oidc_request (ends_ms);

-- A grant: what one sign-in gave to a client, one code and then tokens. Revoking the row revokes
-- them all.
CREATE TABLE oidc_grant (
    grant_id       ID      NOT NULL PRIMARY KEY,
    code_hash      BYTES   NOT NULL UNIQUE,
    application_id ID      NOT NULL REFERENCES application,
    pupil_id       ID      NOT NULL REFERENCES pupil,
    session_hash   BYTES   NOT NULL, -- pupil_session.token_hash; changes when the pupil signs in again
    sid            TEXT    NOT NULL, -- session id for the client (claim sid)
    redirect_uri   TEXT    NOT NULL,
    challenge      TEXT    NOT NULL, -- PKCE S256; '': none
    nonce          TEXT    NOT NULL,
    scopes         INTEGER NOT NULL,
    token_claims   INTEGER NOT NULL, -- requested for the ID token by the claims parameter
    info_claims    INTEGER NOT NULL, -- requested for userinfo
    auth_ms        BIGINT  NOT NULL,
    advanced       INTEGER NOT NULL, -- account type at that sign-in
    secret_kind    INTEGER NOT NULL,
    created_ms     BIGINT  NOT NULL,
    code_ends_ms   BIGINT  NOT NULL,
    used_ms        BIGINT,
    revoked_ms     BIGINT
);
CREATE INDEX oidc_grant_session ON oidc_grant (session_hash);
CREATE INDEX oidc_grant_created ON oidc_grant (created_ms);

CREATE TABLE oidc_token (
    token_hash BYTES   NOT NULL PRIMARY KEY,
    grant_id   ID      NOT NULL REFERENCES oidc_grant,
    kind       INTEGER NOT NULL, -- 1 access, 2 refresh
    scopes     INTEGER NOT NULL,
    created_ms BIGINT  NOT NULL,
    ends_ms    BIGINT  NOT NULL,
    used_ms    BIGINT            -- refresh tokens can be used once
) CLUSTERED;
CREATE INDEX oidc_token_grant ON oidc_token (grant_id);
CREATE INDEX oidc_token_ends ON oidc_token (ends_ms);

-- Used client assertions, to detect replay.
CREATE TABLE oidc_assertion (
    id_hash BYTES  NOT NULL PRIMARY KEY,
    ends_ms BIGINT NOT NULL
) CLUSTERED;
CREATE INDEX oidc_assertion_ends ON oidc_assertion (ends_ms);

-- Back-channel logout calls to be sent.
CREATE TABLE oidc_logout (
    logout_id      ID      NOT NULL PRIMARY KEY,
    application_id ID      NOT NULL REFERENCES application,
    pupil_id       ID      NOT NULL,
    sid            TEXT    NOT NULL,
    created_ms     BIGINT  NOT NULL,
    tries          INTEGER NOT NULL,
    next_ms        BIGINT  NOT NULL
);
CREATE INDEX oidc_logout_next ON oidc_logout (next_ms);
