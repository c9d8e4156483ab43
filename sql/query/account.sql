-- name: account_get :one
-- in: pupil_id i64
-- out: username text, type i64, secret_kind i64, verifier bytes, sealed bytes?, must_change i64,
--     secret_ms i64, secret_ends_ms i64?, printed_ms i64?, created_ms i64, created_school i64,
--     batch_id i64?, first_sign_in_ms i64?, last_sign_in_ms i64?, inactive_ms i64?, inactive_reason
--     text, email text?, undo bytes?, undo_ends_ms i64?, version i64
SELECT username, type, secret_kind, verifier, sealed, must_change, secret_ms, secret_ends_ms,
    printed_ms, created_ms, created_school,
       batch_id, first_sign_in_ms, last_sign_in_ms, inactive_ms, inactive_reason, email, undo,
           undo_ends_ms, version
FROM account WHERE pupil_id = $1;

-- name: account_by_username :one
-- in: username text
-- out: pupil_id i64
SELECT pupil_id FROM account WHERE username = $1;

-- name: account_insert :exec
-- in: pupil_id i64, username text, type i64, secret_kind i64, verifier bytes, sealed bytes?,
--     must_change i64, secret_ms i64, secret_ends_ms i64?, created_ms i64, created_school i64,
--     batch_id i64?
INSERT INTO account (pupil_id, username, type, secret_kind, verifier, sealed, must_change,
    secret_ms, secret_ends_ms, created_ms,
                     created_school, batch_id, inactive_reason, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, '', 1) ON CONFLICT (pupil_id) DO NOTHING;

-- Sets another secret. batch_id: the batch that made it.
-- name: account_renew :exec
-- in: pupil_id i64, version i64, username text, type i64, secret_kind i64, verifier bytes, sealed
--     bytes?, must_change i64, secret_ms i64, secret_ends_ms i64?, undo bytes?, undo_ends_ms i64?,
--     batch_id i64?
UPDATE account SET username = $3, type = $4, secret_kind = $5, verifier = $6, sealed = $7,
    must_change = $8, secret_ms = $9,
       secret_ends_ms = $10, undo = $11, undo_ends_ms = $12, batch_id = $13, printed_ms = NULL,
           sealed_ends_ms = NULL, version = version + 1
WHERE pupil_id = $1 AND version = $2;

-- name: account_rename :exec
-- in: pupil_id i64, version i64, username text
UPDATE account SET username = $3, version = version + 1 WHERE pupil_id = $1 AND version = $2;

-- name: account_set_inactive :exec
-- in: pupil_id i64, version i64, inactive_ms i64?, reason text
UPDATE account SET inactive_ms = $3, inactive_reason = $4, version = version + 1 WHERE pupil_id = $1
    AND version = $2;

-- Records that the secret of secret_ms was printed; does nothing when a newer secret exists.
-- name: account_printed :exec
-- in: pupil_id i64, secret_ms i64, at_ms i64
UPDATE account SET printed_ms = $3 WHERE pupil_id = $1 AND secret_ms = $2;

-- For a school that keeps no sealed copies: the secret of secret_ms was printed, so its sealed copy
-- expires at ends_ms, if not earlier.
-- name: account_end_sealed :exec
-- in: pupil_id i64, secret_ms i64, ends_ms i64
UPDATE account SET sealed_ends_ms = $3
WHERE pupil_id = $1 AND secret_ms = $2 AND sealed IS NOT NULL AND (sealed_ends_ms IS NULL
    OR sealed_ends_ms > $3);

-- For a school that keeps no sealed copies: the sealed copy expires at ends_ms.
-- name: account_limit_sealed :exec
-- in: pupil_id i64, ends_ms i64
UPDATE account SET sealed_ends_ms = $2 WHERE pupil_id = $1 AND sealed IS NOT NULL;

-- The school changed its setting: all sealed copies of its pupils expire at ends_ms, or never
-- (NULL). Pupils whose enrolment ended before the day belong to another school.
-- name: school_limit_sealed :exec
-- in: school_id i64, day i64, ends_ms i64?
UPDATE account SET sealed_ends_ms = $3
WHERE sealed IS NOT NULL AND pupil_id IN (SELECT pupil_id FROM enrolment WHERE school_id = $1
    AND end_day >= $2);

-- name: sealed_purge :exec
-- in: now_ms i64
UPDATE account SET sealed = NULL, sealed_ends_ms = NULL
WHERE pupil_id IN (SELECT pupil_id FROM account WHERE sealed_ends_ms IS NOT NULL
    AND sealed_ends_ms < $1 LIMIT 5000);

-- name: undo_purge :exec
-- in: now_ms i64
UPDATE account SET undo = NULL, undo_ends_ms = NULL
WHERE pupil_id IN (SELECT pupil_id FROM account WHERE undo_ends_ms IS NOT NULL AND undo_ends_ms < $1
    LIMIT 5000);

-- name: account_delete :exec
-- in: pupil_id i64, version i64
DELETE FROM account WHERE pupil_id = $1 AND version = $2;

-- name: username_reserve :exec
-- in: name_mac bytes, pupil_id i64, given_ms i64
INSERT INTO username_given (name_mac, pupil_id, given_ms) VALUES ($1, $2, $3) ON CONFLICT (name_mac)
    DO NOTHING;

-- name: username_owner :one
-- in: name_mac bytes
-- out: pupil_id i64
SELECT pupil_id FROM username_given WHERE name_mac = $1;

-- name: username_free :exec
-- in: name_mac bytes, pupil_id i64
DELETE FROM username_given WHERE name_mac = $1 AND pupil_id = $2;
