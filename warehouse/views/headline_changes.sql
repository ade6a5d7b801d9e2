CREATE OR REPLACE VIEW headline_changes AS
SELECT
    now.article_id,
    now.version,
    now.seen_at,
    now.publisher,
    now.url,
    old.headline AS before,
    now.headline AS after
FROM core.version_steps s
JOIN core.versions now ON now.article_id = s.article_id AND now.version = s.version
JOIN core.versions old ON old.article_id = s.article_id AND old.version = s.previous_version
WHERE NOT now.is_reread AND old.headline IS DISTINCT FROM now.headline;

COMMENT ON VIEW headline_changes IS 'One row a headline that a publisher changed.';
COMMENT ON COLUMN headline_changes.article_id IS 'Article.';
COMMENT ON COLUMN headline_changes.version IS 'Version that brought the new headline.';
COMMENT ON COLUMN headline_changes.seen_at IS 'When the page with the new headline was fetched.';
COMMENT ON COLUMN headline_changes.publisher IS 'Publisher''s name.';
COMMENT ON COLUMN headline_changes.url IS 'URL of the page that was read.';
COMMENT ON COLUMN headline_changes.before IS 'Headline before.';
COMMENT ON COLUMN headline_changes.after IS 'Headline since.';
