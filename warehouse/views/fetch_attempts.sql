CREATE OR REPLACE VIEW fetch_attempts AS
SELECT
    asked_at,
    source_id,
    regexp_extract(url, '^https?://([^/?#]+)', 1) AS host,
    entry_url,
    url,
    number,
    seconds,
    status,
    body_bytes,
    failure,
    run_id
FROM raw.fetch_attempts;

COMMENT ON VIEW fetch_attempts IS 'One row a request that was sent to a server, or tried: pages, feeds, sitemaps, robots.txt; each redirect and each retry. What is older than 90 days goes when copydesk compact, or the nightly maintenance of copydesk up, is run.';
COMMENT ON COLUMN fetch_attempts.asked_at IS 'When it was asked for.';
COMMENT ON COLUMN fetch_attempts.source_id IS 'Source for which it asked.';
COMMENT ON COLUMN fetch_attempts.host IS 'Host that was asked, with its port where it has one.';
COMMENT ON COLUMN fetch_attempts.entry_url IS 'URL that was wanted: of an entry, a feed, a sitemap, a robots.txt.';
COMMENT ON COLUMN fetch_attempts.url IS 'URL that was asked for: the same, or where a redirect led.';
COMMENT ON COLUMN fetch_attempts.number IS 'Number of the try of this URL, from 1.';
COMMENT ON COLUMN fetch_attempts.seconds IS 'Until the last byte had come, or it was given up; pauses for politeness left out.';
COMMENT ON COLUMN fetch_attempts.status IS 'HTTP status of the answer; null where none came, or none that was taken.';
COMMENT ON COLUMN fetch_attempts.body_bytes IS 'Size of the body that was taken, in bytes, encodings removed.';
COMMENT ON COLUMN fetch_attempts.failure IS 'Why no answer was taken; null where one was, whatever its status.';
COMMENT ON COLUMN fetch_attempts.run_id IS 'Run that asked.';
-- The table's own comment, of 0013, says less.
COMMENT ON TABLE raw.fetch_attempts IS 'One row a request that was sent to a server, or tried: pages, feeds, sitemaps, robots.txt; each redirect and each retry. What is older than 90 days goes when copydesk compact, or the nightly maintenance of copydesk up, is run.';
