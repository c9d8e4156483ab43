-- Mappings of columns for a school, and those for files of several schools.
-- name: roster_mappings :many
-- in: school_id i64
-- out: school_id i64, fingerprint text, choices text
SELECT school_id, fingerprint, choices FROM roster_mapping WHERE school_id = $1 OR school_id = 0
ORDER BY school_id DESC, chosen_ms DESC;

-- name: roster_mapping_get :one
-- in: school_id i64, fingerprint text
-- out: choices text, chosen_ms i64
SELECT choices, chosen_ms FROM roster_mapping WHERE school_id = $1 AND fingerprint = $2;

-- name: roster_mapping_set :exec
-- in: school_id i64, fingerprint text, choices text, chosen_ms i64
INSERT INTO roster_mapping (school_id, fingerprint, choices, chosen_ms) VALUES ($1, $2, $3, $4)
ON CONFLICT (school_id, fingerprint) DO UPDATE
    SET choices = excluded.choices, chosen_ms = excluded.chosen_ms;

-- name: roster_mapping_clear :exec
-- in: school_id i64, fingerprint text
DELETE FROM roster_mapping WHERE school_id = $1 AND fingerprint = $2;

-- Levels that people chose for groups, of all schools.
-- name: roster_groups_all :many
-- out: school_id i64, group_key text, level i64
SELECT school_id, group_key, level FROM roster_group;

-- name: roster_groups :many
-- in: school_id i64
-- out: school_id i64, group_key text, group_name text, level i64
SELECT school_id, group_key, group_name, level FROM roster_group
WHERE school_id = $1 OR school_id = 0 ORDER BY school_id, group_key;

-- name: roster_group_set :exec
-- in: school_id i64, group_key text, group_name text, level i64, chosen_ms i64
INSERT INTO roster_group (school_id, group_key, group_name, level, chosen_ms)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (school_id, group_key) DO UPDATE
    SET group_name = excluded.group_name, level = excluded.level, chosen_ms = excluded.chosen_ms;

-- name: roster_group_clear :exec
-- in: school_id i64, group_key text
DELETE FROM roster_group WHERE school_id = $1 AND group_key = $2;

-- name: group_catalogue_all :many
-- out: group_number i64, level i64
SELECT group_number, level FROM group_catalogue ORDER BY group_number;

-- name: group_catalogue_set :exec
-- in: group_number i64, group_name text, level i64
INSERT INTO group_catalogue (group_number, group_name, level) VALUES ($1, $2, $3)
ON CONFLICT (group_number) DO UPDATE SET group_name = excluded.group_name, level = excluded.level;

-- name: school_levels_all :many
-- out: school_id i64, levels i64
SELECT school_id, levels FROM school WHERE levels <> 0 ORDER BY school_id;

-- name: school_levels_set :exec
-- in: school_id i64, levels i64
UPDATE school SET levels = $2 WHERE school_id = $1;
