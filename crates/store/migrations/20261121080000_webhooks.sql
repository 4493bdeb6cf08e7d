-- Where an application wants to be told of events.
CREATE TABLE webhook (
    id             BLOB PRIMARY KEY,
    application_id BLOB NOT NULL REFERENCES application (id) ON DELETE CASCADE,
    created_at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX webhook_by_application ON webhook (application_id);

CREATE TABLE webhook_subscription (
    webhook_id    BLOB NOT NULL REFERENCES webhook (id) ON DELETE CASCADE,
    connection_id BLOB NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
    subscribed_at INTEGER NOT NULL,
    PRIMARY KEY (webhook_id, connection_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX webhook_subscription_by_connection ON webhook_subscription (connection_id);
