-- What somebody revealed on a day, in all schools together.
-- name: reveal_day_get :one
-- in: staff_id i64, day i64
-- out: shown i64, extra i64, lifted i64, pupils bytes?
SELECT shown, extra, lifted, pupils FROM staff_reveal WHERE staff_id = $1 AND school_id = 0
    AND day = $2;

-- name: reveal_day_put :exec
-- in: staff_id i64, day i64, shown i64, pupils bytes
INSERT INTO staff_reveal (staff_id, school_id, day, shown, extra, pupils) VALUES ($1, 0, $2, $3, 0,
    $4)
ON CONFLICT (staff_id, school_id, day) DO UPDATE SET shown = excluded.shown,
    pupils = excluded.pupils;

-- name: reveal_day_extend :exec
-- in: staff_id i64, day i64, extra i64
INSERT INTO staff_reveal (staff_id, school_id, day, shown, extra) VALUES ($1, 0, $2, 0, $3)
ON CONFLICT (staff_id, school_id, day) DO UPDATE SET extra = staff_reveal.extra + excluded.extra;

-- name: reveal_day_lift :exec
-- in: staff_id i64, day i64
INSERT INTO staff_reveal (staff_id, school_id, day, shown, extra, lifted) VALUES ($1, 0, $2, 0, 0,
    1)
ON CONFLICT (staff_id, school_id, day) DO UPDATE SET lifted = 1;

-- name: reveal_days_purge :exec
-- in: before_ms i64, count i64
DELETE FROM staff_reveal WHERE (staff_id, school_id, day) IN
    (SELECT staff_id, school_id, day FROM staff_reveal WHERE school_id = 0
        AND day < CAST($1 AS BIGINT) / 86400000 LIMIT $2);

-- name: reveal_add :exec
-- in: school_id i64, at_ms i64, reveal_id i64, staff_id i64, kind i64, cards i64, signs i64,
--     class_code text, about_id i64?, reason text
INSERT INTO reveal (school_id, at_ms, reveal_id, staff_id, kind, cards, signs, class_code, about_id,
    reason)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- A page of the list of a school, newest first. only_signs 1: unusual rows only.
-- name: reveal_page :many
-- in: school_id i64, before_ms i64, before_id i64, only_signs i64, count i64
-- out: at_ms i64, reveal_id i64, name text, kind i64, cards i64, signs i64, class_code text,
--     about text?, reason text
SELECT r.at_ms, r.reveal_id, s.name, r.kind, r.cards, r.signs, r.class_code, a.name, r.reason
FROM reveal r JOIN staff s ON s.staff_id = r.staff_id LEFT JOIN staff a ON a.staff_id = r.about_id
WHERE r.school_id = $1 AND r.at_ms <= $2 AND (r.at_ms < $2 OR r.reveal_id < $3)
    AND (r.signs > 0 OR $4 = 0)
ORDER BY r.at_ms DESC, r.reveal_id DESC LIMIT $5;

-- What somebody revealed in a school since a moment, oldest first.
-- name: reveal_own :many
-- in: school_id i64, since_ms i64, staff_id i64
-- out: at_ms i64, kind i64, cards i64, class_code text
SELECT at_ms, kind, cards, class_code FROM reveal
WHERE school_id = $1 AND at_ms >= $2 AND staff_id = $3 ORDER BY at_ms, reveal_id;

-- name: reveals_purge :exec
-- in: before_ms i64, count i64
DELETE FROM reveal WHERE (school_id, at_ms, reveal_id) IN
    (SELECT school_id, at_ms, reveal_id FROM reveal WHERE at_ms < $1 ORDER BY at_ms LIMIT $2);

-- Batches of a school that a member of staff made since a moment.
-- name: own_batches :many
-- in: school_id i64, since_ms i64, staff_id i64
-- out: batch_id i64, saved_ms i64
SELECT batch_id, saved_ms FROM batch WHERE school_id = $1 AND created_ms >= $2 AND staff_id = $3
    AND state = 3 AND saved_ms IS NOT NULL;

-- Managers of a school who can sign in.
-- name: school_managers :many
-- in: school_id i64
-- out: staff_id i64, name text
SELECT s.staff_id, s.name FROM staff_role r
    JOIN staff s ON s.staff_id = r.staff_id
WHERE r.school_id = $1 AND r.role = 2 AND s.disabled_ms IS NULL ORDER BY s.name, s.staff_id;

-- Staff who may print in a school, with what they revealed on a day.
-- name: school_printers :many
-- in: school_id i64, day i64
-- out: staff_id i64, name text, shown i64?, extra i64?, lifted i64?
SELECT s.staff_id, s.name, d.shown, d.extra, d.lifted FROM staff s
    LEFT JOIN staff_reveal d ON d.staff_id = s.staff_id AND d.school_id = 0 AND d.day = $2
WHERE s.disabled_ms IS NULL AND s.staff_id IN
    (SELECT r.staff_id FROM staff_role r WHERE r.school_id = $1 AND r.role IN (2, 3))
ORDER BY s.name, s.staff_id;

-- All roles of those staff, in every school.
-- name: school_printer_roles :many
-- in: school_id i64
-- out: staff_id i64, school_id i64, role i64, class_code text
SELECT staff_id, school_id, role, class_code FROM staff_role
WHERE staff_id IN (SELECT r.staff_id FROM staff_role r WHERE r.school_id = $1 AND r.role IN (2, 3))
ORDER BY staff_id, school_id, role, class_code;

-- name: staff_later :exec
-- in: staff_id i64, day i64
UPDATE staff SET later_day = $2 WHERE staff_id = $1;
