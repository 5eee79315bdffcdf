-- Devices of a unit learn who its specialists are, so that a ticket can be given to one of them without coverage.
INSERT INTO feed (scope, kind, id, seq, present)
SELECT 'unit:' || unit, 'colleague', id, (SELECT seq FROM feed_head) + ROW_NUMBER() OVER (ORDER BY id), 1
FROM people WHERE role = 'specialist' AND disabled = 0;
UPDATE feed_head SET seq = (SELECT MAX(seq) FROM (SELECT seq FROM feed UNION ALL SELECT seq FROM feed_head) AS every);
