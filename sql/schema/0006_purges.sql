-- Indexes for deletion by time, so that no purge reads a whole table.
CREATE INDEX pupil_session_seen ON pupil_session (seen_ms);
CREATE INDEX sign_in_step_ends ON sign_in_step (ends_ms);
CREATE INDEX throttle_bucket_at ON throttle_bucket (at_ms);
CREATE INDEX mail_link_ends ON mail_link (ends_ms);
CREATE INDEX oidc_grant_pupil ON oidc_grant (pupil_id);
