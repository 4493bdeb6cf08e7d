-- What has an end is found by it, and a phone's session by its account.
CREATE INDEX car_key_sign_in_by_expiry ON car_key_sign_in (expires_at);
CREATE INDEX car_key_challenge_by_expiry ON car_key_challenge (expires_at);
CREATE INDEX car_key_session_by_expiry ON car_key_session (refresh_expires_at);
CREATE INDEX car_key_session_by_account ON car_key_session (account_id);
