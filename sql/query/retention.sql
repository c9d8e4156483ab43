-- A page of all pupils, with the last day of their last enrolment; without those whose join can be
-- undone.
-- name: pupil_ends :many
-- in: after_pupil i64, count i64
-- out: pupil_id i64, last_end i64?
SELECT p.pupil_id, (SELECT MAX(e.end_day) FROM enrolment e WHERE e.pupil_id = p.pupil_id)
FROM pupil p WHERE p.pupil_id > $1 AND NOT EXISTS (SELECT 1 FROM account_join j
    WHERE j.goes_id = p.pupil_id) ORDER BY p.pupil_id LIMIT $2;

-- erase_*: delete all data of a person except the histories and the keyed hash of the username.
-- name: erase_tokens :exec
-- in: pupil_id i64
DELETE FROM oidc_token WHERE grant_id IN (SELECT grant_id FROM oidc_grant WHERE pupil_id = $1);

-- name: erase_grants :exec
-- in: pupil_id i64
DELETE FROM oidc_grant WHERE pupil_id = $1;

-- name: erase_session_applications :exec
-- in: pupil_id i64
DELETE FROM session_application WHERE session_hash IN (SELECT token_hash FROM pupil_session
    WHERE pupil_id = $1);

-- name: erase_mail_links :exec
-- in: pupil_id i64
DELETE FROM mail_link WHERE pupil_id = $1;

-- Proposals and usernames in drafts and batches of the schools in which the person was enrolled.
-- name: erase_batch_rows :exec
-- in: pupil_id i64
DELETE FROM batch_row WHERE pupil_id = $1 AND (school_id, batch_id) IN
    (SELECT b.school_id, b.batch_id FROM enrolment e JOIN batch b ON b.school_id = e.school_id
        WHERE e.pupil_id = $1);

-- name: erase_account :exec
-- in: pupil_id i64
DELETE FROM account WHERE pupil_id = $1;

-- name: erase_enrolments :exec
-- in: pupil_id i64
DELETE FROM enrolment WHERE pupil_id = $1;

-- name: erase_pupil :exec
-- in: pupil_id i64
DELETE FROM pupil WHERE pupil_id = $1;

-- Deletes the oldest visits, for databases without monthly partitions. Each row is on another page.
-- name: visits_purge :exec
-- in: before_ms i64, count i64
DELETE FROM visit WHERE (subject_id, seq) IN (SELECT subject_id, seq FROM visit WHERE at_ms < $1
    ORDER BY at_ms LIMIT $2);

-- Acquires or renews a lease unless another server holds it. A lease that ends after longest_ms was
-- taken by a server whose clock was ahead, and may be replaced.
-- name: lease_take :exec
-- in: name text, holder bytes, until_ms i64, now_ms i64, longest_ms i64
INSERT INTO job_lease (name, holder, until_ms) VALUES ($1, $2, $3)
ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until_ms = excluded.until_ms
WHERE job_lease.holder = excluded.holder OR job_lease.until_ms < $4 OR job_lease.until_ms > $5;

-- person_*: all data that is stored about a person.
-- name: person_enrolments :many
-- in: pupil_id i64
-- out: school_id i64, roll_number i64, first_name text, last_name text, group_number i64?,
--     group_name text, class_code text, level i64, site text, begin_day i64, end_day i64
SELECT school_id, roll_number, first_name, last_name, group_number, group_name, class_code, level,
    site, begin_day, end_day
FROM enrolment WHERE pupil_id = $1 ORDER BY begin_day, school_id;

-- name: person_sessions :many
-- in: pupil_id i64
-- out: created_ms i64, seen_ms i64, own_device i64
SELECT created_ms, seen_ms, own_device FROM pupil_session WHERE pupil_id = $1 ORDER BY created_ms;

-- Sign-ins of a person in applications that are still stored.
-- name: person_grants :many
-- in: pupil_id i64
-- out: client_id text, name text, created_ms i64, revoked_ms i64?
SELECT a.client_id, a.name, g.created_ms, g.revoked_ms
FROM oidc_grant g JOIN application a ON a.application_id = g.application_id WHERE g.pupil_id = $1
    ORDER BY g.created_ms, a.client_id;

-- Networks from which a person signed in recently; used to learn the networks of a school.
-- name: person_networks :many
-- in: pupil_id i64
-- out: school_id i64, network text, at_ms i64
SELECT n.school_id, n.network, MAX(n.at_ms) FROM network_pupil n
WHERE n.pupil_id = $1 AND n.school_id IN (SELECT e.school_id FROM enrolment e WHERE e.pupil_id = $1)
GROUP BY n.school_id, n.network ORDER BY n.school_id, n.network;

-- Numbers of sign-ins and failures on a day.
-- name: visits_of_day :one
-- in: from_ms i64, to_ms i64, event_in i64, event_failed i64
-- out: signed_in i64, failed i64
SELECT COUNT(CASE WHEN event = $3 THEN 1 END), COUNT(CASE WHEN event = $4 THEN 1 END) FROM visit
    WHERE at_ms >= $1 AND at_ms < $2;

-- name: report_day_put :exec
-- in: day i64, signed_in i64, failed i64
INSERT INTO report_day (day, signed_in, failed) VALUES ($1, $2, $3) ON CONFLICT (day) DO NOTHING;

-- name: report_days :many
-- in: from_day i64, to_day i64
-- out: day i64, signed_in i64, failed i64
SELECT day, signed_in, failed FROM report_day WHERE day >= $1 AND day <= $2 ORDER BY day;
