-- What has an end is found by it, and what hangs on a family of tokens by the family.
CREATE INDEX access_token_by_expiry ON access_token (expires_at);
CREATE INDEX access_token_by_family ON access_token (family_id);
CREATE INDEX refresh_token_by_expiry ON refresh_token (expires_at);
CREATE INDEX refresh_token_by_family ON refresh_token (family_id);
CREATE INDEX code_by_family ON code (family_id);
CREATE INDEX event_by_time ON event (at);
