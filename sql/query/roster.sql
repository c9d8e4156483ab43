-- Counts of an import of a school.
-- name: roster_import_insert :exec
-- in: school_id i64, import_id i64, at_ms i64, staff_id i64, added i64, changed i64, moved i64,
--     ended i64, pupils i64
INSERT INTO roster_import (school_id, import_id, at_ms, staff_id, added, changed, moved, ended,
    pupils)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- What a school stated and was not believed, and its questions about who is who.
-- name: roster_questions :many
-- in: school_id i64
-- out: pupil_id i64, kind i64, other_id i64, said bytes, answer i64
SELECT pupil_id, kind, other_id, said, answer FROM roster_question WHERE school_id = $1;

-- name: roster_question_put :exec
-- in: school_id i64, pupil_id i64, kind i64, other_id i64, said bytes, asked_ms i64
INSERT INTO roster_question (school_id, pupil_id, kind, other_id, said, asked_ms, answer)
VALUES ($1, $2, $3, $4, $5, $6, 0)
ON CONFLICT (school_id, pupil_id, kind, other_id) DO UPDATE SET said = excluded.said,
    asked_ms = excluded.asked_ms;

-- Removes what was asked or stated about a pupil in a school, except answered questions.
-- name: roster_questions_drop :exec
-- in: school_id i64, pupil_id i64, kind i64
DELETE FROM roster_question WHERE school_id = $1 AND pupil_id = $2 AND kind = $3 AND answer = 0;

-- name: erase_questions :exec
-- in: pupil_id i64
DELETE FROM roster_question WHERE pupil_id = $1 OR other_id = $1;

-- name: erase_held :exec
-- in: pupil_id i64
DELETE FROM roster_held WHERE pupil_id = $1;

-- Two pupil records are one person: gives the held endings of one to the other.
-- name: held_give :exec
-- in: from_pupil_id i64, to_pupil_id i64
UPDATE roster_held SET pupil_id = $2 WHERE pupil_id = $1;

-- The limit of endings of a school, and the highest number of enrolments before its recent imports.
-- name: roster_limit :one
-- in: school_id i64, since_ms i64
-- out: ending_limit i64, highest i64
SELECT s.ending_limit, (SELECT COALESCE(MAX(r.pupils), 0) FROM roster_import r
    WHERE r.school_id = s.school_id AND r.at_ms >= $2)
FROM school s WHERE s.school_id = $1;

-- name: school_limit_set :exec
-- in: school_id i64, ending_limit i64
UPDATE school SET ending_limit = $2 WHERE school_id = $1;

-- Endings of a school that its limit holds back.
-- name: roster_held :many
-- in: school_id i64
-- out: enrolment_id i64, pupil_id i64, end_day i64, since_ms i64
SELECT enrolment_id, pupil_id, end_day, since_ms FROM roster_held WHERE school_id = $1
    ORDER BY enrolment_id;

-- As roster_held, with the pupils, for people.
-- name: roster_held_pupils :many
-- in: school_id i64
-- out: roll_number i64, first_name text, last_name text, group_name text, class_code text, end_day
--     i64, since_ms i64
SELECT e.roll_number, e.first_name, e.last_name, e.group_name, e.class_code, h.end_day, h.since_ms
FROM roster_held h JOIN enrolment e ON e.school_id = h.school_id
    AND e.enrolment_id = h.enrolment_id
WHERE h.school_id = $1 ORDER BY e.sort_key, e.roll_number;

-- name: roster_held_put :exec
-- in: school_id i64, enrolment_id i64, pupil_id i64, end_day i64, since_ms i64
INSERT INTO roster_held (school_id, enrolment_id, pupil_id, end_day, since_ms)
VALUES ($1, $2, $3, $4, $5);

-- name: roster_held_clear :exec
-- in: school_id i64
DELETE FROM roster_held WHERE school_id = $1;
