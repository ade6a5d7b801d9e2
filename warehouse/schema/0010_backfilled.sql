-- How far archives of others have been read, so that a backfill goes on where it was stopped.

CREATE TABLE raw.backfilled (
    location VARCHAR NOT NULL,
    size BIGINT NOT NULL,
    begins BIGINT NOT NULL,
    ends BIGINT NOT NULL,
    run_id VARCHAR NOT NULL,
    landed_at TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE raw.backfilled IS 'One row a part of an archive whose pages have landed.';
COMMENT ON COLUMN raw.backfilled.location IS 'Path or s3:// URL of the WARC file.';
COMMENT ON COLUMN raw.backfilled.size IS 'Its size in bytes: a file of another size is another file.';
COMMENT ON COLUMN raw.backfilled.begins IS 'First byte of the part; of a file that cannot be read from the middle, number of its first page.';
COMMENT ON COLUMN raw.backfilled.ends IS 'Byte, or page, behind its last.';
COMMENT ON COLUMN raw.backfilled.run_id IS 'Run that landed it.';
COMMENT ON COLUMN raw.backfilled.landed_at IS 'When it landed.';
COMMENT ON COLUMN raw.captures.warc_file IS 'WARC file that holds it, relative to the folder archive/; the path or s3:// URL of an archive of others that was backfilled.';
