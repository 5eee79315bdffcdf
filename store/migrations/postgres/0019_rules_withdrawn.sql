-- A version of the rules that was withdrawn before it held: it stays on record and never holds.
ALTER TABLE score_rules ADD COLUMN withdrawn_at BIGINT;
ALTER TABLE score_rules ADD COLUMN withdrawn_by TEXT;
