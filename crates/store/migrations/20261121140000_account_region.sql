-- Where the automaker keeps the account, in its own word: `na`, `eu`.
ALTER TABLE account ADD COLUMN region TEXT;
