-- Must run before account_signed_in, because it stores the time of the previous sign-in.
-- name: pupil_session_add :exec
-- in: token_hash bytes, pupil_id i64, now_ms i64, own_device i64, strong i64
INSERT INTO pupil_session (token_hash, pupil_id, created_ms, seen_ms, own_device, strong,
    previous_ms)
VALUES ($1, $2, $3, $3, $4, $5, (SELECT last_sign_in_ms FROM account WHERE pupil_id = $2));

-- name: pupil_session_get :one
-- in: token_hash bytes
-- out: pupil_id i64, created_ms i64, seen_ms i64, own_device i64, strong i64, previous_ms i64?
SELECT pupil_id, created_ms, seen_ms, own_device, strong, previous_ms FROM pupil_session
    WHERE token_hash = $1;

-- name: pupil_session_seen :exec
-- in: token_hash bytes, seen_ms i64
UPDATE pupil_session SET seen_ms = $2 WHERE token_hash = $1;

-- name: pupil_session_end :exec
-- in: token_hash bytes
DELETE FROM pupil_session WHERE token_hash = $1;

-- name: pupil_sessions_end :exec
-- in: pupil_id i64
DELETE FROM pupil_session WHERE pupil_id = $1;

-- Deletes expired sessions, except those whose applications must be notified first.
-- name: pupil_sessions_purge :exec
-- in: seen_before_ms i64, count i64
DELETE FROM pupil_session WHERE token_hash IN (SELECT s.token_hash FROM pupil_session s
    WHERE s.seen_ms < $1
    AND NOT EXISTS (SELECT 1 FROM session_application c WHERE c.session_hash = s.token_hash)
        LIMIT $2);

-- name: sign_in_step_put :exec
-- in: token_hash bytes, username text, pupil_id i64, pictures text, ends_ms i64
INSERT INTO sign_in_step (token_hash, username, pupil_id, pictures, ends_ms)
    VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (token_hash) DO UPDATE SET username = excluded.username, pupil_id = excluded.pupil_id,
    pictures = excluded.pictures,
    ends_ms = excluded.ends_ms;

-- name: sign_in_step_get :one
-- in: token_hash bytes, now_ms i64
-- out: username text, pupil_id i64, pictures text, ends_ms i64
SELECT username, pupil_id, pictures, ends_ms FROM sign_in_step WHERE token_hash = $1
    AND ends_ms > $2;

-- name: sign_in_step_end :exec
-- in: token_hash bytes
DELETE FROM sign_in_step WHERE token_hash = $1;

-- name: sign_in_steps_purge :exec
-- in: now_ms i64, count i64
DELETE FROM sign_in_step WHERE token_hash IN (SELECT token_hash FROM sign_in_step WHERE ends_ms < $1
    LIMIT $2);

-- name: throttle_get :one
-- in: name_mac bytes, pool i64
-- out: failures i64, next_ms i64, flights i64, flight_ms i64, day i64, day_failures i64, allowance
--     i64
SELECT failures, next_ms, flights, flight_ms, day, day_failures, allowance FROM throttle_account
    WHERE name_mac = $1 AND pool = $2;

-- Pupils of a school whose username had so many failures that they may need help (the service
-- decides). The first condition must be identical to that of the index throttle_account_struggles,
-- which contains only those names; the joins are in the order of execution.
-- name: school_strugglers :many
-- in: school_id i64, day i64
-- out: pupil_id i64, name_mac bytes, pool i64, failures i64, next_ms i64, day i64, day_failures
--     i64, allowance i64
SELECT e.pupil_id, t.name_mac, t.pool, t.failures, t.next_ms, t.day, t.day_failures, t.allowance
FROM throttle_account t CROSS JOIN username_given g CROSS JOIN enrolment e
WHERE t.struggles = 1 AND g.name_mac = t.name_mac AND e.pupil_id = g.pupil_id
  AND e.school_id = $1 AND e.begin_day <= $2 AND e.end_day >= $2;

-- struggles: see school_strugglers.
-- name: throttle_put :exec
-- in: name_mac bytes, pool i64, failures i64, next_ms i64, flights i64, flight_ms i64, day i64,
--     day_failures i64, allowance i64, touched_ms i64
INSERT INTO throttle_account (name_mac, pool, failures, next_ms, flights, flight_ms, day,
    day_failures, allowance, touched_ms, struggles)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, CASE WHEN $3 > 2 OR $8 > 9 THEN 1 ELSE 0 END)
ON CONFLICT (name_mac, pool) DO UPDATE SET failures = excluded.failures, next_ms = excluded.next_ms,
    flights = excluded.flights,
    flight_ms = excluded.flight_ms, day = excluded.day, day_failures = excluded.day_failures,
        allowance = excluded.allowance,
    touched_ms = excluded.touched_ms, struggles = excluded.struggles;

-- name: throttle_forget :exec
-- in: name_mac bytes
DELETE FROM throttle_account WHERE name_mac = $1;

-- name: throttle_purge :exec
-- in: touched_before_ms i64, count i64
DELETE FROM throttle_account WHERE (name_mac, pool) IN
    (SELECT name_mac, pool FROM throttle_account WHERE touched_ms < $1 LIMIT $2);

-- name: bucket_get :one
-- in: network text
-- out: tokens i64, at_ms i64
SELECT tokens, at_ms FROM throttle_bucket WHERE network = $1;

-- name: buckets_get :many
-- in: network text[5]
-- out: network text, tokens i64, at_ms i64
SELECT network, tokens, at_ms FROM throttle_bucket WHERE network IN ($1[]);

-- name: bucket_put :exec
-- in: network text, tokens i64, at_ms i64
INSERT INTO throttle_bucket (network, tokens, at_ms) VALUES ($1, $2, $3)
ON CONFLICT (network) DO UPDATE SET tokens = excluded.tokens, at_ms = excluded.at_ms;

-- name: buckets_purge :exec
-- in: before_ms i64, count i64
DELETE FROM throttle_bucket WHERE network IN (SELECT network FROM throttle_bucket WHERE at_ms < $1
    LIMIT $2);

-- The schools to which a network belongs.
-- name: network_schools :many
-- in: network text, now_ms i64
-- out: school_id i64, kind i64
SELECT school_id, kind FROM school_network WHERE network = $1 AND until_ms > $2;

-- name: school_network_put :exec
-- in: school_id i64, network text, kind i64, until_ms i64
INSERT INTO school_network (school_id, network, kind, until_ms) VALUES ($1, $2, $3, $4)
ON CONFLICT (school_id, network) DO UPDATE SET
    kind = CASE WHEN school_network.kind < excluded.kind THEN school_network.kind ELSE excluded.kind
        END,
    until_ms = CASE WHEN school_network.until_ms > excluded.until_ms THEN school_network.until_ms
        ELSE excluded.until_ms END;

-- name: school_networks :many
-- in: school_id i64, now_ms i64
-- out: network text, kind i64, until_ms i64
SELECT network, kind, until_ms FROM school_network WHERE school_id = $1 AND until_ms > $2
    ORDER BY kind, network;

-- name: school_network_drop :exec
-- in: school_id i64, network text
DELETE FROM school_network WHERE school_id = $1 AND network = $2;

-- name: network_pupil_add :exec
-- in: school_id i64, network text, pupil_id i64, day i64, at_ms i64
INSERT INTO network_pupil (school_id, network, pupil_id, day, at_ms) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (school_id, network, pupil_id, day) DO NOTHING;

-- name: network_pupil_counts :one
-- in: school_id i64, network text, since_ms i64
-- out: pupils i64, days i64, lately i64
SELECT COUNT(DISTINCT pupil_id), COUNT(DISTINCT day), COUNT(DISTINCT CASE WHEN at_ms >= $3 THEN
    pupil_id END)
FROM network_pupil WHERE school_id = $1 AND network = $2;

-- name: network_pupils_purge :exec
-- in: before_ms i64, count i64
DELETE FROM network_pupil WHERE (school_id, network, pupil_id, day) IN
    (SELECT school_id, network, pupil_id, day FROM network_pupil WHERE at_ms < $1 LIMIT $2);

-- All columns that a sign-in needs, in one row.
-- name: account_for_sign_in :one
-- in: username text
-- out: pupil_id i64, type i64, secret_kind i64, verifier bytes, must_change i64, secret_ends_ms
--     i64?, last_sign_in_ms i64?, inactive_ms i64?, last_end i64?
SELECT a.pupil_id, a.type, a.secret_kind, a.verifier, a.must_change, a.secret_ends_ms,
    a.last_sign_in_ms, a.inactive_ms,
       (SELECT MAX(e.end_day) FROM enrolment e WHERE e.pupil_id = a.pupil_id)
FROM account a WHERE a.username = $1;

-- As account_for_sign_in, for the first account whose username is this one or sorts after it, so
-- that an unknown name reads as much as an existing one (timing). The caller compares the names.
-- name: account_from :one
-- in: username text
-- out: username text, pupil_id i64, type i64, secret_kind i64, verifier bytes, must_change i64,
--     secret_ends_ms i64?, last_sign_in_ms i64?, inactive_ms i64?, last_end i64?
SELECT a.username, a.pupil_id, a.type, a.secret_kind, a.verifier, a.must_change, a.secret_ends_ms,
    a.last_sign_in_ms, a.inactive_ms,
       (SELECT MAX(e.end_day) FROM enrolment e WHERE e.pupil_id = a.pupil_id)
FROM account a WHERE a.username >= $1 ORDER BY a.username LIMIT 1;

-- name: account_signed_in :exec
-- in: pupil_id i64, at_ms i64
UPDATE account SET last_sign_in_ms = $2, first_sign_in_ms = CASE WHEN first_sign_in_ms IS NULL THEN
    $2 ELSE first_sign_in_ms END
WHERE pupil_id = $1;

-- name: account_own_secret :exec
-- in: pupil_id i64, secret_kind i64, verifier bytes, secret_ms i64
UPDATE account SET secret_kind = $2, verifier = $3, sealed = NULL, must_change = 0, secret_ms = $4,
    secret_ends_ms = NULL, undo = NULL,
       undo_ends_ms = NULL, version = version + 1
WHERE pupil_id = $1;

-- name: account_set_email :exec
-- in: pupil_id i64, email text?, proved_ms i64?
UPDATE account SET email = $2, email_proved_ms = $3, version = version + 1 WHERE pupil_id = $1;

-- name: account_email :one
-- in: pupil_id i64
-- out: username text, email text?, email_proved_ms i64?
SELECT username, email, email_proved_ms FROM account WHERE pupil_id = $1;

-- The keypad of an account, or of the next one when the name is unknown (as account_from).
-- name: account_keypad_from :one
-- in: username text
-- out: username text, pupil_id i64, secret_kind i64, sealed bytes?, picture_count i64
SELECT a.username, a.pupil_id, a.secret_kind, a.sealed, COALESCE((SELECT s.picture_count
    FROM school s WHERE s.school_id = a.created_school), 7)
FROM account a WHERE a.username >= $1 ORDER BY a.username LIMIT 1;

-- Numbers of accounts with picture passwords, by number of pictures, to choose keypads for unknown
-- names.
-- name: account_kinds :one
-- in: picture i64
-- out: accounts i64, pictures i64, fives i64, sixes i64, schools i64
SELECT COUNT(*), COUNT(CASE WHEN a.secret_kind = $1 THEN 1 END), COUNT(CASE WHEN a.secret_kind = $1
    AND s.picture_count = 5 THEN 1 END),
       COUNT(CASE WHEN a.secret_kind = $1 AND s.picture_count = 6 THEN 1 END), (SELECT COUNT(*)
           FROM school)
FROM account a LEFT JOIN school s ON s.school_id = a.created_school;
