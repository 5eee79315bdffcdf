-- The last shift of each of the centre's people, as they said it themselves. `value` is JSON.
CREATE TABLE shifts (
    person_id TEXT PRIMARY KEY REFERENCES people (id),
    value     TEXT NOT NULL
);

-- What shifts hand over, with who has read it. `value` is JSON. Nothing is ever deleted.
CREATE TABLE handovers (
    id    TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

-- The steps of a day. They come in order, so that the index grows at its end.
CREATE INDEX events_at ON events (at);

-- Up to when people have read their messages, on whatever device.
CREATE TABLE read_marks (
    person_id TEXT PRIMARY KEY REFERENCES people (id),
    through   BIGINT NOT NULL
);
