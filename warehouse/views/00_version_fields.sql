CREATE OR REPLACE VIEW version_fields AS
SELECT
    source_id,
    article_id,
    version,
    url,
    seen_at,
    unnest([
        {'field': 'headline', 'is_missing': headline IS NULL},
        {'field': 'description', 'is_missing': description IS NULL},
        {'field': 'body', 'is_missing': word_count = 0},
        {'field': 'section', 'is_missing': section IS NULL},
        {'field': 'authors', 'is_missing': len(authors) = 0},
        {'field': 'agencies', 'is_missing': len(agencies) = 0},
        {'field': 'language', 'is_missing': language IS NULL},
        {'field': 'published_on', 'is_missing': published_on IS NULL},
        {'field': 'published_at', 'is_missing': published_at IS NULL},
        {'field': 'image_url', 'is_missing': image_url IS NULL}
    ], recursive := true)
FROM core.versions
WHERE NOT is_reread;

COMMENT ON VIEW version_fields IS 'One row a version of an article and field: whether the page lacked it.';
COMMENT ON COLUMN version_fields.source_id IS 'Source that offered it.';
COMMENT ON COLUMN version_fields.article_id IS 'Article.';
COMMENT ON COLUMN version_fields.version IS 'Version, from 1.';
COMMENT ON COLUMN version_fields.url IS 'Page that was read.';
COMMENT ON COLUMN version_fields.seen_at IS 'When the version was fetched.';
COMMENT ON COLUMN version_fields.field IS 'Column of articles; body is missing if it has no words.';
COMMENT ON COLUMN version_fields.is_missing IS 'True if nothing was found for it.';
