-- How often automakers were called, by day (UTC) and by everything that a bill or a question about one may want to tell
-- apart. No application and no car are x''. A row is written before its calls are sent. Ids refer to nothing here: the
-- bill stays when an application or a car goes.
CREATE TABLE upstream_call (
    day            TEXT NOT NULL,
    mode           TEXT NOT NULL,
    automaker      TEXT NOT NULL,
    partner        TEXT NOT NULL,
    class          TEXT NOT NULL,
    operation      TEXT NOT NULL,
    application_id BLOB NOT NULL,
    vehicle_id     BLOB NOT NULL,
    calls          INTEGER NOT NULL,
    PRIMARY KEY (day, mode, automaker, partner, class, operation, application_id, vehicle_id)
) STRICT, WITHOUT ROWID;

-- Which caps held calls back in which month, so that each is told once. `subject` is a key domain or an application's
-- id, `cap` is in billionths of a dollar: another cap is another row.
CREATE TABLE cost_cap_reached (
    month     TEXT NOT NULL,
    mode      TEXT NOT NULL,
    automaker TEXT NOT NULL,
    scope     TEXT NOT NULL,
    subject   TEXT NOT NULL,
    cap       INTEGER NOT NULL,
    at        INTEGER NOT NULL,
    PRIMARY KEY (month, mode, automaker, scope, subject, cap)
) STRICT, WITHOUT ROWID;
