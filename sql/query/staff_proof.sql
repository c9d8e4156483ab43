-- name: staff_passkey_add :exec
-- in: credential_id bytes, staff_id i64, public_key bytes, algorithm i64, counter i64, name text, created_ms i64
INSERT INTO staff_passkey (credential_id, staff_id, public_key, algorithm, counter, name, created_ms) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (credential_id) DO NOTHING;

-- name: staff_passkey_get :one
-- in: credential_id bytes
-- out: staff_id i64, public_key bytes, algorithm i64, counter i64, name text, login text, disabled_ms i64?
SELECT p.staff_id, p.public_key, p.algorithm, p.counter, p.name, s.login, s.disabled_ms
FROM staff_passkey p JOIN staff s ON s.staff_id = p.staff_id WHERE p.credential_id = $1;

-- name: staff_passkeys :many
-- in: staff_id i64
-- out: credential_id bytes, name text, created_ms i64, used_ms i64?
SELECT credential_id, name, created_ms, used_ms FROM staff_passkey WHERE staff_id = $1 ORDER BY created_ms, credential_id;

-- Stores a higher counter only: of two concurrent uses with the same counter, one changes nothing.
-- name: staff_passkey_used :exec
-- in: credential_id bytes, counter i64, used_ms i64
UPDATE staff_passkey SET counter = $2, used_ms = $3 WHERE credential_id = $1 AND (counter < $2 OR $2 = 0);

-- name: staff_passkey_drop :exec
-- in: credential_id bytes, staff_id i64
DELETE FROM staff_passkey WHERE credential_id = $1 AND staff_id = $2;

-- name: staff_passkeys_drop :exec
-- in: staff_id i64
DELETE FROM staff_passkey WHERE staff_id = $1;

-- name: staff_code_put :exec
-- in: staff_id i64, position i64, verifier bytes
INSERT INTO staff_recovery_code (staff_id, position, verifier) VALUES ($1, $2, $3)
ON CONFLICT (staff_id, position) DO UPDATE SET verifier = excluded.verifier, used_ms = NULL;

-- name: staff_code_get :one
-- in: staff_id i64, position i64
-- out: verifier bytes
SELECT verifier FROM staff_recovery_code WHERE staff_id = $1 AND position = $2 AND used_ms IS NULL;

-- name: staff_code_use :exec
-- in: staff_id i64, position i64, used_ms i64
UPDATE staff_recovery_code SET used_ms = $3 WHERE staff_id = $1 AND position = $2 AND used_ms IS NULL;

-- name: staff_codes_drop :exec
-- in: staff_id i64
DELETE FROM staff_recovery_code WHERE staff_id = $1;

-- The factors that a member of staff registered.
-- name: staff_factors :one
-- in: staff_id i64
-- out: has_totp i64, passkeys i64, codes i64, codes_left i64, factor_due_ms i64?
SELECT CASE WHEN totp IS NULL THEN 0 ELSE 1 END, (SELECT count(*) FROM staff_passkey p WHERE p.staff_id = s.staff_id),
       (SELECT count(*) FROM staff_recovery_code c WHERE c.staff_id = s.staff_id),
       (SELECT count(*) FROM staff_recovery_code c WHERE c.staff_id = s.staff_id AND c.used_ms IS NULL), factor_due_ms
FROM staff s WHERE staff_id = $1;

-- name: staff_factor_due :exec
-- in: staff_id i64, due_ms i64
UPDATE staff SET factor_due_ms = $2 WHERE staff_id = $1 AND factor_due_ms IS NULL;

-- name: staff_device_add :exec
-- in: token_hash bytes, staff_id i64, agent text, created_ms i64, ends_ms i64
INSERT INTO staff_device (token_hash, staff_id, agent, created_ms, ends_ms) VALUES ($1, $2, $3, $4, $5);

-- name: staff_device_get :one
-- in: token_hash bytes, now_ms i64
-- out: staff_id i64
SELECT staff_id FROM staff_device WHERE token_hash = $1 AND ends_ms > $2;

-- name: staff_devices :many
-- in: staff_id i64, now_ms i64
-- out: token_hash bytes, agent text, created_ms i64, ends_ms i64
SELECT token_hash, agent, created_ms, ends_ms FROM staff_device WHERE staff_id = $1 AND ends_ms > $2 ORDER BY created_ms, token_hash;

-- name: staff_device_drop :exec
-- in: token_hash bytes, staff_id i64
DELETE FROM staff_device WHERE token_hash = $1 AND staff_id = $2;

-- name: staff_devices_drop :exec
-- in: staff_id i64
DELETE FROM staff_device WHERE staff_id = $1;

-- name: staff_devices_purge :exec
-- in: now_ms i64, count i64
DELETE FROM staff_device WHERE token_hash IN (SELECT token_hash FROM staff_device WHERE ends_ms < $1 LIMIT $2);

-- name: staff_challenge_use :exec
-- in: hash bytes, ends_ms i64
INSERT INTO staff_challenge (hash, ends_ms) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING;

-- name: staff_challenges_purge :exec
-- in: now_ms i64, count i64
DELETE FROM staff_challenge WHERE hash IN (SELECT hash FROM staff_challenge WHERE ends_ms < $1 LIMIT $2);

-- name: staff_sessions :many
-- in: staff_id i64
-- out: token_hash bytes, created_ms i64, seen_ms i64, agent text, network text, device bytes?
SELECT token_hash, created_ms, seen_ms, agent, network, device FROM staff_session WHERE staff_id = $1 ORDER BY seen_ms DESC, token_hash;

-- name: staff_session_place :exec
-- in: token_hash bytes, agent text, network text, device bytes?, proof_ms i64
UPDATE staff_session SET agent = $2, network = $3, device = $4, proof_ms = $5 WHERE token_hash = $1;

-- name: staff_session_end_own :exec
-- in: token_hash bytes, staff_id i64
DELETE FROM staff_session WHERE token_hash = $1 AND staff_id = $2;

-- name: staff_sessions_end_others :exec
-- in: staff_id i64, token_hash bytes
DELETE FROM staff_session WHERE staff_id = $1 AND token_hash <> $2;
