-- Who had which car do what, and when it was begun. Rows are only ever added, and none is ever taken away: they name
-- people and cars by our own ids alone, which lead nowhere once those are deleted.
CREATE TABLE command_audit (
    id             BLOB PRIMARY KEY,
    begun_at       INTEGER NOT NULL,
    application_id BLOB NOT NULL,
    user_id        BLOB NOT NULL,
    connection_id  BLOB NOT NULL,
    command        TEXT NOT NULL,
    signing_key    TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX command_audit_by_connection ON command_audit (connection_id, id);
CREATE INDEX command_audit_by_application ON command_audit (application_id, id);

-- What came of it. A command without such a row was under way when the server ended: what became of it is unknown.
CREATE TABLE command_audit_end (
    id             BLOB PRIMARY KEY REFERENCES command_audit (id),
    ended_at       INTEGER NOT NULL,
    result         TEXT NOT NULL,
    signing_key    TEXT,
    reason         TEXT,
    session_healed TEXT
) STRICT, WITHOUT ROWID;

CREATE TRIGGER command_audit_stays BEFORE UPDATE ON command_audit
BEGIN SELECT RAISE(ABORT, 'the record of commands is only added to'); END;
CREATE TRIGGER command_audit_is_kept BEFORE DELETE ON command_audit
BEGIN SELECT RAISE(ABORT, 'the record of commands is only added to'); END;
CREATE TRIGGER command_audit_end_stays BEFORE UPDATE ON command_audit_end
BEGIN SELECT RAISE(ABORT, 'the record of commands is only added to'); END;
CREATE TRIGGER command_audit_end_is_kept BEFORE DELETE ON command_audit_end
BEGIN SELECT RAISE(ABORT, 'the record of commands is only added to'); END;
