-- What an owner said of the size of their car's battery, where neither maker nor model tells.
CREATE TABLE battery_capacity (
    vehicle_id BLOB PRIMARY KEY REFERENCES vehicle (id) ON DELETE CASCADE,
    capacity   REAL NOT NULL,
    chosen_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
