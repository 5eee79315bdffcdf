-- What a ticket's text is cut into (`store/src/search.rs`), and where each piece occurs. Releases before this one leave it out; it
-- is made up for when the next one starts.
ALTER TABLE tickets ADD COLUMN pieces TEXT;
CREATE INDEX tickets_not_cut ON tickets (serial) WHERE pieces IS NULL;
CREATE VIRTUAL TABLE ticket_pieces USING fts5 (
    pieces, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii'
);
CREATE TRIGGER tickets_are_cut AFTER INSERT ON tickets WHEN new.pieces IS NOT NULL BEGIN
    INSERT INTO ticket_pieces (rowid, pieces) VALUES (new.serial, new.pieces);
END;
CREATE TRIGGER tickets_are_cut_again AFTER UPDATE OF pieces ON tickets WHEN new.pieces IS NOT old.pieces BEGIN
    INSERT OR REPLACE INTO ticket_pieces (rowid, pieces) VALUES (new.serial, new.pieces);
END;
