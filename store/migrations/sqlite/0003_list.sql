-- The responsibility list in versions. `items` is the list as it holds today; `value` is the item as it travels, and the
-- columns beside it are what servers of the release before read.
ALTER TABLE units ADD COLUMN parent TEXT REFERENCES units (code);
ALTER TABLE items ADD COLUMN value TEXT;

-- The places of entries follow the codes; their limits were plain hours.
UPDATE items SET value = numbered.value
FROM (SELECT code, json_patch(
        json_object('code', code, 'name', name, 'kind', kind, 'class_name', class_name, 'edition', edition,
            'common', common),
        CASE WHEN lead IS NULL THEN '{}' ELSE json_object('duties', json_array(json_patch(
            json_object('number', ROW_NUMBER() OVER (ORDER BY code), 'lead', lead),
            CASE WHEN limit_hours IS NULL THEN '{}'
                 ELSE json_object('limit', json_object('amount', limit_hours, 'kind', 'working_hours')) END))) END)
        AS value
    FROM items) AS numbered
WHERE numbered.code = items.code;

CREATE TABLE list_versions (
    serial       BIGINT PRIMARY KEY,
    number       TEXT NOT NULL UNIQUE,
    effective_on TEXT NOT NULL,
    title        TEXT NOT NULL,
    made_at      BIGINT NOT NULL,
    made_by      TEXT NOT NULL,
    in_force     BIGINT NOT NULL DEFAULT 0
);

-- What each version changed: the item as it is from then on, or NULL where it goes.
CREATE TABLE list_changes (
    serial BIGINT NOT NULL REFERENCES list_versions (serial),
    code   TEXT NOT NULL,
    value  TEXT,
    PRIMARY KEY (serial, code)
);
CREATE INDEX list_changes_code ON list_changes (code, serial);

INSERT INTO list_versions (serial, number, effective_on, title, made_at, made_by, in_force)
SELECT 1, '2026-1', '2026-01-01', '首版清单', 0, '系统', 1 WHERE EXISTS (SELECT 1 FROM items);
INSERT INTO list_changes (serial, code, value) SELECT 1, code, value FROM items;

-- Devices fetch the list anew, with its entries.
UPDATE feed SET seq = moved.seq
FROM (SELECT scope, kind, id, (SELECT seq FROM feed_head) + ROW_NUMBER() OVER (ORDER BY seq) AS seq
      FROM feed WHERE kind = 'catalogue') AS moved
WHERE feed.scope = moved.scope AND feed.kind = moved.kind AND feed.id = moved.id;
INSERT INTO feed (scope, kind, id, seq, present)
SELECT 'everyone', 'list', 'current', (SELECT seq FROM feed_head) + (SELECT COUNT(*) FROM feed WHERE kind = 'catalogue') + 1, 1
WHERE EXISTS (SELECT 1 FROM items);
UPDATE feed_head SET seq = (SELECT MAX(seq) FROM (SELECT seq FROM feed UNION ALL SELECT seq FROM feed_head) AS every);
