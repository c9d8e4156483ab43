-- Indexes for frequent and periodic queries, so that they never read a whole table (tests/plans).
-- The condition is identical to that of the query school_strugglers.
CREATE INDEX throttle_account_strugglers ON throttle_account (name_mac, pool) WHERE failures > 5 OR day_failures > 9;
CREATE INDEX batch_open ON batch (created_ms) WHERE state <> 3;
CREATE INDEX staff_session_seen ON staff_session (seen_ms);
