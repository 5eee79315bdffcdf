-- When something next happens to a ticket by itself: a reminder, the end of a suspension, an unrated closing.
ALTER TABLE tickets ADD COLUMN wakes_at BIGINT;
UPDATE tickets SET wakes_at = due_at WHERE status = 'handling' AND value LIKE '%"pending_return":null%';
CREATE INDEX tickets_wakes_at ON tickets (wakes_at, serial) WHERE wakes_at IS NOT NULL;

-- The working calendar as it was edited; before the first version the published one holds. `value` is JSON.
CREATE TABLE calendars (
    version BIGINT PRIMARY KEY,
    made_at BIGINT NOT NULL,
    made_by TEXT NOT NULL,
    value   TEXT NOT NULL
);
