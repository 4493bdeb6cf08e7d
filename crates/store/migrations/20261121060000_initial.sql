-- Ids are UUIDs as BLOB(16), times are milliseconds since 1970, `_sealed` columns are encrypted, `_hash` ones SHA-256.

CREATE TABLE application (
    id                      BLOB PRIMARY KEY,
    name                    TEXT NOT NULL,
    description             TEXT,
    logo                    TEXT,
    accent                  TEXT,
    redirect_uris           TEXT NOT NULL,
    scope                   TEXT NOT NULL,
    key_domain              TEXT,
    serve_stored            INTEGER NOT NULL,
    without_key             TEXT NOT NULL,
    client_secret_hash      BLOB NOT NULL,
    management_token_hash   BLOB NOT NULL UNIQUE,
    management_token_sealed BLOB NOT NULL,
    created_at              INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A run of Connect: the request that began it and the page it stands at, as its owner wrote them.
CREATE TABLE connect_run (
    id             BLOB PRIMARY KEY,
    application_id BLOB NOT NULL REFERENCES application (id) ON DELETE CASCADE,
    browser_hash   BLOB NOT NULL,
    body           TEXT NOT NULL,
    version        INTEGER NOT NULL,
    expires_at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX connect_run_by_expiry ON connect_run (expires_at);

-- An account link: one per account at the automaker and partner.
CREATE TABLE account (
    id                BLOB PRIMARY KEY,
    mode              TEXT NOT NULL,
    adapter           TEXT NOT NULL,
    partner           TEXT NOT NULL,
    subject           TEXT NOT NULL,
    email             TEXT,
    platform          TEXT NOT NULL,
    permissions       TEXT NOT NULL,
    access_sealed     BLOB NOT NULL,
    refresh_sealed    BLOB NOT NULL,
    access_expires_at INTEGER NOT NULL,
    needs_sign_in     INTEGER NOT NULL,
    linked_at         INTEGER NOT NULL,
    UNIQUE (mode, adapter, partner, subject)
) STRICT, WITHOUT ROWID;

CREATE TABLE vehicle (
    id        BLOB PRIMARY KEY,
    mode      TEXT NOT NULL,
    vin       TEXT NOT NULL,
    make      TEXT NOT NULL,
    model     TEXT NOT NULL,
    year      INTEGER NOT NULL,
    access    TEXT NOT NULL,
    streaming INTEGER,
    capabilities TEXT NOT NULL,
    UNIQUE (mode, vin)
) STRICT, WITHOUT ROWID;

-- Which cars an account sees, and how it stands to them.
CREATE TABLE account_vehicle (
    account_id BLOB NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    vehicle_id BLOB NOT NULL REFERENCES vehicle (id) ON DELETE CASCADE,
    role       TEXT NOT NULL,
    PRIMARY KEY (account_id, vehicle_id)
) STRICT, WITHOUT ROWID;

-- An account within one application.
CREATE TABLE user (
    id             BLOB PRIMARY KEY,
    application_id BLOB NOT NULL REFERENCES application (id) ON DELETE CASCADE,
    account_id     BLOB NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    external_id    TEXT,
    UNIQUE (application_id, account_id)
) STRICT, WITHOUT ROWID;

-- Application x user x vehicle. Its id is the API's vehicle id and outlives an end and a new consent.
CREATE TABLE connection (
    id           BLOB PRIMARY KEY,
    user_id      BLOB NOT NULL REFERENCES user (id) ON DELETE CASCADE,
    vehicle_id   BLOB NOT NULL REFERENCES vehicle (id) ON DELETE CASCADE,
    connected_at INTEGER NOT NULL,
    ended_at     INTEGER,
    UNIQUE (user_id, vehicle_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX connection_by_vehicle ON connection (vehicle_id);

-- One finished run of Connect.
CREATE TABLE "grant" (
    id         BLOB PRIMARY KEY,
    user_id    BLOB NOT NULL REFERENCES user (id) ON DELETE CASCADE,
    scope      TEXT NOT NULL,
    granted_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE grant_connection (
    grant_id      BLOB NOT NULL REFERENCES "grant" (id) ON DELETE CASCADE,
    connection_id BLOB NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
    position      INTEGER NOT NULL,
    PRIMARY KEY (grant_id, connection_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX grant_connection_by_connection ON grant_connection (connection_id);

-- A code and all tokens that came of it: revoked together.
CREATE TABLE token_family (
    id         BLOB PRIMARY KEY,
    grant_id   BLOB NOT NULL REFERENCES "grant" (id) ON DELETE CASCADE,
    revoked_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE code (
    hash         BLOB PRIMARY KEY,
    family_id    BLOB NOT NULL REFERENCES token_family (id) ON DELETE CASCADE,
    redirect_uri TEXT,
    challenge    TEXT,
    expires_at   INTEGER NOT NULL,
    used_at      INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE access_token (
    hash       BLOB PRIMARY KEY,
    family_id  BLOB NOT NULL REFERENCES token_family (id) ON DELETE CASCADE,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE refresh_token (
    hash       BLOB PRIMARY KEY,
    family_id  BLOB NOT NULL REFERENCES token_family (id) ON DELETE CASCADE,
    expires_at INTEGER NOT NULL,
    used_at    INTEGER
) STRICT, WITHOUT ROWID;

-- The newest word of each source about one holder's key in one car, and what it folds to.
CREATE TABLE key_evidence (
    vehicle_id BLOB NOT NULL REFERENCES vehicle (id) ON DELETE CASCADE,
    holder     TEXT NOT NULL,
    source     TEXT NOT NULL,
    claim      TEXT NOT NULL,
    at         INTEGER NOT NULL,
    PRIMARY KEY (vehicle_id, holder, source)
) STRICT, WITHOUT ROWID;

CREATE TABLE key_state (
    vehicle_id BLOB NOT NULL REFERENCES vehicle (id) ON DELETE CASCADE,
    holder     TEXT NOT NULL,
    state      TEXT NOT NULL,
    since      INTEGER NOT NULL,
    checked_at INTEGER NOT NULL,
    PRIMARY KEY (vehicle_id, holder)
) STRICT, WITHOUT ROWID;

-- What happened, written in the transaction of the change; others are told from here.
CREATE TABLE event (
    id         BLOB PRIMARY KEY,
    kind       TEXT NOT NULL,
    vehicle_id BLOB NOT NULL REFERENCES vehicle (id) ON DELETE CASCADE,
    body       TEXT NOT NULL,
    at         INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The last value of each signal, as one account saw it.
CREATE TABLE signal (
    account_id  BLOB NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    vehicle_id  BLOB NOT NULL REFERENCES vehicle (id) ON DELETE CASCADE,
    code        TEXT NOT NULL,
    value       TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    fetched_at  INTEGER NOT NULL,
    PRIMARY KEY (account_id, vehicle_id, code)
) STRICT, WITHOUT ROWID;

-- When data was last fetched of a car that lacked the holder's key.
CREATE TABLE fetch_without_key (
    vehicle_id BLOB NOT NULL REFERENCES vehicle (id) ON DELETE CASCADE,
    holder     TEXT NOT NULL,
    at         INTEGER NOT NULL,
    PRIMARY KEY (vehicle_id, holder)
) STRICT, WITHOUT ROWID;
