-- What a file of rejected lines held when it was written: one that holds something else has been mended, and is never
-- written over.
ALTER TABLE intakes ADD COLUMN rejects_sha256 TEXT;
