-- For schools that keep no sealed copies: a copy expires a day after it was made, printed or not.
-- Copies that "Maak ongedaan" would restore expire with the undo period.
ALTER TABLE account ADD COLUMN sealed_ends_ms BIGINT; -- NULL: kept
UPDATE account SET sealed_ends_ms = secret_ms + 86400000 WHERE sealed IS NOT NULL AND pupil_id IN
    (SELECT e.pupil_id FROM enrolment e JOIN school s ON s.school_id = e.school_id WHERE s.keep_sealed = 0);
CREATE INDEX account_sealed_ends ON account (sealed_ends_ms) WHERE sealed_ends_ms IS NOT NULL;
CREATE INDEX account_undo_ends ON account (undo_ends_ms) WHERE undo_ends_ms IS NOT NULL;
