-- The foundation: people and list, tickets with their events, the record of applied commands, the change feed, photos.
-- Ids are TEXT, times are milliseconds since 1970 in BIGINT, flags are 0 or 1: the same on both databases.

-- Facts about the database itself, such as its epoch.
CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

-- One row. Taking the next number locks it until the transaction ends, so the order of numbers is the order of commits.
CREATE TABLE feed_head (
    id  BIGINT PRIMARY KEY CHECK (id = 1),
    seq BIGINT NOT NULL
);
INSERT INTO feed_head (id, seq) VALUES (1, 0);

CREATE TABLE counters (
    name  TEXT PRIMARY KEY,
    value BIGINT NOT NULL
);

CREATE TABLE units (
    code     TEXT PRIMARY KEY,
    id       TEXT NOT NULL UNIQUE,
    name     TEXT NOT NULL,
    kind     TEXT NOT NULL,
    township TEXT REFERENCES units (code)
);

CREATE TABLE items (
    code        TEXT PRIMARY KEY,
    name        TEXT NOT NULL,
    kind        TEXT NOT NULL,
    class_name  TEXT NOT NULL,
    edition     TEXT NOT NULL,
    lead        TEXT REFERENCES units (code),
    limit_hours BIGINT CHECK (limit_hours > 0),
    common      BIGINT
);

CREATE TABLE people (
    id            TEXT PRIMARY KEY,
    username      TEXT NOT NULL UNIQUE,
    name          TEXT NOT NULL,
    role          TEXT NOT NULL,
    unit          TEXT NOT NULL REFERENCES units (code),
    password_hash TEXT NOT NULL,
    disabled      BIGINT NOT NULL DEFAULT 0,
    created_at    BIGINT NOT NULL
);

-- Tokens stand here only as SHA-256.
CREATE TABLE sessions (
    id          TEXT PRIMARY KEY,
    token_hash  TEXT NOT NULL UNIQUE,
    person_id   TEXT NOT NULL REFERENCES people (id),
    device_name TEXT,
    created_at  BIGINT NOT NULL,
    last_seen   BIGINT NOT NULL,
    expires_at  BIGINT NOT NULL
);
CREATE INDEX sessions_person ON sessions (person_id);

-- `value` is the ticket as it travels; the columns beside it are what lists filter and sort by.
CREATE TABLE tickets (
    id             TEXT PRIMARY KEY,
    serial         BIGINT NOT NULL UNIQUE,
    number         TEXT NOT NULL UNIQUE,
    kind           TEXT NOT NULL,
    status         TEXT NOT NULL,
    township       TEXT REFERENCES units (code),
    lead           TEXT REFERENCES units (code),
    co_responsible TEXT NOT NULL,
    item_code      TEXT,
    reported_by    TEXT NOT NULL REFERENCES people (id),
    received_at    BIGINT NOT NULL,
    due_at         BIGINT,
    revision       BIGINT NOT NULL,
    search         TEXT NOT NULL,
    value          TEXT NOT NULL
);
CREATE INDEX tickets_status ON tickets (status, serial);
CREATE INDEX tickets_township ON tickets (township, serial);
CREATE INDEX tickets_lead ON tickets (lead, serial);

CREATE TABLE events (
    ticket_id TEXT NOT NULL REFERENCES tickets (id),
    position  BIGINT NOT NULL,
    at        BIGINT NOT NULL,
    by_person TEXT NOT NULL,
    value     TEXT NOT NULL,
    PRIMARY KEY (ticket_id, position)
);

-- What became of each command, for ever: the same command again is answered from here.
CREATE TABLE applied (
    command_id TEXT PRIMARY KEY,
    person_id  TEXT NOT NULL,
    device_id  TEXT NOT NULL,
    seq        BIGINT NOT NULL,
    ticket_id  TEXT NOT NULL,
    kind       TEXT NOT NULL,
    content    TEXT NOT NULL,
    accepted   BIGINT NOT NULL,
    result     TEXT NOT NULL,
    at         BIGINT NOT NULL
);
CREATE INDEX applied_device ON applied (person_id, device_id, seq);
CREATE INDEX applied_ticket ON applied (ticket_id, kind);

-- The newest change of each thing in each scope; `present` is 0 once the thing has left the scope.
CREATE TABLE feed (
    scope   TEXT NOT NULL,
    kind    TEXT NOT NULL,
    id      TEXT NOT NULL,
    seq     BIGINT NOT NULL,
    present BIGINT NOT NULL,
    PRIMARY KEY (scope, kind, id)
);
CREATE INDEX feed_scope_seq ON feed (scope, seq);
CREATE INDEX feed_seq ON feed (seq);

-- Whose upload of which photo stands where: 'parts', 'complete' or 'refused'.
CREATE TABLE uploads (
    person_id  TEXT NOT NULL REFERENCES people (id),
    sha256     TEXT NOT NULL,
    bytes      BIGINT NOT NULL,
    state      TEXT NOT NULL,
    refusal    TEXT,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (person_id, sha256)
);
CREATE INDEX uploads_sha256 ON uploads (sha256);

-- Which tickets name a photo, and whether it may be read there.
CREATE TABLE ticket_photos (
    ticket_id TEXT NOT NULL REFERENCES tickets (id),
    sha256    TEXT NOT NULL,
    person_id TEXT NOT NULL,
    received  BIGINT NOT NULL,
    PRIMARY KEY (ticket_id, sha256, person_id)
);
CREATE INDEX ticket_photos_sha256 ON ticket_photos (sha256);

-- Who changed people and rights.
CREATE TABLE audit (
    id      TEXT PRIMARY KEY,
    at      BIGINT NOT NULL,
    by_name TEXT NOT NULL,
    action  TEXT NOT NULL,
    subject TEXT NOT NULL
);
