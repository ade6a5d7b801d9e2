-- Looks at sources, from which the pause until the next one is learnt; and all that a feed says of an entry.

CREATE TABLE raw.looks (
    run_id VARCHAR NOT NULL,
    source_id VARCHAR NOT NULL,
    looked_at TIMESTAMPTZ NOT NULL,
    ended_at TIMESTAMPTZ,
    offered INTEGER,
    new_entries INTEGER,
    is_failed BOOLEAN
);
COMMENT ON TABLE raw.looks IS 'One row a run and source that it looked at.';
COMMENT ON COLUMN raw.looks.run_id IS 'Run that looked.';
COMMENT ON COLUMN raw.looks.source_id IS 'Source that it looked at.';
COMMENT ON COLUMN raw.looks.looked_at IS 'When it began.';
COMMENT ON COLUMN raw.looks.ended_at IS 'When all that it found had landed; null until then, and if the run was killed.';
COMMENT ON COLUMN raw.looks.offered IS 'Pages that the source''s feeds, sitemaps and pages offered, changed since or not.';
COMMENT ON COLUMN raw.looks.new_entries IS 'Pages among them that the warehouse did not hold and that were read.';
COMMENT ON COLUMN raw.looks.is_failed IS 'True if nothing of the source could be read.';

ALTER TABLE raw.entries ADD COLUMN modified_text VARCHAR;
ALTER TABLE raw.entries ADD COLUMN authors VARCHAR[];
ALTER TABLE raw.entries ADD COLUMN categories VARCHAR[];
ALTER TABLE raw.entries ADD COLUMN language VARCHAR;
ALTER TABLE raw.entries ADD COLUMN image_url VARCHAR;
COMMENT ON COLUMN raw.entries.found_in IS 'Feed, sitemap or page that offered it; urls for a fixed list, revisit for an article that was due, load for files.';
COMMENT ON COLUMN raw.entries.modified_text IS 'Date of change that the feed or sitemap gave, verbatim.';
COMMENT ON COLUMN raw.entries.authors IS 'Authors that the feed gave, verbatim.';
COMMENT ON COLUMN raw.entries.categories IS 'Categories or keywords that the feed or sitemap gave.';
COMMENT ON COLUMN raw.entries.language IS 'Language that the feed or sitemap declared.';
COMMENT ON COLUMN raw.entries.image_url IS 'Picture that the feed gave.';
COMMENT ON COLUMN core.sources.schedule IS 'Cron expression, in UTC; auto if the pause is learnt, manual if it is only looked at by hand.';
