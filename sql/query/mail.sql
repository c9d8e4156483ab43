-- name: mail_link_add :exec
-- in: token_hash bytes, pupil_id i64, purpose i64, address text, ends_ms i64
INSERT INTO mail_link (token_hash, pupil_id, purpose, address, ends_ms) VALUES ($1, $2, $3, $4, $5);

-- name: mail_link_get :one
-- in: token_hash bytes, purpose i64, now_ms i64
-- out: pupil_id i64, address text
SELECT pupil_id, address FROM mail_link WHERE token_hash = $1 AND purpose = $2 AND used_ms IS NULL
    AND ends_ms > $3;

-- name: mail_link_use :exec
-- in: token_hash bytes, now_ms i64
UPDATE mail_link SET used_ms = $2 WHERE token_hash = $1 AND used_ms IS NULL AND ends_ms > $2;

-- Invalidates the unused links of a purpose, after an own password was chosen or an address was
-- verified.
-- name: mail_links_drop :exec
-- in: pupil_id i64, purpose i64, now_ms i64
UPDATE mail_link SET used_ms = $3 WHERE pupil_id = $1 AND purpose = $2 AND used_ms IS NULL;

-- The number of links sent to a pupil, for any purpose, that end after ends_after_ms.
-- name: mail_links_count :one
-- in: pupil_id i64, ends_after_ms i64
-- out: links i64
SELECT COUNT(*) FROM mail_link WHERE pupil_id = $1 AND ends_ms > $2;

-- name: mail_links_purge :exec
-- in: before_ms i64, count i64
DELETE FROM mail_link WHERE token_hash IN (SELECT token_hash FROM mail_link WHERE ends_ms < $1
    LIMIT $2);

-- name: mail_put :exec
-- in: mail_id i64, address text, subject text, sealed bytes, now_ms i64
INSERT INTO mail (mail_id, address, subject, sealed, tries, next_ms) VALUES ($1, $2, $3, $4, 0, $5);

-- name: mail_due :many
-- in: now_ms i64, count i64
-- out: mail_id i64, address text, subject text, sealed bytes, tries i64, next_ms i64
SELECT mail_id, address, subject, sealed, tries, next_ms FROM mail WHERE next_ms <= $1
    ORDER BY next_ms LIMIT $2;

-- name: mail_later :exec
-- in: mail_id i64, next_ms i64
UPDATE mail SET tries = tries + 1, next_ms = $2 WHERE mail_id = $1;

-- name: mail_done :exec
-- in: mail_id i64
DELETE FROM mail WHERE mail_id = $1;

-- name: forgotten_add :exec
-- in: name_mac bytes, username text, subject text, body text, asked_ms i64
INSERT INTO forgotten (name_mac, username, subject, body, asked_ms) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (name_mac) DO NOTHING;

-- name: forgotten_list :many
-- in: count i64
-- out: name_mac bytes, username text, subject text, body text
SELECT name_mac, username, subject, body FROM forgotten ORDER BY asked_ms LIMIT $1;

-- name: forgotten_done :exec
-- in: name_mac bytes
DELETE FROM forgotten WHERE name_mac = $1;
