CREATE OR REPLACE VIEW captures AS
SELECT
    capture_id,
    source_id,
    entry_url,
    url,
    fetched_at,
    status,
    content_type,
    digest,
    payload_bytes,
    warc_file,
    warc_offset,
    warc_length,
    refers_to
FROM raw.captures;

COMMENT ON VIEW captures IS 'The index of the archive: one row a response, or a file, exactly as it came.';
COMMENT ON COLUMN captures.capture_id IS 'WARC-Record-ID of the capture, urn:uuid:…';
COMMENT ON COLUMN captures.source_id IS 'Source whose entry led to it.';
COMMENT ON COLUMN captures.entry_url IS 'URL that was asked for.';
COMMENT ON COLUMN captures.url IS 'URL that answered, after redirects.';
COMMENT ON COLUMN captures.fetched_at IS 'When the response came, or the file was read.';
COMMENT ON COLUMN captures.status IS 'HTTP status; 200 for a file.';
COMMENT ON COLUMN captures.content_type IS 'Content-Type as the server gave it.';
COMMENT ON COLUMN captures.digest IS 'sha1: and the base32 SHA-1 of the payload, as WARC writes it.';
COMMENT ON COLUMN captures.payload_bytes IS 'Size of the payload in bytes, encodings removed.';
COMMENT ON COLUMN captures.warc_file IS 'WARC file that holds it, relative to the folder archive/; the path or s3:// URL of an archive of others that was backfilled.';
COMMENT ON COLUMN captures.warc_offset IS 'Where its record begins in that file, in bytes.';
COMMENT ON COLUMN captures.warc_length IS 'Length of its compressed record, in bytes.';
COMMENT ON COLUMN captures.refers_to IS 'Earlier capture of the same URL whose payload this one repeats: its record is a revisit and holds the headers only. Null where the record holds the payload.';
