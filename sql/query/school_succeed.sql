-- A school succeeds another one: copies what belongs to the school.
-- name: succeed_networks :exec
-- in: old_school i64, new_school i64
INSERT INTO school_network (school_id, network, kind, until_ms)
SELECT CAST($2 AS INTEGER), network, kind, until_ms FROM school_network WHERE school_id = $1
ON CONFLICT (school_id, network) DO NOTHING;

-- name: succeed_roles :exec
-- in: old_school i64, new_school i64
INSERT INTO staff_role (staff_id, school_id, role, class_code)
SELECT staff_id, CAST($2 AS INTEGER), role, class_code FROM staff_role WHERE school_id = $1
ON CONFLICT (staff_id, school_id, role, class_code) DO NOTHING;

-- name: succeed_groups :exec
-- in: old_school i64, new_school i64
INSERT INTO school_group (school_id, group_name, type)
SELECT CAST($2 AS INTEGER), group_name, type FROM school_group WHERE school_id = $1
ON CONFLICT (school_id, group_name) DO NOTHING;

-- name: succeed_switches :exec
-- in: old_school i64, new_school i64
INSERT INTO application_switch (school_id, application_id, kind, value, since_ms)
SELECT CAST($2 AS INTEGER), application_id, kind, value, since_ms FROM application_switch
    WHERE school_id = $1
ON CONFLICT (school_id, application_id, kind, value) DO NOTHING;

-- Roll numbers that both schools have in use from a day on.
-- name: succeed_shared_rolls :one
-- in: old_school i64, new_school i64, day i64
-- out: rolls i64
SELECT COUNT(*) FROM enrolment o JOIN enrolment n ON n.school_id = $2
    AND n.roll_number = o.roll_number AND n.end_day >= $3
WHERE o.school_id = $1 AND o.end_day >= $3;

-- Copies one enrolment to the new school, from a day on.
-- name: succeed_enrolment :exec
-- in: old_school i64, enrolment_id i64, new_school i64, new_id i64, begin_day i64
INSERT INTO enrolment (school_id, enrolment_id, pupil_id, roll_number, first_name, last_name,
    group_number, group_name, class_code, level, site, begin_day, end_day, search_key, sort_key)
SELECT CAST($3 AS INTEGER), CAST($4 AS BIGINT), pupil_id, roll_number, first_name, last_name,
    group_number, group_name, class_code, level, site, CAST($5 AS INTEGER), end_day, search_key,
    sort_key
FROM enrolment WHERE school_id = $1 AND enrolment_id = $2;

-- name: enrolment_delete :exec
-- in: school_id i64, enrolment_id i64
DELETE FROM enrolment WHERE school_id = $1 AND enrolment_id = $2;

-- name: succession_add :exec
-- in: new_school i64, old_school i64, day i64
INSERT INTO school_succession (new_school, old_school, day) VALUES ($1, $2, $3)
ON CONFLICT (new_school, old_school) DO UPDATE SET day = excluded.day;

-- As roster_known, for the schools that a school succeeds.
-- name: roster_former :many
-- in: school_id i64
-- out: pupil_id i64, roll_number i64, first_name text, last_name text, official_first text,
--     official_last text, sex i64, birth_day i64?, end_day i64, national_mac bytes?, number_kind
--     i64, official_school i64
SELECT e.pupil_id, e.roll_number, e.first_name, e.last_name, p.official_first, p.official_last,
    p.sex, p.birth_day, e.end_day, p.national_mac, p.number_kind, p.official_school
FROM school_succession s JOIN enrolment e ON e.school_id = s.old_school
    JOIN pupil p ON p.pupil_id = e.pupil_id
WHERE s.new_school = $1;
