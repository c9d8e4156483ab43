-- name: staff_insert :exec
-- in: staff_id i64, login text, name text, verifier bytes?, must_change i64, language text,
--     created_ms i64
INSERT INTO staff (staff_id, login, name, verifier, must_change, totp_step, language, shortcuts,
    failures, wait_until_ms, created_ms, version)
VALUES ($1, $2, $3, $4, $5, 0, $6, 1, 0, 0, $7, 1) ON CONFLICT (login) DO NOTHING;

-- name: staff_by_login :one
-- in: login text
-- out: staff_id i64, name text, disabled_ms i64?
SELECT staff_id, name, disabled_ms FROM staff WHERE login = $1;

-- The row of a login, or of the next one when the login is unknown, so that both take the same
-- time. (failures and wait_until_ms are unused since logins are counted in throttle_account.)
-- name: staff_from :one
-- in: login text
-- out: login text, staff_id i64, verifier bytes?, totp bytes?, totp_step i64, disabled_ms i64?
SELECT login, staff_id, verifier, totp, totp_step, disabled_ms FROM staff WHERE login >= $1
    ORDER BY login LIMIT 1;

-- name: staff_get :one
-- in: staff_id i64
-- out: login text, name text, verifier bytes?, must_change i64, totp bytes?, totp_step i64,
--     failures i64, wait_until_ms i64, disabled_ms i64?, language text, shortcuts i64,
--     last_sign_in_ms i64?
SELECT login, name, verifier, must_change, totp, totp_step, failures, wait_until_ms, disabled_ms,
    language, shortcuts, last_sign_in_ms
FROM staff WHERE staff_id = $1;

-- name: staff_list :many
-- out: staff_id i64, login text, name text, disabled_ms i64?, last_sign_in_ms i64?, has_factor i64
SELECT staff_id, login, name, disabled_ms, last_sign_in_ms,
    CASE WHEN totp IS NOT NULL
        OR EXISTS (SELECT 1 FROM staff_passkey p WHERE p.staff_id = s.staff_id)
        OR EXISTS (SELECT 1 FROM staff_recovery_code c WHERE c.staff_id = s.staff_id)
        THEN 1 ELSE 0 END
FROM staff s ORDER BY login;

-- name: staff_set_secret :exec
-- in: staff_id i64, verifier bytes?, must_change i64
UPDATE staff SET verifier = $2, must_change = $3, version = version + 1 WHERE staff_id = $1;

-- name: staff_set_totp :exec
-- in: staff_id i64, totp bytes?, totp_step i64
UPDATE staff SET totp = $2, totp_step = $3, version = version + 1 WHERE staff_id = $1;

-- name: staff_totp_used :exec
-- in: staff_id i64, totp_step i64
UPDATE staff SET totp_step = $2 WHERE staff_id = $1 AND totp_step < $2;

-- name: staff_signed_in :exec
-- in: staff_id i64, now_ms i64
UPDATE staff SET last_sign_in_ms = $2 WHERE staff_id = $1;

-- name: staff_disable :exec
-- in: staff_id i64, disabled_ms i64?
UPDATE staff SET disabled_ms = $2, version = version + 1 WHERE staff_id = $1;

-- name: staff_set_shortcuts :exec
-- in: staff_id i64, shortcuts i64
UPDATE staff SET shortcuts = $2 WHERE staff_id = $1;

-- name: staff_roles :many
-- in: staff_id i64
-- out: school_id i64, role i64, class_code text, school_name text?
SELECT r.school_id, r.role, r.class_code, s.name FROM staff_role r LEFT JOIN school s
    ON s.school_id = r.school_id
WHERE r.staff_id = $1 ORDER BY r.school_id, r.role, r.class_code;

-- name: staff_rename :exec
-- in: staff_id i64, name text
UPDATE staff SET name = $2 WHERE staff_id = $1;

-- name: staff_roles_clear :exec
-- in: staff_id i64
DELETE FROM staff_role WHERE staff_id = $1;

-- name: staff_role_add :exec
-- in: staff_id i64, school_id i64, role i64, class_code text
INSERT INTO staff_role (staff_id, school_id, role, class_code) VALUES ($1, $2, $3, $4)
ON CONFLICT (staff_id, school_id, role, class_code) DO NOTHING;

-- name: staff_invite_add :exec
-- in: token_hash bytes, staff_id i64, ends_ms i64
INSERT INTO staff_invite (token_hash, staff_id, ends_ms) VALUES ($1, $2, $3);

-- name: staff_invite_get :one
-- in: token_hash bytes, now_ms i64
-- out: staff_id i64
SELECT staff_id FROM staff_invite WHERE token_hash = $1 AND used_ms IS NULL AND ends_ms > $2;

-- name: staff_invite_use :exec
-- in: token_hash bytes, now_ms i64
UPDATE staff_invite SET used_ms = $2 WHERE token_hash = $1 AND used_ms IS NULL AND ends_ms > $2;

-- Invalidates earlier links, after a password was chosen or a newer link was created.
-- name: staff_invites_drop :exec
-- in: staff_id i64
DELETE FROM staff_invite WHERE staff_id = $1;

-- name: staff_session_add :exec
-- in: token_hash bytes, staff_id i64, school_id i64, now_ms i64
INSERT INTO staff_session (token_hash, staff_id, school_id, created_ms, seen_ms, proof_ms,
    hide_secrets) VALUES ($1, $2, $3, $4, $4, $4, 1);

-- name: staff_session_get :one
-- in: token_hash bytes
-- out: staff_id i64, school_id i64, created_ms i64, seen_ms i64, proof_ms i64, hide_secrets i64,
--     login text, name text, must_change i64, has_totp i64, passkeys i64, codes i64,
--     codes_left i64, factor_due_ms i64?, disabled_ms i64?, language text, shortcuts i64,
--     messages i64, later_day i64?
SELECT x.staff_id, x.school_id, x.created_ms, x.seen_ms, x.proof_ms, x.hide_secrets, s.login,
    s.name, s.must_change, CASE WHEN s.totp IS NULL THEN 0 ELSE 1 END,
    (SELECT count(*) FROM staff_passkey p WHERE p.staff_id = s.staff_id),
    (SELECT count(*) FROM staff_recovery_code c WHERE c.staff_id = s.staff_id),
    (SELECT count(*) FROM staff_recovery_code c WHERE c.staff_id = s.staff_id
        AND c.used_ms IS NULL),
    s.factor_due_ms, s.disabled_ms, s.language, s.shortcuts,
    (SELECT count(*) FROM staff_message m WHERE m.staff_id = s.staff_id), s.later_day
FROM staff_session x JOIN staff s ON s.staff_id = x.staff_id WHERE x.token_hash = $1;

-- name: staff_session_seen :exec
-- in: token_hash bytes, seen_ms i64
UPDATE staff_session SET seen_ms = $2 WHERE token_hash = $1;

-- name: staff_session_proved :exec
-- in: token_hash bytes, proof_ms i64
UPDATE staff_session SET proof_ms = $2 WHERE token_hash = $1;

-- name: staff_session_school :exec
-- in: token_hash bytes, school_id i64
UPDATE staff_session SET school_id = $2 WHERE token_hash = $1;

-- name: staff_session_hide :exec
-- in: token_hash bytes, hide_secrets i64
UPDATE staff_session SET hide_secrets = $2 WHERE token_hash = $1;

-- name: staff_session_end :exec
-- in: token_hash bytes
DELETE FROM staff_session WHERE token_hash = $1;

-- name: staff_sessions_end :exec
-- in: staff_id i64
DELETE FROM staff_session WHERE staff_id = $1;

-- name: staff_sessions_purge :exec
-- in: seen_before_ms i64, count i64
DELETE FROM staff_session WHERE token_hash IN (SELECT token_hash FROM staff_session
    WHERE seen_ms < $1 LIMIT $2);

-- name: saved_filters :many
-- in: staff_id i64
-- out: position i64, name text, query text
SELECT position, name, query FROM saved_filter WHERE staff_id = $1 ORDER BY position;

-- name: saved_filter_put :exec
-- in: staff_id i64, position i64, name text, query text
INSERT INTO saved_filter (staff_id, position, name, query) VALUES ($1, $2, $3, $4)
ON CONFLICT (staff_id, position) DO UPDATE SET name = excluded.name, query = excluded.query;

-- name: saved_filter_drop :exec
-- in: staff_id i64, position i64
DELETE FROM saved_filter WHERE staff_id = $1 AND position = $2;

-- name: form_draft_put :exec
-- in: staff_id i64, form text, sealed bytes, saved_ms i64
INSERT INTO form_draft (staff_id, form, sealed, saved_ms) VALUES ($1, $2, $3, $4)
ON CONFLICT (staff_id, form) DO UPDATE SET sealed = excluded.sealed, saved_ms = excluded.saved_ms;

-- name: form_draft_get :one
-- in: staff_id i64, form text, since_ms i64
-- out: sealed bytes
SELECT sealed FROM form_draft WHERE staff_id = $1 AND form = $2 AND saved_ms >= $3;

-- name: form_draft_drop :exec
-- in: staff_id i64, form text
DELETE FROM form_draft WHERE staff_id = $1 AND form = $2;

-- name: form_drafts_purge :exec
-- in: before_ms i64, count i64
DELETE FROM form_draft WHERE (staff_id, form) IN (SELECT staff_id, form FROM form_draft
    WHERE saved_ms < $1 LIMIT $2);

-- name: sheets :many
-- in: staff_id i64
-- out: stock i64, printer text, next_label i64, offset_x i64, offset_y i64
SELECT stock, printer, next_label, offset_x, offset_y FROM sheet WHERE staff_id = $1
ORDER BY used_ms DESC, stock;

-- name: print_choice_get :one
-- in: staff_id i64
-- out: stock i64, captions i64, language i64, stacked i64
SELECT stock, captions, language, stacked FROM print_choice WHERE staff_id = $1;

-- name: print_choice_put :exec
-- in: staff_id i64, stock i64, captions i64, language i64, stacked i64
INSERT INTO print_choice (staff_id, stock, captions, language, stacked) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (staff_id) DO UPDATE SET stock = excluded.stock, captions = excluded.captions,
    language = excluded.language, stacked = excluded.stacked;

-- name: sheet_put :exec
-- in: staff_id i64, stock i64, printer text, next_label i64, offset_x i64, offset_y i64, used_ms
--     i64
INSERT INTO sheet (staff_id, stock, printer, next_label, offset_x, offset_y, used_ms)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (staff_id, stock, printer) DO UPDATE
    SET next_label = excluded.next_label, offset_x = excluded.offset_x,
    offset_y = excluded.offset_y, used_ms = excluded.used_ms;
