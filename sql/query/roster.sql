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
