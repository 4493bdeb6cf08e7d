-- What an owner's deletion looks for, from the account down; without these each step would read a whole table.
CREATE INDEX account_by_subject ON account (mode, adapter, subject);
CREATE INDEX account_vehicle_by_vehicle ON account_vehicle (vehicle_id);
CREATE INDEX user_by_account ON user (account_id);
CREATE INDEX grant_by_user ON "grant" (user_id);
CREATE INDEX token_family_by_grant ON token_family (grant_id);
CREATE INDEX signal_by_vehicle ON signal (vehicle_id);
