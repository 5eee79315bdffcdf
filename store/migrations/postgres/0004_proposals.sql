-- Changes of the list on their way: who asked for what, what units, reviewer and leader said. Nothing is ever deleted.
CREATE TABLE proposals (
    id          TEXT PRIMARY KEY,
    proposed_at BIGINT NOT NULL,
    value       TEXT NOT NULL
);
CREATE INDEX proposals_proposed ON proposals (proposed_at);

-- The items that a proposal changes, as they were and as they are to be; NULL where an item is new, or goes.
CREATE TABLE proposal_changes (
    proposal TEXT NOT NULL REFERENCES proposals (id),
    code     TEXT NOT NULL,
    before   TEXT,
    after    TEXT,
    PRIMARY KEY (proposal, code)
);
