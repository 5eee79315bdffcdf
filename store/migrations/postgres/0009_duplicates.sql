-- The square of ground that a ticket's place is in (`domain::duplicates::Cell`), so that what lies near is a short read
-- however many tickets there are.
ALTER TABLE tickets ADD COLUMN cell BIGINT;
UPDATE tickets
SET cell = floor(((value::json -> 'place' ->> 'lat')::double precision + 90.0) / 0.004::double precision)::bigint * 100000
         + floor(((value::json -> 'place' ->> 'lon')::double precision + 180.0) / 0.004::double precision)::bigint
WHERE value::json -> 'place' ->> 'lat' IS NOT NULL;
CREATE INDEX tickets_cell ON tickets (cell, received_at) WHERE cell IS NOT NULL;

-- Grid workers hold the open tickets around them, as `nearby` in the scope of what they are asked: rows of the feed
-- without a serial number, for they are in no list.
INSERT INTO feed (scope, kind, id, seq, present)
SELECT 'grid:' || COALESCE(value::json ->> 'ground', township), 'nearby', id,
       (SELECT seq FROM feed_head) + ROW_NUMBER() OVER (ORDER BY serial), 1
FROM tickets
WHERE cell IS NOT NULL AND COALESCE(value::json ->> 'ground', township) IS NOT NULL
  AND status NOT IN ('closed', 'declined', 'withdrawn', 'voided', 'merged');
UPDATE feed_head SET seq = seq + (SELECT COUNT(*) FROM feed WHERE kind = 'nearby');
