-- The square of ground that a ticket's place is in (`domain::duplicates::Cell`), so that what lies near is a short read
-- however many tickets there are.
ALTER TABLE tickets ADD COLUMN cell BIGINT;
UPDATE tickets
SET cell = CAST((json_extract(value, '$.place.lat') + 90.0) / 0.004 AS INTEGER) * 100000
         + CAST((json_extract(value, '$.place.lon') + 180.0) / 0.004 AS INTEGER)
WHERE json_extract(value, '$.place.lat') IS NOT NULL;
CREATE INDEX tickets_cell ON tickets (cell, received_at) WHERE cell IS NOT NULL;

-- Grid workers hold the open tickets around them, as `nearby` in the scope of what they are asked: rows of the feed
-- without a serial number, for they are in no list.
INSERT INTO feed (scope, kind, id, seq, present)
SELECT 'grid:' || COALESCE(json_extract(value, '$.ground'), township), 'nearby', id,
       (SELECT seq FROM feed_head) + ROW_NUMBER() OVER (ORDER BY serial), 1
FROM tickets
WHERE cell IS NOT NULL AND COALESCE(json_extract(value, '$.ground'), township) IS NOT NULL
  AND status NOT IN ('closed', 'declined', 'withdrawn', 'voided', 'merged');
UPDATE feed_head SET seq = seq + (SELECT COUNT(*) FROM feed WHERE kind = 'nearby');
