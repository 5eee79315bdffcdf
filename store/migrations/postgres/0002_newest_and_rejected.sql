-- A ticket's serial number stands in the feed too, so that the newest tickets of a scope are one range of an index,
-- however many tickets there are.
ALTER TABLE feed ADD COLUMN serial BIGINT;
UPDATE feed SET serial = (SELECT serial FROM tickets WHERE tickets.id = feed.id) WHERE kind = 'ticket';
CREATE INDEX feed_scope_serial ON feed (scope, serial) WHERE present = 1;

-- Whistles that were rejected, so that what was said of their tickets afterwards is rejected too instead of waiting.
CREATE TABLE rejected_whistles (
    ticket_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    PRIMARY KEY (ticket_id, person_id)
);
INSERT INTO rejected_whistles (ticket_id, person_id)
SELECT DISTINCT ticket_id, person_id FROM applied WHERE kind = 'whistle' AND accepted = 0;
DROP INDEX applied_ticket;
