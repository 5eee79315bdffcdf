-- What a ticket's text is cut into (`store/src/search.rs`), and where each piece occurs. Releases before this one leave it out; it
-- is made up for when the next one starts.
ALTER TABLE tickets ADD COLUMN pieces TEXT;
CREATE INDEX tickets_not_cut ON tickets (serial) WHERE pieces IS NULL;
CREATE INDEX tickets_pieces ON tickets USING gin (string_to_array(pieces, ' '));
