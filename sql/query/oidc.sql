-- name: oidc_request_add :exec
-- in: handle_hash bytes, kind i64, application_id i64, parameters text, created_ms i64, ends_ms
--     i64, browser_hash bytes?
INSERT INTO oidc_request (handle_hash, kind, application_id, parameters, created_ms, ends_ms,
    browser_hash) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: oidc_request_get :one
-- in: handle_hash bytes, kind i64, now_ms i64
-- out: application_id i64, parameters text, created_ms i64, browser_hash bytes?, used_ms i64?
SELECT application_id, parameters, created_ms, browser_hash, used_ms FROM oidc_request
    WHERE handle_hash = $1 AND kind = $2 AND ends_ms > $3;

-- Binds a request that arrived by POST to the first browser that displays it.
-- name: oidc_request_bind :exec
-- in: handle_hash bytes, browser_hash bytes
UPDATE oidc_request SET browser_hash = $2 WHERE handle_hash = $1 AND browser_hash IS NULL;

-- Claims the response: only the caller that changes the row may send it.
-- name: oidc_request_use :exec
-- in: handle_hash bytes, now_ms i64
UPDATE oidc_request SET used_ms = $2 WHERE handle_hash = $1 AND used_ms IS NULL;

-- Takes a pushed request, which can be used once.
-- name: oidc_request_take :one
-- in: handle_hash bytes, kind i64, now_ms i64
-- out: application_id i64, parameters text, created_ms i64
DELETE FROM oidc_request WHERE handle_hash = $1 AND kind = $2 AND ends_ms > $3
    RETURNING application_id, parameters, created_ms;

-- name: oidc_requests_purge :exec
-- in: now_ms i64, count i64
DELETE FROM oidc_request WHERE handle_hash IN (SELECT handle_hash FROM oidc_request
    WHERE ends_ms < $1 LIMIT $2);

-- name: oidc_grant_add :exec
-- in: grant_id i64, code_hash bytes, application_id i64, pupil_id i64, session_hash bytes, sid
--     text, redirect_uri text, challenge text, nonce text, scopes i64, token_claims i64,
--     info_claims i64, auth_ms i64, advanced i64, secret_kind i64, created_ms i64, code_ends_ms i64
INSERT INTO oidc_grant (grant_id, code_hash, application_id, pupil_id, session_hash, sid,
    redirect_uri, challenge, nonce, scopes,
    token_claims, info_claims, auth_ms, advanced, secret_kind, created_ms, code_ends_ms, used_ms,
        revoked_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, NULL, NULL);

-- Redeems a code: only the caller that changes the row gets it.
-- name: oidc_code_use :one
-- in: code_hash bytes, application_id i64, now_ms i64
-- out: grant_id i64, pupil_id i64, session_hash bytes, sid text, redirect_uri text, challenge text,
--     nonce text, scopes i64, token_claims i64, info_claims i64, auth_ms i64, advanced i64,
--     secret_kind i64, code_ends_ms i64
UPDATE oidc_grant SET used_ms = $3 WHERE code_hash = $1 AND application_id = $2 AND used_ms IS NULL
    AND revoked_ms IS NULL
RETURNING grant_id, pupil_id, session_hash, sid, redirect_uri, challenge, nonce, scopes,
    token_claims, info_claims, auth_ms, advanced,
    secret_kind, code_ends_ms;

-- A code was used twice: revokes its grant.
-- name: oidc_code_reused :exec
-- in: code_hash bytes, application_id i64, now_ms i64
UPDATE oidc_grant SET revoked_ms = $3 WHERE code_hash = $1 AND application_id = $2
    AND used_ms IS NOT NULL AND revoked_ms IS NULL;

-- name: oidc_grant_revoke :exec
-- in: grant_id i64, now_ms i64
UPDATE oidc_grant SET revoked_ms = $2 WHERE grant_id = $1 AND revoked_ms IS NULL;

-- name: oidc_grant_get :one
-- in: grant_id i64
-- out: application_id i64, pupil_id i64, sid text, nonce text, scopes i64, token_claims i64,
--     info_claims i64, auth_ms i64, advanced i64, secret_kind i64, revoked_ms i64?
SELECT application_id, pupil_id, sid, nonce, scopes, token_claims, info_claims, auth_ms, advanced,
    secret_kind, revoked_ms
FROM oidc_grant WHERE grant_id = $1;

-- name: oidc_token_add :exec
-- in: token_hash bytes, grant_id i64, kind i64, scopes i64, created_ms i64, ends_ms i64
INSERT INTO oidc_token (token_hash, grant_id, kind, scopes, created_ms, ends_ms, used_ms)
    VALUES ($1, $2, $3, $4, $5, $6, NULL);

-- name: oidc_token_get :one
-- in: token_hash bytes
-- out: grant_id i64, kind i64, scopes i64, created_ms i64, ends_ms i64, used_ms i64?
SELECT grant_id, kind, scopes, created_ms, ends_ms, used_ms FROM oidc_token WHERE token_hash = $1;

-- name: oidc_refresh_use :exec
-- in: token_hash bytes, now_ms i64
UPDATE oidc_token SET used_ms = $2 WHERE token_hash = $1 AND used_ms IS NULL;

-- name: oidc_token_drop :exec
-- in: token_hash bytes
DELETE FROM oidc_token WHERE token_hash = $1;

-- name: oidc_tokens_purge :exec
-- in: before_ms i64, count i64
DELETE FROM oidc_token WHERE token_hash IN (SELECT token_hash FROM oidc_token WHERE ends_ms < $1
    LIMIT $2);

-- name: oidc_grants_purge :exec
-- in: before_ms i64, count i64
DELETE FROM oidc_grant WHERE grant_id IN
    (SELECT g.grant_id FROM oidc_grant g WHERE g.created_ms < $1 AND NOT EXISTS (SELECT 1
        FROM oidc_token t WHERE t.grant_id = g.grant_id) LIMIT $2);

-- name: oidc_assertion_add :exec
-- in: id_hash bytes, ends_ms i64
INSERT INTO oidc_assertion (id_hash, ends_ms) VALUES ($1, $2) ON CONFLICT (id_hash) DO NOTHING;

-- name: oidc_assertions_purge :exec
-- in: now_ms i64, count i64
DELETE FROM oidc_assertion WHERE id_hash IN (SELECT id_hash FROM oidc_assertion WHERE ends_ms < $1
    LIMIT $2);

-- Applications of a session that receive back-channel logout.
-- name: oidc_session_clients :many
-- in: session_hash bytes
-- out: application_id i64, pupil_id i64, sid text
SELECT c.application_id, c.pupil_id, c.sid FROM session_application c JOIN application a
    ON a.application_id = c.application_id
WHERE c.session_hash = $1 AND a.logout_uri <> '' AND a.disabled_ms IS NULL;

-- name: session_application_add :exec
-- in: session_hash bytes, application_id i64, sid text, pupil_id i64
INSERT INTO session_application (session_hash, application_id, sid, pupil_id)
SELECT s.token_hash, $2, $3, $4 FROM pupil_session s WHERE s.token_hash = $1
ON CONFLICT (session_hash, application_id, sid) DO NOTHING;

-- name: session_applications_drop :exec
-- in: session_hash bytes
DELETE FROM session_application WHERE session_hash = $1;

-- name: session_applications_moved :exec
-- in: old_hash bytes, new_hash bytes, pupil_id i64
UPDATE session_application SET session_hash = $2 WHERE session_hash = $1 AND pupil_id = $3;

-- Expired sessions in which applications participate.
-- name: sessions_left :many
-- in: seen_before_ms i64, count i64
-- out: token_hash bytes
SELECT s.token_hash FROM pupil_session s
WHERE s.seen_ms < $1 AND EXISTS (SELECT 1 FROM session_application c
    WHERE c.session_hash = s.token_hash) LIMIT $2;

-- Revokes the grants of a session, except those with offline access (scope bit 16).
-- name: oidc_session_revoke :exec
-- in: session_hash bytes, now_ms i64
UPDATE oidc_grant SET revoked_ms = $2 WHERE session_hash = $1 AND revoked_ms IS NULL
    AND scopes < 16;

-- Revokes all grants of a pupil, including offline access.
-- name: oidc_pupil_revoke :exec
-- in: pupil_id i64, now_ms i64
UPDATE oidc_grant SET revoked_ms = $2 WHERE pupil_id = $1 AND revoked_ms IS NULL;

-- The same pupil signed in again: moves the grants to the new session token.
-- name: oidc_session_moved :exec
-- in: old_hash bytes, new_hash bytes, pupil_id i64
UPDATE oidc_grant SET session_hash = $2 WHERE session_hash = $1 AND pupil_id = $3;

-- name: pupil_session_hashes :many
-- in: pupil_id i64
-- out: token_hash bytes
SELECT token_hash FROM pupil_session WHERE pupil_id = $1;

-- The sessions of a pupil beyond the newest ones.
-- name: pupil_sessions_over :many
-- in: pupil_id i64, keep i64, count i64
-- out: token_hash bytes
SELECT token_hash FROM pupil_session WHERE pupil_id = $1 ORDER BY created_ms DESC
    LIMIT $3 OFFSET $2;

-- name: oidc_logout_add :exec
-- in: logout_id i64, application_id i64, pupil_id i64, sid text, now_ms i64
INSERT INTO oidc_logout (logout_id, application_id, pupil_id, sid, created_ms, tries, next_ms)
    VALUES ($1, $2, $3, $4, $5, 0, $5);

-- Logout calls that are due, a few per application, so that an unresponsive application does not
-- delay the others.
-- name: oidc_logouts_due :many
-- in: now_ms i64, each i64, count i64
-- out: logout_id i64, application_id i64, pupil_id i64, sid text, tries i64
SELECT logout_id, application_id, pupil_id, sid, tries
FROM (SELECT logout_id, application_id, pupil_id, sid, tries, next_ms,
             ROW_NUMBER() OVER (PARTITION BY application_id ORDER BY next_ms, logout_id) AS nth
      FROM oidc_logout WHERE next_ms <= $1) AS due
WHERE nth <= $2 ORDER BY next_ms, logout_id LIMIT $3;

-- Claims an attempt: only the caller that changes the row makes the call.
-- name: oidc_logout_later :exec
-- in: logout_id i64, tries i64, next_ms i64
UPDATE oidc_logout SET tries = tries + 1, next_ms = $3 WHERE logout_id = $1 AND tries = $2;

-- name: oidc_logout_done :exec
-- in: logout_id i64
DELETE FROM oidc_logout WHERE logout_id = $1;
