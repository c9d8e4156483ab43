-- name: batch_insert :exec
-- in: school_id i64, batch_id i64, staff_id i64, state i64, created_ms i64
INSERT INTO batch (school_id, batch_id, staff_id, state, created_ms, basic_count, advanced_count,
    failed_count, version)
VALUES ($1, $2, $3, $4, $5, 0, 0, 0, 1);

-- name: batch_get :one
-- in: school_id i64, batch_id i64
-- out: staff_id i64, state i64, created_ms i64, saved_ms i64?, basic_count i64, advanced_count i64,
--     failed_count i64, version i64
SELECT staff_id, state, created_ms, saved_ms, basic_count, advanced_count, failed_count, version
FROM batch WHERE school_id = $1 AND batch_id = $2;

-- name: batch_done :exec
-- in: school_id i64, batch_id i64, saved_ms i64, basic_count i64, advanced_count i64, failed_count
--     i64
UPDATE batch SET state = 3, saved_ms = $3, basic_count = $4, advanced_count = $5, failed_count = $6,
    version = version + 1
WHERE school_id = $1 AND batch_id = $2 AND state <> 3;

-- name: batch_set_state :exec
-- in: school_id i64, batch_id i64, state i64
UPDATE batch SET state = $3, version = version + 1 WHERE school_id = $1 AND batch_id = $2
    AND state <> 3;

-- name: batch_touch :exec
-- in: school_id i64, batch_id i64
UPDATE batch SET version = version + 1 WHERE school_id = $1 AND batch_id = $2 AND state = 1;

-- Saved batches of a school, and unfinished drafts that this staff member edited, newest first.
-- name: batch_recent :many
-- in: school_id i64, since_ms i64, staff_id i64, untouched i64, count i64
-- out: batch_id i64, staff_id i64, staff_name text?, state i64, created_ms i64, saved_ms i64?,
--     basic_count i64, advanced_count i64, failed_count i64, rows i64, undone i64, turned i64
SELECT b.batch_id, b.staff_id, s.name, b.state, b.created_ms, b.saved_ms, b.basic_count,
    b.advanced_count, b.failed_count,
       (SELECT COUNT(*) FROM batch_row r WHERE r.school_id = b.school_id
           AND r.batch_id = b.batch_id),
       (SELECT COUNT(*) FROM batch_row r WHERE r.school_id = b.school_id AND r.batch_id = b.batch_id
           AND r.outcome IN (5, 8)),
       (SELECT COUNT(*) FROM batch_row r WHERE r.school_id = b.school_id AND r.batch_id = b.batch_id
           AND r.outcome = 7)
FROM batch b LEFT JOIN staff s ON s.staff_id = b.staff_id
WHERE b.school_id = $1 AND b.created_ms >= $2 AND (b.state = 3 OR (b.state = 1 AND b.staff_id = $3
    AND b.version > $4))
ORDER BY b.created_ms DESC LIMIT $5;

-- The first and last class (or administrative group, without a class) of the pupils in each recent
-- batch, by their enrolment on a day.
-- name: batch_places :many
-- in: school_id i64, since_ms i64, day i64
-- out: batch_id i64, first text, last text
SELECT b.batch_id, MIN(CASE WHEN e.class_code = '' THEN e.group_name ELSE e.class_code END),
       MAX(CASE WHEN e.class_code = '' THEN e.group_name ELSE e.class_code END)
FROM batch b JOIN batch_row r ON r.school_id = b.school_id AND r.batch_id = b.batch_id
     JOIN enrolment e ON e.pupil_id = r.pupil_id AND e.school_id = r.school_id
WHERE b.school_id = $1 AND b.created_ms >= $2 AND r.outcome IN (0, 1, 5, 6, 7, 8)
    AND e.begin_day <= $3 AND e.end_day >= $3
GROUP BY b.batch_id ORDER BY b.batch_id;

-- name: batch_row_insert :exec
-- in: school_id i64, batch_id i64, pupil_id i64, position i64, username text, type i64, secret_kind
--     i64, sealed bytes, outcome i64
INSERT INTO batch_row (school_id, batch_id, pupil_id, position, included, username, type,
    secret_kind, sealed, typed, outcome)
VALUES ($1, $2, $3, $4, 1, $5, $6, $7, $8, 0, $9);

-- name: batch_rows :many
-- in: school_id i64, batch_id i64
-- out: pupil_id i64, position i64, included i64, username text, type i64, secret_kind i64, sealed
--     bytes, typed i64, older bytes?, outcome i64
SELECT pupil_id, position, included, username, type, secret_kind, sealed, typed, older, outcome
FROM batch_row WHERE school_id = $1 AND batch_id = $2 ORDER BY position;

-- name: batch_row_edit :exec
-- in: school_id i64, batch_id i64, pupil_id i64, included i64, username text, type i64, secret_kind
--     i64, sealed bytes, typed i64, older bytes?
UPDATE batch_row SET included = $4, username = $5, type = $6, secret_kind = $7, sealed = $8, typed =
    $9, older = $10
WHERE school_id = $1 AND batch_id = $2 AND pupil_id = $3;

-- Records the outcome of a row and erases the proposed secret, which is now in the account.
-- name: batch_row_outcome :exec
-- in: school_id i64, batch_id i64, pupil_id i64, username text, outcome i64, nothing bytes
UPDATE batch_row SET username = $4, outcome = $5, sealed = $6, older = NULL WHERE school_id = $1
    AND batch_id = $2 AND pupil_id = $3;

-- Marks a row as undone: the created account was removed (outcome 5), or the upgraded account was
-- restored (8).
-- name: batch_row_undone :exec
-- in: school_id i64, batch_id i64, pupil_id i64
UPDATE batch_row SET outcome = CASE outcome WHEN 1 THEN 5 ELSE 8 END
WHERE school_id = $1 AND batch_id = $2 AND pupil_id = $3 AND outcome IN (1, 7);

-- Recomputes the counts of a batch after an undo.
-- name: batch_recount :exec
-- in: school_id i64, batch_id i64
UPDATE batch SET version = version + 1,
    basic_count = (SELECT COUNT(*) FROM batch_row r WHERE r.school_id = $1 AND r.batch_id = $2
        AND r.outcome = 1 AND r.type = 1),
    advanced_count = (SELECT COUNT(*) FROM batch_row r WHERE r.school_id = $1 AND r.batch_id = $2
        AND r.outcome = 1 AND r.type = 2)
WHERE school_id = $1 AND batch_id = $2 AND state = 3;

-- name: batch_rows_purge :exec
-- in: before_ms i64, count i64
DELETE FROM batch_row WHERE (school_id, batch_id, pupil_id) IN
    (SELECT r.school_id, r.batch_id, r.pupil_id FROM batch b JOIN batch_row r
        ON r.school_id = b.school_id AND r.batch_id = b.batch_id
     WHERE b.state <> 3 AND b.created_ms < $1 LIMIT $2);

-- Deletes drafts without rows.
-- name: batches_purge :exec
-- in: before_ms i64, count i64
DELETE FROM batch WHERE (school_id, batch_id) IN
    (SELECT b.school_id, b.batch_id FROM batch b WHERE b.state <> 3 AND b.created_ms < $1
     AND NOT EXISTS (SELECT 1 FROM batch_row r WHERE r.school_id = b.school_id
         AND r.batch_id = b.batch_id) LIMIT $2);
