CREATE OR REPLACE VIEW entries AS
SELECT
    run_id,
    source_id,
    url,
    found_in,
    seen_at,
    ended_at,
    outcome,
    reason,
    capture_id,
    article_id,
    title,
    published_text,
    modified_text,
    authors,
    categories,
    language,
    image_url
FROM raw.entries;

COMMENT ON VIEW entries IS 'One row an entry of a run, with the one outcome that it ended in.';
COMMENT ON COLUMN entries.run_id IS 'Run that the entry belongs to.';
COMMENT ON COLUMN entries.source_id IS 'Source that offered it.';
COMMENT ON COLUMN entries.url IS 'URL that was offered.';
COMMENT ON COLUMN entries.found_in IS 'Feed, sitemap or page that offered it; urls for a fixed list, revisit for an article that was due, sources.toml for a feed or sitemap itself, load for what was loaded.';
COMMENT ON COLUMN entries.seen_at IS 'When it was discovered.';
COMMENT ON COLUMN entries.ended_at IS 'When its outcome was stored.';
COMMENT ON COLUMN entries.outcome IS 'How it ended: new, updated, unchanged, held, not an article, timed out, …';
COMMENT ON COLUMN entries.reason IS 'Why, in a sentence; null where the outcome says it all.';
COMMENT ON COLUMN entries.capture_id IS 'Capture that it led to.';
COMMENT ON COLUMN entries.article_id IS 'Article that it led to; null if no page was read for it, as where it is held, not modified or a duplicate URL.';
COMMENT ON COLUMN entries.title IS 'Title that the feed or sitemap gave.';
COMMENT ON COLUMN entries.published_text IS 'Date that the feed or sitemap gave, verbatim.';
COMMENT ON COLUMN entries.modified_text IS 'Date of change that the feed or sitemap gave, verbatim.';
COMMENT ON COLUMN entries.authors IS 'Authors that the feed gave, verbatim.';
COMMENT ON COLUMN entries.categories IS 'Categories or keywords that the feed or sitemap gave.';
COMMENT ON COLUMN entries.language IS 'Language that the feed or sitemap declared.';
COMMENT ON COLUMN entries.image_url IS 'Picture that the feed gave.';
