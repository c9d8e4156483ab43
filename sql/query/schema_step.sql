-- name: schema_steps :many
-- out: number i64, name text, digest text
SELECT number, name, digest FROM schema_step ORDER BY number;

-- name: schema_step_add :exec
-- in: number i64, name text, digest text, applied_ms i64
INSERT INTO schema_step (number, name, digest, applied_ms) VALUES ($1, $2, $3, $4);
