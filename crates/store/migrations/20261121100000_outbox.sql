-- Where an application wants to be told, and of what. Whoever stands here has answered the challenge.
DROP TABLE webhook_subscription;
DROP TABLE webhook;

CREATE TABLE webhook (
    id             BLOB PRIMARY KEY,
    application_id BLOB NOT NULL REFERENCES application (id) ON DELETE CASCADE,
    name           TEXT NOT NULL,
    url            TEXT NOT NULL,
    occasion       TEXT NOT NULL,
    all_vehicles   INTEGER NOT NULL,
    created_at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX webhook_by_application ON webhook (application_id);

-- `due_at`: when the vehicle is read next for a webhook with a schedule.
CREATE TABLE webhook_subscription (
    webhook_id    BLOB NOT NULL REFERENCES webhook (id) ON DELETE CASCADE,
    connection_id BLOB NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
    subscribed_at INTEGER NOT NULL,
    due_at        INTEGER,
    PRIMARY KEY (webhook_id, connection_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX webhook_subscription_by_connection ON webhook_subscription (connection_id);
CREATE INDEX webhook_subscription_by_due ON webhook_subscription (due_at) WHERE due_at IS NOT NULL;

-- What has to leave: one event for one webhook, written in the transaction of the event.
-- `tries` counts since it was queued or queued again; `due_at` is null once it is delivered or has failed.
CREATE TABLE delivery (
    id            BLOB PRIMARY KEY,
    webhook_id    BLOB NOT NULL REFERENCES webhook (id) ON DELETE CASCADE,
    connection_id BLOB NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
    event_id      BLOB NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    state         TEXT NOT NULL,
    tries         INTEGER NOT NULL,
    due_at        INTEGER,
    created_at    INTEGER NOT NULL,
    UNIQUE (event_id, webhook_id, connection_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX delivery_by_webhook ON delivery (webhook_id, id);
CREATE INDEX delivery_by_connection ON delivery (connection_id);
CREATE INDEX delivery_by_due ON delivery (webhook_id, due_at) WHERE due_at IS NOT NULL;

CREATE INDEX event_by_vehicle ON event (vehicle_id);

-- Every time that a delivery was sent, and what came of it.
CREATE TABLE delivery_attempt (
    delivery_id BLOB NOT NULL REFERENCES delivery (id) ON DELETE CASCADE,
    number      INTEGER NOT NULL,
    at          INTEGER NOT NULL,
    took_ms     INTEGER NOT NULL,
    status      INTEGER,
    error       TEXT,
    PRIMARY KEY (delivery_id, number)
) STRICT, WITHOUT ROWID;
