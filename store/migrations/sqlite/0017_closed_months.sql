-- Closed months, such as 202611, with the figures as they were then, as JSON.
CREATE TABLE closed_months (
    month     BIGINT PRIMARY KEY,
    closed_at BIGINT NOT NULL,
    value     TEXT NOT NULL
);

-- They stay as they are, and nothing is entered for one.
CREATE TRIGGER closed_months_stay BEFORE UPDATE ON closed_months
BEGIN SELECT RAISE(ABORT, 'a closed month stays as it is'); END;
CREATE TRIGGER closed_months_stay_there BEFORE DELETE ON closed_months
BEGIN SELECT RAISE(ABORT, 'a closed month stays as it is'); END;
CREATE TRIGGER score_entries_are_of_open_months BEFORE INSERT ON score_entries
WHEN EXISTS (SELECT 1 FROM closed_months WHERE month >= NEW.month)
BEGIN SELECT RAISE(ABORT, 'nothing is entered for a closed month'); END;
