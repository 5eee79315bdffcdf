-- Closed months, such as 202611, with the figures as they were then, as JSON.
CREATE TABLE closed_months (
    month     BIGINT PRIMARY KEY,
    closed_at BIGINT NOT NULL,
    value     TEXT NOT NULL
);

-- They stay as they are, and nothing is entered for one.
CREATE FUNCTION closed_months_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'a closed month stays as it is'; END $$;
CREATE TRIGGER closed_months_stay BEFORE UPDATE OR DELETE ON closed_months
FOR EACH ROW EXECUTE FUNCTION closed_months_stay();
CREATE FUNCTION score_entries_are_of_open_months() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM closed_months WHERE month >= NEW.month) THEN
        RAISE EXCEPTION 'nothing is entered for a closed month';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER score_entries_are_of_open_months BEFORE INSERT ON score_entries
FOR EACH ROW EXECUTE FUNCTION score_entries_are_of_open_months();
