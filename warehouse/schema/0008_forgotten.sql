-- What must not come back, and what must still go from the archive.

CREATE TABLE core.forgotten (
    mark VARCHAR NOT NULL,
    forgotten_at TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE core.forgotten IS 'One row a page, article or site that was forgotten and is not taken in again. It holds no address.';
COMMENT ON COLUMN core.forgotten.mark IS 'SHA-256 of its address, in the one spelling that all its spellings have in common.';
COMMENT ON COLUMN core.forgotten.forgotten_at IS 'When it was forgotten.';

CREATE TABLE raw.removals (
    warc_file VARCHAR NOT NULL,
    capture_id VARCHAR
);
COMMENT ON TABLE raw.removals IS 'One row a thing that is to be removed from the archive. Empty but while that is done, or if it was interrupted.';
COMMENT ON COLUMN raw.removals.warc_file IS 'WARC file, relative to the folder archive/.';
COMMENT ON COLUMN raw.removals.capture_id IS 'Capture whose records are to be removed from it; null if the whole file is.';
