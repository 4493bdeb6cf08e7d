-- CarKey: what an account proved, the phone that it proved it with, and how far it is on the way there.

-- A sign-in under way at the maker, and the code that its end is exchanged for.
CREATE TABLE car_key_sign_in (
    id          BLOB PRIMARY KEY,
    body_sealed BLOB NOT NULL,
    account_id  BLOB REFERENCES account (id) ON DELETE CASCADE,
    code_hash   BLOB UNIQUE,
    expires_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- An account signed in on a phone.
CREATE TABLE car_key_session (
    id                 BLOB PRIMARY KEY,
    account_id         BLOB NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    application_id     BLOB NOT NULL REFERENCES application (id) ON DELETE CASCADE,
    phone              TEXT NOT NULL,
    access_hash        BLOB NOT NULL UNIQUE,
    access_expires_at  INTEGER NOT NULL,
    refresh_hash       BLOB NOT NULL UNIQUE,
    refresh_expires_at INTEGER NOT NULL,
    strong_until       INTEGER
) STRICT, WITHOUT ROWID;

-- What is kept of an account beside its link, under the account's id: the trusted phone number, the PIN, and what counts attempts.
CREATE TABLE car_key_account (
    id                  BLOB PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
    phone_number_sealed BLOB,
    pin_sealed          BLOB,
    pin_failures        INTEGER NOT NULL DEFAULT 0,
    sms_sent            INTEGER NOT NULL DEFAULT 0,
    sms_since           INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- The last SMS code of each purpose.
CREATE TABLE car_key_sms (
    id            BLOB PRIMARY KEY,
    account_id    BLOB NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    purpose       TEXT NOT NULL,
    number_sealed BLOB NOT NULL,
    code_sealed   BLOB NOT NULL,
    tries         INTEGER NOT NULL DEFAULT 0,
    expires_at    INTEGER NOT NULL,
    UNIQUE (account_id, purpose)
) STRICT, WITHOUT ROWID;

-- The phones enrolled on an account.
CREATE TABLE car_key_phone (
    account_id  BLOB NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    phone       TEXT NOT NULL,
    enrolled_at INTEGER NOT NULL,
    PRIMARY KEY (account_id, phone)
) STRICT, WITHOUT ROWID;

-- One phone's walk through the service activation steps for one car.
CREATE TABLE car_key_steps (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id BLOB NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    phone      TEXT NOT NULL,
    vehicle_id BLOB NOT NULL REFERENCES vehicle (id) ON DELETE CASCADE,
    done       TEXT NOT NULL,
    UNIQUE (account_id, phone, vehicle_id)
) STRICT;

-- Challenges given out; one that was answered stays until it would have expired.
CREATE TABLE car_key_challenge (
    nonce      BLOB PRIMARY KEY,
    account_id BLOB NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    phone      TEXT NOT NULL,
    vin        TEXT,
    issued_at  INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at    INTEGER
) STRICT, WITHOUT ROWID;

-- Who did what with a CarKey, in the order in which it happened; rows are only ever added.
CREATE TABLE car_key_audit (
    id         BLOB PRIMARY KEY,
    at         INTEGER NOT NULL,
    account_id BLOB NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    vehicle_id BLOB REFERENCES vehicle (id) ON DELETE SET NULL,
    phone      TEXT NOT NULL,
    action     TEXT NOT NULL,
    outcome    TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX car_key_audit_by_account ON car_key_audit (account_id, id);
