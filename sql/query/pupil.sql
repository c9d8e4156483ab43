-- Pupils by national number (keyed hash).
-- name: pupils_by_number :many
-- in: national_mac bytes[32]
-- out: pupil_id i64, national_mac bytes, official_first text, official_last text, sex i64,
--     birth_day i64?, number_kind i64, official_school i64
SELECT pupil_id, national_mac, official_first, official_last, sex, birth_day, number_kind,
    official_school FROM pupil
    WHERE national_mac IN ($1[]);

-- name: pupil_insert :exec
-- in: pupil_id i64, national_mac bytes?, official_first text, official_last text, sex i64,
--     birth_day i64?, number_kind i64, official_school i64
INSERT INTO pupil (pupil_id, national_mac, official_first, official_last, sex, birth_day,
    number_kind, official_school)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: pupil_update :exec
-- in: pupil_id i64, official_first text, official_last text, sex i64, birth_day i64?,
--     official_school i64
UPDATE pupil SET official_first = $2, official_last = $3, sex = $4, birth_day = $5, official_school
    = $6
    WHERE pupil_id = $1;

-- name: pupil_set_number :exec
-- in: pupil_id i64, national_mac bytes, number_kind i64
UPDATE pupil SET national_mac = $2, number_kind = $3 WHERE pupil_id = $1 AND national_mac IS NULL;

-- name: pupil_get :one
-- in: pupil_id i64
-- out: has_number i64, official_first text, official_last text, sex i64, birth_day i64?
SELECT CASE WHEN national_mac IS NULL THEN 0 ELSE 1 END, official_first, official_last, sex,
    birth_day
FROM pupil WHERE pupil_id = $1;

-- The pupil who has a roll number in a school, or had it last.
-- name: pupil_by_roll_number :one
-- in: school_id i64, roll_number i64
-- out: pupil_id i64, first_name text, last_name text
SELECT pupil_id, first_name, last_name FROM enrolment WHERE school_id = $1 AND roll_number = $2
    ORDER BY begin_day DESC LIMIT 1;

-- The last day of the last enrolment in any school.
-- name: pupil_last_end :one
-- in: pupil_id i64
-- out: end_day i64?
SELECT MAX(end_day) FROM enrolment_any WHERE pupil_id = $1;

-- Names under which a pupil is or was enrolled, in all schools.
-- name: pupil_enrolled_names :many
-- in: pupil_id i64
-- out: first_name text, last_name text
SELECT DISTINCT first_name, last_name FROM enrolment_any WHERE pupil_id = $1;

-- name: pupil_forget_number :exec
-- in: pupil_id i64
UPDATE pupil SET national_mac = NULL, number_kind = 0 WHERE pupil_id = $1;
