-- A closed unit stays: tickets and list name it.
ALTER TABLE units ADD COLUMN disabled BIGINT NOT NULL DEFAULT 0;

-- What the thing was and became, as JSON; NULL where there was, or is, nothing to say.
ALTER TABLE audit ADD COLUMN before TEXT;
ALTER TABLE audit ADD COLUMN after TEXT;
CREATE INDEX audit_at ON audit (at, id);
