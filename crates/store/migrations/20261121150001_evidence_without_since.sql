-- A source's word has one time.
ALTER TABLE key_evidence DROP COLUMN since;
