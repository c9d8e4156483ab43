-- Marks usernames with so many failures that staff may see them under "hulp nodig". The previous
-- index was on the counters themselves, so each attempt changed it, and on PostgreSQL all indexes
-- of the table.
ALTER TABLE throttle_account ADD COLUMN struggles INTEGER NOT NULL DEFAULT 0;
UPDATE throttle_account SET struggles = 1 WHERE failures > 5 OR day_failures > 9;
DROP INDEX throttle_account_strugglers;
CREATE INDEX throttle_account_struggles ON throttle_account (name_mac, pool) WHERE struggles = 1;
