-- Who automakers know us as. Key domains name partners; `regions` is a JSON list, empty for all that an automaker has.
CREATE TABLE partner (
    id                   BLOB PRIMARY KEY,
    name                 TEXT NOT NULL UNIQUE,
    key_domain           TEXT NOT NULL UNIQUE,
    client_id            TEXT,
    client_secret_sealed BLOB,
    regions              TEXT NOT NULL,
    created_at           INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A partner's key pairs: the one that is published, and earlier ones that cars may still have.
CREATE TABLE partner_key (
    id             BLOB PRIMARY KEY,
    partner_id     BLOB NOT NULL REFERENCES partner (id) ON DELETE CASCADE,
    public_key     TEXT NOT NULL UNIQUE,
    private_sealed BLOB NOT NULL,
    made_at        INTEGER NOT NULL,
    retired_at     INTEGER
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX partner_key_current ON partner_key (partner_id) WHERE retired_at IS NULL;

-- How a partner stands in one region of an automaker, as it was last seen there.
CREATE TABLE partner_registration (
    partner_id     BLOB NOT NULL REFERENCES partner (id) ON DELETE CASCADE,
    mode           TEXT NOT NULL,
    region         TEXT NOT NULL,
    registered_key TEXT,
    problem        TEXT,
    checked_at     INTEGER NOT NULL,
    PRIMARY KEY (partner_id, mode, region)
) STRICT, WITHOUT ROWID;

-- One refresher at a time: who refreshes an account's tokens, and until when nobody else may.
ALTER TABLE account ADD COLUMN refresh_lease BLOB;
ALTER TABLE account ADD COLUMN refresh_lease_until INTEGER;

-- Since when a source has been saying what it says; a repeated word is no news.
ALTER TABLE key_evidence ADD COLUMN since INTEGER NOT NULL DEFAULT 0;
UPDATE key_evidence SET since = at;
