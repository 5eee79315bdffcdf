-- The rules of scoring, in versions; `effective_on` is the first of the month from which one holds, `value` is JSON.
CREATE TABLE score_rules (
    version      BIGINT PRIMARY KEY,
    effective_on TEXT NOT NULL,
    made_at      BIGINT NOT NULL,
    made_by      TEXT NOT NULL,
    value        TEXT NOT NULL
);

-- The ledger of scores. `cause` is the id of a ticket or a proposal, `position` which of its events, or of the units it
-- asked: what is entered for a unit from there has one place, and cannot be entered twice. `points` are hundredths,
-- `month` is such as 202611; `rater` and `township` are of ratings.
CREATE TABLE score_entries (
    serial   BIGINT NOT NULL UNIQUE,
    cause    TEXT NOT NULL,
    source   TEXT NOT NULL CHECK (source IN ('ticket', 'proposal')),
    position BIGINT NOT NULL,
    unit     TEXT NOT NULL REFERENCES units (code),
    rule     TEXT NOT NULL,
    reason   TEXT NOT NULL,
    version  BIGINT NOT NULL REFERENCES score_rules (version),
    points   BIGINT NOT NULL,
    at       BIGINT NOT NULL,
    month    BIGINT NOT NULL,
    rater    TEXT,
    township TEXT,
    PRIMARY KEY (cause, position, unit, rule, reason)
);
-- Sums of a month are read from this alone; a unit's entries, the newest first, from the other.
CREATE INDEX score_entries_sums ON score_entries (month, unit, rule, rater, township, points);
CREATE INDEX score_entries_unit ON score_entries (unit, month, at, serial);

-- What is entered stays: a correction is an entry.
CREATE FUNCTION score_entries_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the ledger of scores is only added to'; END $$;
CREATE TRIGGER score_entries_stay BEFORE UPDATE OR DELETE ON score_entries
FOR EACH ROW EXECUTE FUNCTION score_entries_stay();
