-- Sessions in which commands are signed: of one partner key with one part of one car. There is no secret in them.
-- `counter` is the last one that was given out; whoever is given some finds them written here already.
CREATE TABLE command_session (
    partner_key_id BLOB NOT NULL REFERENCES partner_key (id) ON DELETE CASCADE,
    vehicle_id     BLOB NOT NULL REFERENCES vehicle (id) ON DELETE CASCADE,
    part           TEXT NOT NULL,
    car_key        BLOB NOT NULL,
    epoch          BLOB NOT NULL,
    counter        INTEGER NOT NULL,
    clock_seconds  INTEGER NOT NULL,
    began_at       INTEGER NOT NULL,
    PRIMARY KEY (partner_key_id, vehicle_id, part)
) STRICT, WITHOUT ROWID;
