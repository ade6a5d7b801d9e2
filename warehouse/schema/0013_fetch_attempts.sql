-- What politeness, redirects, retries and silent hosts come to: every request, not only what came of an entry.

CREATE TABLE raw.fetch_attempts (
    run_id VARCHAR NOT NULL,
    source_id VARCHAR NOT NULL,
    entry_url VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    number INTEGER NOT NULL,
    asked_at TIMESTAMPTZ NOT NULL,
    seconds DOUBLE NOT NULL,
    status INTEGER,
    body_bytes BIGINT,
    failure VARCHAR
);
COMMENT ON TABLE raw.fetch_attempts IS 'One row a request that was sent to a server, or tried: pages, feeds, sitemaps, robots.txt; each redirect and each retry. Kept for 90 days.';
COMMENT ON COLUMN raw.fetch_attempts.run_id IS 'Run that asked.';
COMMENT ON COLUMN raw.fetch_attempts.source_id IS 'Source for which it asked.';
COMMENT ON COLUMN raw.fetch_attempts.entry_url IS 'URL that was wanted: of an entry, a feed, a sitemap, a robots.txt.';
COMMENT ON COLUMN raw.fetch_attempts.url IS 'URL that was asked for: the same, or where a redirect led.';
COMMENT ON COLUMN raw.fetch_attempts.number IS 'Number of the try of this URL, from 1.';
COMMENT ON COLUMN raw.fetch_attempts.asked_at IS 'When it was asked for.';
COMMENT ON COLUMN raw.fetch_attempts.seconds IS 'Until the last byte had come, or it was given up; pauses for politeness left out.';
COMMENT ON COLUMN raw.fetch_attempts.status IS 'HTTP status of the answer; null where none came, or none that was taken.';
COMMENT ON COLUMN raw.fetch_attempts.body_bytes IS 'Size of the body that was taken, in bytes, encodings removed.';
COMMENT ON COLUMN raw.fetch_attempts.failure IS 'Why no answer was taken; null where one was, whatever its status.';
