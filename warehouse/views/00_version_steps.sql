-- What the history views stand on. Most articles have one version and take no part.
CREATE OR REPLACE VIEW core.version_steps AS
SELECT article_id, version, previous_version
FROM (
    SELECT
        article_id,
        version,
        lag(version) OVER (PARTITION BY article_id ORDER BY seen_at, version) AS previous_version
    FROM core.versions
    WHERE article_id IN (SELECT article_id FROM core.versions WHERE version > 1)
)
WHERE previous_version IS NOT NULL;

COMMENT ON VIEW core.version_steps IS 'One row a version that followed another, in the order in which the pages were fetched.';
COMMENT ON COLUMN core.version_steps.article_id IS 'Article.';
COMMENT ON COLUMN core.version_steps.version IS 'Number of the version.';
COMMENT ON COLUMN core.version_steps.previous_version IS 'Number of the version before it.';
