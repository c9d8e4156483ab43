-- name: school_add :exec
-- in: school_id i64, name text, picture_count i64, word_digits i64, temporary_days i64, keep_sealed
--     i64, created_ms i64
INSERT INTO school (school_id, name, picture_count, word_digits, temporary_days, keep_sealed,
    created_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (school_id) DO NOTHING;

-- name: school_get :one
-- in: school_id i64
-- out: name text, picture_count i64, word_digits i64, temporary_days i64, keep_sealed i64,
--     roster_ms i64?, controller text, contact text, officer text
SELECT name, picture_count, word_digits, temporary_days, keep_sealed, roster_ms, controller,
    contact, officer FROM school WHERE school_id = $1;

-- name: school_set :exec
-- in: school_id i64, name text, picture_count i64, word_digits i64, temporary_days i64, keep_sealed
--     i64, controller text, contact text, officer text
UPDATE school SET name = $2, picture_count = $3, word_digits = $4, temporary_days = $5, keep_sealed
    = $6, controller = $7, contact = $8, officer = $9
WHERE school_id = $1;

-- name: school_roster_applied :exec
-- in: school_id i64, at_ms i64
UPDATE school SET roster_ms = $2 WHERE school_id = $1;

-- All schools, with the numbers of pupils enrolled on a day and of accounts among them.
-- name: school_list :many
-- in: day i64
-- out: school_id i64, name text, roster_ms i64?, pupils i64, accounts i64
SELECT s.school_id, s.name, s.roster_ms,
       (SELECT COUNT(*) FROM enrolment e WHERE e.school_id = s.school_id AND e.begin_day <= $1
           AND e.end_day >= $1),
       (SELECT COUNT(*) FROM enrolment e JOIN account a ON a.pupil_id = e.pupil_id
         WHERE e.school_id = s.school_id AND e.begin_day <= $1 AND e.end_day >= $1)
FROM school s ORDER BY s.school_id;

-- name: school_groups :many
-- in: school_id i64
-- out: group_name text, type i64
SELECT group_name, type FROM school_group WHERE school_id = $1 ORDER BY group_name;

-- name: school_group_type :one
-- in: school_id i64, group_name text
-- out: type i64
SELECT type FROM school_group WHERE school_id = $1 AND group_name = $2;

-- name: school_group_set :exec
-- in: school_id i64, group_name text, type i64
INSERT INTO school_group (school_id, group_name, type) VALUES ($1, $2, $3)
ON CONFLICT (school_id, group_name) DO UPDATE SET type = excluded.type;

-- name: school_group_clear :exec
-- in: school_id i64, group_name text
DELETE FROM school_group WHERE school_id = $1 AND group_name = $2;

-- name: meta_get :one
-- in: name text
-- out: value bytes
SELECT value FROM meta WHERE name = $1;

-- name: meta_put :exec
-- in: name text, value bytes
INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING;

-- Progress of one school: pupils enrolled on a day, those with an account, and those who never
-- signed in.
-- name: school_counts :one
-- in: school_id i64, day i64
-- out: pupils i64, accounts i64, never_signed_in i64
SELECT COUNT(*), COUNT(a.pupil_id), COALESCE(SUM(CASE WHEN a.pupil_id IS NOT NULL
    AND a.first_sign_in_ms IS NULL THEN 1 ELSE 0 END), 0)
FROM enrolment e LEFT JOIN account a ON a.pupil_id = e.pupil_id
WHERE e.school_id = $1 AND e.begin_day <= $2 AND e.end_day >= $2;
