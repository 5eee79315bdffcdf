-- When a ticket came to rest: its last event, where nobody has to do anything with it any more. A device that is new need not
-- be told of what rests for long, and the index alone says so.
ALTER TABLE feed ADD COLUMN rests_since BIGINT;
UPDATE feed SET rests_since = (
    SELECT MAX(events.at) FROM tickets JOIN events ON events.ticket_id = tickets.id
    WHERE tickets.id = feed.id AND tickets.status IN ('closed', 'declined', 'merged', 'withdrawn', 'voided')
)
WHERE kind = 'ticket';
DROP INDEX feed_scope_seq;
CREATE INDEX feed_scope_seq ON feed (scope, seq, rests_since);
