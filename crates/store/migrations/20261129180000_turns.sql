-- When the background jobs look next: at the keys of an account's cars, and at a car for an account. Whoever joins is
-- looked at next.
ALTER TABLE account ADD COLUMN keys_due_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE account_vehicle ADD COLUMN refresh_due_at INTEGER NOT NULL DEFAULT 0;
CREATE INDEX account_by_keys_due ON account (keys_due_at);
CREATE INDEX account_vehicle_by_refresh_due ON account_vehicle (refresh_due_at);

-- The few keys that rest are found without looking at the others.
CREATE INDEX key_state_suspended ON key_state (vehicle_id) WHERE json_extract(state, '$.state') = 'suspended';
