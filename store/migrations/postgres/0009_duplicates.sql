-- The square of ground that a ticket's place is in (`domain::duplicates::Cell`), so that what lies near is a short read
-- however many tickets there are.
ALTER TABLE tickets ADD COLUMN cell BIGINT;
UPDATE tickets
SET cell = floor(((value::json -> 'place' ->> 'lat')::double precision + 90.0) / 0.004::double precision)::bigint * 100000
         + floor(((value::json -> 'place' ->> 'lon')::double precision + 180.0) / 0.004::double precision)::bigint
WHERE value::json -> 'place' ->> 'lat' IS NOT NULL;
CREATE INDEX tickets_cell ON tickets (cell, received_at) WHERE cell IS NOT NULL;
