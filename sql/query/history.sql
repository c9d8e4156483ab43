-- The MAC of a row, to check that it is unchanged since the commit.
-- name: history_mac_at :one
-- in: subject_id i64, seq i64
-- out: mac bytes
SELECT mac FROM history WHERE subject_id = $1 AND seq = $2;

-- name: visit_mac_at :one
-- in: subject_id i64, seq i64
-- out: mac bytes
SELECT mac FROM visit WHERE subject_id = $1 AND seq = $2;

-- name: history_last :one
-- in: subject_id i64
-- out: seq i64, mac bytes
SELECT seq, mac FROM history WHERE subject_id = $1 ORDER BY seq DESC LIMIT 1;

-- The last row of each of several subjects.
-- name: history_lasts :many
-- in: subject_id i64[32]
-- out: subject_id i64, seq i64, mac bytes
SELECT h.subject_id, h.seq, h.mac
FROM (SELECT subject_id, MAX(seq) AS seq FROM history WHERE subject_id IN ($1[])
    GROUP BY subject_id) l
JOIN history h ON h.subject_id = l.subject_id AND h.seq = l.seq;

-- name: history_insert :exec
-- in: subject_id i64, seq i64, at_ms i64, event i64, actor_kind i64, actor_id i64, school_id i64,
--     source text, detail text, mac bytes
INSERT INTO history (subject_id, seq, at_ms, event, actor_kind, actor_id, school_id, source, detail,
    mac)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: history_chain :each
-- in: subject_id i64
-- out: seq i64, at_ms i64, event i64, actor_kind i64, actor_id i64, school_id i64, source text,
--     detail text, mac bytes
SELECT seq, at_ms, event, actor_kind, actor_id, school_id, source, detail, mac FROM history
    WHERE subject_id = $1 ORDER BY seq;

-- A page of history, newest first. Joins the names of staff, because history contains ids only.
-- name: history_page :many
-- in: subject_id i64, before_seq i64, count i64
-- out: seq i64, at_ms i64, event i64, actor_kind i64, actor_id i64, school_id i64, source text,
--     detail text, actor_name text?
SELECT h.seq, h.at_ms, h.event, h.actor_kind, h.actor_id, h.school_id, h.source, h.detail, s.name
FROM history h LEFT JOIN staff s ON s.staff_id = h.actor_id AND h.actor_kind = 1
WHERE h.subject_id = $1 AND h.seq < $2 ORDER BY h.seq DESC LIMIT $3;

-- name: visit_last :one
-- in: subject_id i64
-- out: seq i64, mac bytes
SELECT seq, mac FROM visit WHERE subject_id = $1 ORDER BY seq DESC LIMIT 1;

-- The last row of each of several subjects.
-- name: visit_lasts :many
-- in: subject_id i64[32]
-- out: subject_id i64, seq i64, mac bytes
SELECT h.subject_id, h.seq, h.mac
FROM (SELECT subject_id, MAX(seq) AS seq FROM visit WHERE subject_id IN ($1[])
    GROUP BY subject_id) l
JOIN visit h ON h.subject_id = l.subject_id AND h.seq = l.seq;

-- name: visit_insert :exec
-- in: subject_id i64, seq i64, at_ms i64, event i64, actor_kind i64, actor_id i64, school_id i64,
--     source text, detail text, mac bytes
INSERT INTO visit (subject_id, seq, at_ms, event, actor_kind, actor_id, school_id, source, detail,
    mac)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: visit_page :many
-- in: subject_id i64, before_seq i64, count i64
-- out: seq i64, at_ms i64, event i64, actor_kind i64, actor_id i64, school_id i64, source text,
--     detail text, actor_name text?
SELECT v.seq, v.at_ms, v.event, v.actor_kind, v.actor_id, v.school_id, v.source, v.detail, s.name
FROM visit v LEFT JOIN staff s ON s.staff_id = v.actor_id AND v.actor_kind = 1
WHERE v.subject_id = $1 AND v.seq < $2 ORDER BY v.seq DESC LIMIT $3;
