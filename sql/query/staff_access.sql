-- Everybody with a role in a school, for the page "Personeel".
-- name: staff_of_school :many
-- in: school_id i64
-- out: staff_id i64, login text, name text, disabled_ms i64?, last_sign_in_ms i64?, has_totp i64,
--     passkeys i64, codes i64, codes_left i64
SELECT s.staff_id, s.login, s.name, s.disabled_ms, s.last_sign_in_ms,
    CASE WHEN s.totp IS NULL THEN 0 ELSE 1 END,
    (SELECT count(*) FROM staff_passkey p WHERE p.staff_id = s.staff_id),
    (SELECT count(*) FROM staff_recovery_code c WHERE c.staff_id = s.staff_id),
    (SELECT count(*) FROM staff_recovery_code c WHERE c.staff_id = s.staff_id
        AND c.used_ms IS NULL)
FROM staff s WHERE s.staff_id IN (SELECT r.staff_id FROM staff_role r WHERE r.school_id = $1)
ORDER BY s.name, s.login;

-- Who has a role for the whole of a school and can sign in.
-- name: staff_with_role :many
-- in: school_id i64, role i64
-- out: staff_id i64
SELECT s.staff_id FROM staff_role r JOIN staff s ON s.staff_id = r.staff_id
WHERE r.school_id = $1 AND r.role = $2 AND r.class_code = '' AND s.disabled_ms IS NULL
ORDER BY s.staff_id;

-- When a member of staff last caused an event of this subject.
-- name: history_last_by :one
-- in: subject_id i64, event i64, actor_id i64
-- out: at_ms i64?
SELECT MAX(at_ms) FROM history WHERE subject_id = $1 AND event = $2 AND actor_kind = 1
    AND actor_id = $3;

-- name: staff_contact :one
-- in: staff_id i64
-- out: login text, name text, email text?
SELECT login, name, email FROM staff WHERE staff_id = $1;

-- name: staff_message_put :exec
-- in: staff_id i64, message_id i64, at_ms i64, kind i64, actor_id i64, subject_id i64
INSERT INTO staff_message (staff_id, message_id, at_ms, kind, actor_id, subject_id)
VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (staff_id, message_id) DO NOTHING;

-- name: staff_messages :many
-- in: staff_id i64
-- out: message_id i64, at_ms i64, kind i64, subject_id i64, actor text?, subject text?
SELECT m.message_id, m.at_ms, m.kind, m.subject_id, a.name, s.name
FROM staff_message m LEFT JOIN staff a ON a.staff_id = m.actor_id
LEFT JOIN staff s ON s.staff_id = m.subject_id
WHERE m.staff_id = $1 ORDER BY m.at_ms DESC, m.message_id;

-- name: staff_message_drop :exec
-- in: staff_id i64, message_id i64
DELETE FROM staff_message WHERE staff_id = $1 AND message_id = $2;

-- name: staff_messages_purge :exec
-- in: before_ms i64, count i64
DELETE FROM staff_message WHERE (staff_id, message_id) IN (SELECT staff_id, message_id
    FROM staff_message WHERE at_ms < $1 LIMIT $2);

-- name: staff_set_email :exec
-- in: staff_id i64, email text?
UPDATE staff SET email = $2 WHERE staff_id = $1;

-- At most one mail in a while: changes nothing when the last one was sent after before_ms.
-- name: staff_warned :exec
-- in: staff_id i64, now_ms i64, before_ms i64
UPDATE staff SET warned_ms = $2 WHERE staff_id = $1 AND (warned_ms IS NULL OR warned_ms <= $3);

-- How many places of somebody are known, and whether one of these two is among them.
-- name: staff_places_known :one
-- in: staff_id i64, browser bytes, network bytes
-- out: places i64, browsers i64, networks i64
SELECT (SELECT count(*) FROM staff_place WHERE staff_id = $1),
    (SELECT count(*) FROM staff_place WHERE staff_id = $1 AND place = $2),
    (SELECT count(*) FROM staff_place WHERE staff_id = $1 AND place = $3);

-- name: staff_place_put :exec
-- in: staff_id i64, place bytes, seen_ms i64
INSERT INTO staff_place (staff_id, place, seen_ms) VALUES ($1, $2, $3)
ON CONFLICT (staff_id, place) DO UPDATE SET seen_ms = excluded.seen_ms;

-- name: staff_places_purge :exec
-- in: before_ms i64, count i64
DELETE FROM staff_place WHERE (staff_id, place) IN (SELECT staff_id, place FROM staff_place
    WHERE seen_ms < $1 LIMIT $2);
