-- name: application_insert :exec
-- in: application_id i64, client_id text, name text, maker text, description text, home_url text,
--     is_public i64, secret_hash bytes?, keys text, id_token_alg i64, public_subject i64, sector
--     text, data i64, reason text, levels i64, may_refresh i64, all_schools i64, logout_uri text,
--     created_ms i64, keys_uri text, options i64
INSERT INTO application (application_id, client_id, name, maker, description, home_url, logo,
    is_public, secret_hash, old_secret_hash,
    old_secret_ends_ms, keys, id_token_alg, public_subject, sector, data, reason, levels,
        may_refresh, all_schools, logout_uri, created_ms,
    disabled_ms, version, keys_uri, options)
VALUES ($1, $2, $3, $4, $5, $6, NULL, $7, $8, NULL, 0, $9, $10, $11, $12, $13, $14, $15, $16, $17,
    $18, $19, NULL, 1, $20, $21)
ON CONFLICT (client_id) DO NOTHING;

-- secret_hash: set for a client that needs a secret and has none; a client that becomes public
-- loses its secret.
-- name: application_update :exec
-- in: application_id i64, name text, maker text, description text, home_url text, keys text,
--     id_token_alg i64, public_subject i64, sector text, data i64, reason text, levels i64,
--     may_refresh i64, all_schools i64, logout_uri text, keys_uri text, options i64, is_public i64,
--     secret_hash bytes?
UPDATE application SET name = $2, maker = $3, description = $4, home_url = $5, keys = $6,
    id_token_alg = $7, public_subject = $8, sector = $9,
    data = $10, reason = $11, levels = $12, may_refresh = $13, all_schools = $14, logout_uri = $15,
        keys_uri = $16, options = $17,
    is_public = $18, secret_hash = CASE WHEN $18 = 1 THEN NULL ELSE COALESCE(secret_hash, $19) END,
    old_secret_hash = CASE WHEN $18 = 1 THEN NULL ELSE old_secret_hash END,
    version = version + 1
WHERE application_id = $1 AND disabled_ms IS NULL;

-- Sets a new client secret; the old one stays valid until old_ends_ms.
-- name: application_rotate :exec
-- in: application_id i64, secret_hash bytes, old_ends_ms i64
UPDATE application SET old_secret_hash = secret_hash, old_secret_ends_ms = $3, secret_hash = $2,
    version = version + 1
WHERE application_id = $1 AND disabled_ms IS NULL;

-- name: application_logo :exec
-- in: application_id i64, logo bytes?
UPDATE application SET logo = $2 WHERE application_id = $1;

-- name: application_logo_get :one
-- in: application_id i64
-- out: logo bytes?
SELECT logo FROM application WHERE application_id = $1 AND disabled_ms IS NULL;

-- name: application_disable :exec
-- in: application_id i64, now_ms i64
UPDATE application SET disabled_ms = $2, version = version + 1 WHERE application_id = $1
    AND disabled_ms IS NULL;

-- name: application_get :one
-- in: application_id i64
-- out: client_id text, name text, maker text, description text, home_url text, has_logo i64,
--     is_public i64, secret_hash bytes?, old_secret_hash bytes?, old_secret_ends_ms i64, keys text,
--     id_token_alg i64, public_subject i64, sector text, data i64, reason text, levels i64,
--     may_refresh i64, all_schools i64, logout_uri text, created_ms i64, version i64, keys_uri
--     text, options i64
SELECT client_id, name, maker, description, home_url, CASE WHEN logo IS NULL THEN 0 ELSE 1 END,
    is_public, secret_hash, old_secret_hash,
    old_secret_ends_ms, keys, id_token_alg, public_subject, sector, data, reason, levels,
        may_refresh, all_schools, logout_uri, created_ms, version,
    keys_uri, options
FROM application WHERE application_id = $1 AND disabled_ms IS NULL;

-- name: applications :many
-- out: application_id i64, client_id text, name text, maker text, description text, home_url text,
--     has_logo i64, is_public i64, data i64, reason text, levels i64, all_schools i64, created_ms
--     i64, public_subject i64, sector text
SELECT application_id, client_id, name, maker, description, home_url, CASE WHEN logo IS NULL THEN 0
    ELSE 1 END, is_public, data, reason, levels,
    all_schools, created_ms, public_subject, sector
FROM application WHERE disabled_ms IS NULL ORDER BY name, client_id;

-- name: application_uris :many
-- in: application_id i64
-- out: kind i64, uri text
SELECT kind, uri FROM application_uri WHERE application_id = $1 ORDER BY kind, uri;

-- name: application_uri_add :exec
-- in: application_id i64, kind i64, uri text
INSERT INTO application_uri (application_id, kind, uri) VALUES ($1, $2, $3)
    ON CONFLICT (application_id, kind, uri) DO NOTHING;

-- name: application_uris_clear :exec
-- in: application_id i64, kind i64
DELETE FROM application_uri WHERE application_id = $1 AND kind = $2;

-- The number of schools that switched the application on.
-- name: application_schools :one
-- in: application_id i64
-- out: schools i64
SELECT COUNT(*) FROM school s WHERE EXISTS (SELECT 1 FROM application_switch w
    WHERE w.school_id = s.school_id AND w.application_id = $1);

-- The switches of a school.
-- name: school_switches :many
-- in: school_id i64
-- out: application_id i64, kind i64, value text, since_ms i64
SELECT application_id, kind, value, since_ms FROM application_switch WHERE school_id = $1
    ORDER BY application_id, kind, value;

-- name: switches_clear :exec
-- in: school_id i64, application_id i64
DELETE FROM application_switch WHERE school_id = $1 AND application_id = $2;

-- name: switch_add :exec
-- in: school_id i64, application_id i64, kind i64, value text, since_ms i64
INSERT INTO application_switch (school_id, application_id, kind, value, since_ms)
    VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (school_id, application_id, kind, value) DO NOTHING;

-- Enrolments of a pupil on a day, for claims. The enrolment that ends last comes first.
-- name: pupil_places :many
-- in: pupil_id i64, day i64
-- out: school_id i64, school_name text, roll_number i64, first_name text, last_name text,
--     group_name text, class_code text, level i64
SELECT e.school_id, s.name, e.roll_number, e.first_name, e.last_name, e.group_name, e.class_code,
    e.level
FROM enrolment e JOIN school s ON s.school_id = e.school_id
WHERE e.pupil_id = $1 AND e.begin_day <= $2 AND e.end_day >= $2
    ORDER BY e.end_day DESC, e.school_id, e.enrolment_id;

-- The switches of the pupil's schools.
-- name: pupil_switches :many
-- in: pupil_id i64, day i64
-- out: school_id i64, application_id i64, kind i64, value text
SELECT DISTINCT w.school_id, w.application_id, w.kind, w.value
FROM enrolment e JOIN application_switch w ON w.school_id = e.school_id
WHERE e.pupil_id = $1 AND e.begin_day <= $2 AND e.end_day >= $2;

-- As pupil_switches, for one application.
-- name: pupil_switches_of :many
-- in: pupil_id i64, day i64, application_id i64
-- out: school_id i64, kind i64, value text
SELECT DISTINCT w.school_id, w.kind, w.value
FROM enrolment e JOIN application_switch w ON w.school_id = e.school_id AND w.application_id = $3
WHERE e.pupil_id = $1 AND e.begin_day <= $2 AND e.end_day >= $2;

-- name: application_day_count :exec
-- in: school_id i64, application_id i64, day i64
INSERT INTO application_day (school_id, application_id, day, sign_ins) VALUES ($1, $2, $3, 1)
ON CONFLICT (school_id, application_id, day) DO UPDATE SET sign_ins = application_day.sign_ins + 1;

-- name: school_sign_ins :many
-- in: school_id i64, from_day i64, to_day i64
-- out: application_id i64, day i64, sign_ins i64
SELECT application_id, day, sign_ins FROM application_day WHERE school_id = $1 AND day >= $2
    AND day <= $3 ORDER BY application_id, day;

-- name: application_sign_ins :many
-- in: from_day i64, to_day i64
-- out: application_id i64, day i64, sign_ins i64
SELECT application_id, day, CAST(SUM(sign_ins) AS BIGINT) FROM application_day WHERE day >= $1
    AND day <= $2 GROUP BY application_id, day
ORDER BY application_id, day;

-- The keys that the application last published at its keys_uri.
-- name: application_keys_get :one
-- in: application_id i64
-- out: keys text, got_ms i64
SELECT keys, got_ms FROM application_keys WHERE application_id = $1;

-- Claims the request of the keys: only the caller that changes the row sends it, and nobody else
-- before asked_before_ms passes.
-- name: application_keys_ask :exec
-- in: application_id i64, now_ms i64, asked_before_ms i64
INSERT INTO application_keys (application_id, keys, asked_ms, got_ms) VALUES ($1, '', $2, 0)
ON CONFLICT (application_id) DO UPDATE SET asked_ms = excluded.asked_ms
    WHERE application_keys.asked_ms < $3;

-- name: application_keys_put :exec
-- in: application_id i64, keys text, got_ms i64
UPDATE application_keys SET keys = $2, got_ms = $3 WHERE application_id = $1;

-- name: application_keys_drop :exec
-- in: application_id i64
DELETE FROM application_keys WHERE application_id = $1;

-- Refused requests of an application, newest first.
-- name: application_refusals :many
-- in: application_id i64, since_ms i64
-- out: endpoint text, why text, last_ms i64
SELECT endpoint, why, last_ms FROM application_refusal WHERE application_id = $1 AND last_ms >= $2
    ORDER BY last_ms DESC, endpoint, why;

-- name: application_refusal_get :one
-- in: application_id i64, endpoint text, why text
-- out: last_ms i64
SELECT last_ms FROM application_refusal WHERE application_id = $1 AND endpoint = $2 AND why = $3;

-- name: application_refusal_put :exec
-- in: application_id i64, endpoint text, why text, now_ms i64
INSERT INTO application_refusal (application_id, endpoint, why, last_ms) VALUES ($1, $2, $3, $4)
ON CONFLICT (application_id, endpoint, why) DO UPDATE SET last_ms = excluded.last_ms;

-- name: application_refusals_purge :exec
-- in: before_ms i64, count i64
DELETE FROM application_refusal WHERE application_id IN (SELECT application_id
    FROM application_refusal WHERE last_ms < $1 LIMIT $2) AND last_ms < $1;
