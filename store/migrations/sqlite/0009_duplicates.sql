-- The square of ground that a ticket's place is in (`domain::duplicates::Cell`), so that what lies near is a short read
-- however many tickets there are.
ALTER TABLE tickets ADD COLUMN cell BIGINT;
UPDATE tickets
SET cell = CAST((json_extract(value, '$.place.lat') + 90.0) / 0.004 AS INTEGER) * 100000
         + CAST((json_extract(value, '$.place.lon') + 180.0) / 0.004 AS INTEGER)
WHERE json_extract(value, '$.place.lat') IS NOT NULL;
CREATE INDEX tickets_cell ON tickets (cell, received_at) WHERE cell IS NOT NULL;
