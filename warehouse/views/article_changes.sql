CREATE OR REPLACE VIEW article_changes AS
SELECT article_id, version, seen_at, is_reread, change.field, change.before, change.after
FROM (
    SELECT
        now.article_id,
        now.version,
        now.seen_at,
        now.is_reread,
        unnest([
            {'field': 'headline', 'before': old.headline, 'after': now.headline},
            {'field': 'description', 'before': old.description, 'after': now.description},
            {'field': 'body', 'before': b.before, 'after': b.after},
            {'field': 'section', 'before': old.section, 'after': now.section},
            {'field': 'authors', 'before': array_to_string(old.authors, '; '), 'after': array_to_string(now.authors, '; ')},
            {'field': 'agencies', 'before': array_to_string(old.agencies, '; '), 'after': array_to_string(now.agencies, '; ')},
            {'field': 'published_on', 'before': old.published_on::VARCHAR, 'after': now.published_on::VARCHAR},
            {'field': 'published_at', 'before': old.published_at::VARCHAR, 'after': now.published_at::VARCHAR},
            {'field': 'modified_at', 'before': old.modified_at::VARCHAR, 'after': now.modified_at::VARCHAR}
        ]) AS change
    FROM core.version_steps s
    JOIN core.versions now ON now.article_id = s.article_id AND now.version = s.version
    JOIN core.versions old ON old.article_id = s.article_id AND old.version = s.previous_version
    LEFT JOIN core.body_changes b ON b.article_id = s.article_id AND b.version = s.version
)
WHERE change.before IS DISTINCT FROM change.after;

COMMENT ON VIEW article_changes IS 'One row a field that differs from the version before: what was edited, and when we saw it.';
COMMENT ON COLUMN article_changes.article_id IS 'Article.';
COMMENT ON COLUMN article_changes.version IS 'Version that differs from the one before it.';
COMMENT ON COLUMN article_changes.seen_at IS 'When a page was first fetched that says so: the edit was made before.';
COMMENT ON COLUMN article_changes.is_reread IS 'True if the page did not change and a newer reader read it differently: no edit of the publisher''s.';
COMMENT ON COLUMN article_changes.field IS 'Column of articles: headline, description, body, section, authors, agencies, published_on, published_at, modified_at.';
COMMENT ON COLUMN article_changes.before IS 'Its value in the version before, as text; names of a list separated by semicolons; a body without what recurs on the site and went for that reason.';
COMMENT ON COLUMN article_changes.after IS 'Its value in this version, as text.';
