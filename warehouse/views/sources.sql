CREATE OR REPLACE VIEW sources AS
SELECT
    source_id,
    publisher,
    language,
    timezone,
    schedule,
    feeds,
    sitemaps,
    first_seen_at
FROM core.sources;

COMMENT ON VIEW sources IS 'One row a source that a run has used, as sources.toml last described it.';
COMMENT ON COLUMN sources.source_id IS 'Its name in sources.toml; load for files that were loaded without one.';
COMMENT ON COLUMN sources.publisher IS 'Publisher that sources.toml names.';
COMMENT ON COLUMN sources.language IS 'Language that sources.toml gives, BCP 47.';
COMMENT ON COLUMN sources.timezone IS 'IANA time zone that sources.toml gives for dates without one.';
COMMENT ON COLUMN sources.schedule IS 'Cron expression, in UTC; auto if the pause is learnt, manual if it is only looked at by hand.';
COMMENT ON COLUMN sources.feeds IS 'Addresses of its feeds.';
COMMENT ON COLUMN sources.sitemaps IS 'Addresses of its sitemaps.';
COMMENT ON COLUMN sources.first_seen_at IS 'When a run first used it.';
