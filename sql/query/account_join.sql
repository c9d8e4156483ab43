-- name: account_join_add :exec
-- in: goes_id i64, stays_id i64, at_ms i64, number_moved i64
INSERT INTO account_join (goes_id, stays_id, at_ms, number_moved) VALUES ($1, $2, $3, $4);

-- name: account_join_get :one
-- in: goes_id i64, stays_id i64
-- out: at_ms i64, number_moved i64
SELECT at_ms, number_moved FROM account_join WHERE goes_id = $1 AND stays_id = $2;

-- Notes the enrolments of a pupil before they move.
-- name: account_join_note :exec
-- in: goes_id i64
INSERT INTO account_join_enrolment (goes_id, school_id, enrolment_id)
SELECT pupil_id, school_id, enrolment_id FROM enrolment WHERE pupil_id = $1;

-- Gives the noted enrolments back.
-- name: account_join_return :exec
-- in: goes_id i64, stays_id i64
UPDATE enrolment SET pupil_id = $1 WHERE pupil_id = $2 AND EXISTS (SELECT 1
    FROM account_join_enrolment n WHERE n.goes_id = $1 AND n.school_id = enrolment.school_id
    AND n.enrolment_id = enrolment.enrolment_id);

-- name: account_join_forget :exec
-- in: goes_id i64
DELETE FROM account_join_enrolment WHERE goes_id = $1;

-- name: account_join_drop :exec
-- in: goes_id i64
DELETE FROM account_join WHERE goes_id = $1;

-- Joins of which the undo period is over.
-- name: account_joins_past :many
-- in: before_ms i64, count i64
-- out: goes_id i64
SELECT goes_id FROM account_join WHERE at_ms < $1 LIMIT $2;

-- name: pupil_number_get :one
-- in: pupil_id i64
-- out: national_mac bytes?, number_kind i64
SELECT national_mac, number_kind FROM pupil WHERE pupil_id = $1;

-- Applications in which a pupil signed in, as far as grants are still stored.
-- name: pupil_applications :many
-- in: pupil_id i64
-- out: application_id i64, name text
SELECT DISTINCT a.application_id, a.name FROM oidc_grant g JOIN application a
    ON a.application_id = g.application_id WHERE g.pupil_id = $1 ORDER BY a.name;
