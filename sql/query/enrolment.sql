-- Rows of the pupil list: the enrolments of a school on a day, each with its account.
-- name: school_pupils :many
-- in: school_id i64, day i64
-- out: pupil_id i64, roll_number i64, first_name text, last_name text, group_name text, class_code
--     text, level i64, begin_day i64, end_day i64, search_key text, sort_key bytes, username text?,
--     type i64?, secret_kind i64?, printable i64, inactive_ms i64?, first_sign_in_ms i64?
SELECT e.pupil_id, e.roll_number, e.first_name, e.last_name, e.group_name, e.class_code, e.level,
    e.begin_day, e.end_day,
       e.search_key, e.sort_key, a.username, a.type, a.secret_kind,
       CASE WHEN a.sealed IS NULL THEN 0 ELSE 1 END, a.inactive_ms, a.first_sign_in_ms
FROM enrolment e LEFT JOIN account a ON a.pupil_id = e.pupil_id
WHERE e.school_id = $1 AND e.begin_day <= $2 AND e.end_day >= $2;

-- The enrolments of one pupil in one school on a day, latest first.
-- name: school_pupil :many
-- in: school_id i64, pupil_id i64, day i64
-- out: roll_number i64, first_name text, last_name text, group_number i64?, group_name text,
--     class_code text, level i64, site text, begin_day i64, end_day i64
SELECT roll_number, first_name, last_name, group_number, group_name, class_code, level, site,
    begin_day, end_day
FROM enrolment WHERE school_id = $1 AND pupil_id = $2 AND begin_day <= $3 AND end_day >= $3
ORDER BY begin_day DESC, enrolment_id;

-- All enrolments of a school, including ended ones: for comparison with a roster, and to know who
-- ever had a roll number.
-- name: roster_known :many
-- in: school_id i64
-- out: enrolment_id i64, pupil_id i64, roll_number i64, first_name text, last_name text,
--     official_first text, official_last text, sex i64, birth_day i64?, group_number i64?,
--     group_name text, class_code text, level i64, site text, begin_day i64, end_day i64,
--     national_mac bytes?, number_kind i64, official_school i64
SELECT e.enrolment_id, e.pupil_id, e.roll_number, e.first_name, e.last_name, p.official_first,
    p.official_last, p.sex, p.birth_day,
       e.group_number, e.group_name, e.class_code, e.level, e.site, e.begin_day, e.end_day,
           p.national_mac, p.number_kind, p.official_school
FROM enrolment e JOIN pupil p ON p.pupil_id = e.pupil_id
WHERE e.school_id = $1;

-- name: enrolment_insert :exec
-- in: school_id i64, enrolment_id i64, pupil_id i64, roll_number i64, first_name text, last_name
--     text, group_number i64?, group_name text, class_code text, level i64, site text, begin_day
--     i64, end_day i64, search_key text, sort_key bytes
INSERT INTO enrolment (school_id, enrolment_id, pupil_id, roll_number, first_name, last_name,
    group_number, group_name, class_code,
                       level, site, begin_day, end_day, search_key, sort_key)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15);

-- name: enrolment_update :exec
-- in: school_id i64, enrolment_id i64, first_name text, last_name text, group_number i64?,
--     group_name text, class_code text, level i64, site text, begin_day i64, end_day i64, search_key
--     text, sort_key bytes
UPDATE enrolment SET first_name = $3, last_name = $4, group_number = $5, group_name = $6, class_code
    = $7, level = $8, site = $9, begin_day = $10, end_day = $11, search_key = $12, sort_key = $13
WHERE school_id = $1 AND enrolment_id = $2;

-- name: enrolment_close :exec
-- in: school_id i64, enrolment_id i64, end_day i64
UPDATE enrolment SET end_day = $3 WHERE school_id = $1 AND enrolment_id = $2;

-- Data for cards and workbooks: the accounts of the pupils enrolled in a school on a day, with the
-- last day of the last enrolment in any school.
-- name: school_cards :many
-- in: school_id i64, day i64
-- out: pupil_id i64, roll_number i64, first_name text, last_name text, group_name text, class_code
--     text, sort_key bytes, username text, type i64, secret_kind i64, sealed bytes?, last_day i64,
--     inactive_ms i64?, batch_id i64?, secret_ends_ms i64?, secret_ms i64
SELECT e.pupil_id, e.roll_number, e.first_name, e.last_name, e.group_name, e.class_code, e.sort_key,
    a.username, a.type, a.secret_kind,
       a.sealed, (SELECT MAX(l.end_day) FROM enrolment_any l
           WHERE l.pupil_id = e.pupil_id), a.inactive_ms, a.batch_id, a.secret_ends_ms, a.secret_ms
FROM enrolment e JOIN account a ON a.pupil_id = e.pupil_id
WHERE e.school_id = $1 AND e.begin_day <= $2 AND e.end_day >= $2;

-- Enrolments of a pupil on a day, in all schools.
-- name: pupil_schools :many
-- in: pupil_id i64, day i64
-- out: school_id i64, roll_number i64, first_name text, last_name text, group_name text, class_code
--     text, begin_day i64, end_day i64
SELECT school_id, roll_number, first_name, last_name, group_name, class_code, begin_day, end_day
FROM enrolment_any WHERE pupil_id = $1 AND begin_day <= $2 AND end_day >= $2
    ORDER BY school_id, begin_day;

-- Merges two pupil records of one person: moves the enrolments of one to the other.
-- name: enrolments_give :exec
-- in: from_pupil_id i64, to_pupil_id i64
UPDATE enrolment SET pupil_id = $2 WHERE pupil_id = $1;
