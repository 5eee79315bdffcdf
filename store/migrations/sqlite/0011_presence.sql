-- Who of the centre has which ticket open. A row counts until it expires; the device says it again before. Each server
-- reads all of it, so that people on different servers see each other.
CREATE TABLE presence (
    ticket_id  TEXT NOT NULL REFERENCES tickets (id),
    person_id  TEXT NOT NULL REFERENCES people (id),
    since      BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (ticket_id, person_id)
);
