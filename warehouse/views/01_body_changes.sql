-- Versions whose body an edit has changed. What recurs on a site goes from bodies as soon as enough articles have
-- shown that it does, and from the later version of an article only: that is no edit.
CREATE OR REPLACE VIEW core.body_changes AS
WITH steps AS MATERIALIZED (
    SELECT s.article_id, s.version, s.previous_version, now.is_reread, old.body AS before, now.body AS after
    FROM core.version_steps s
    JOIN core.versions now ON now.article_id = s.article_id AND now.version = s.version
    JOIN core.versions old ON old.article_id = s.article_id AND old.version = s.previous_version
    WHERE old.body <> now.body
        AND (old.body <> '' OR old.word_count = 0)  -- else the text was let go of, for its age
),
recurring AS (
    SELECT article_id, version, list(block_text) AS texts
    FROM core.removed_blocks
    WHERE reason = 'recurs on the site' AND article_id IN (SELECT article_id FROM steps)
    GROUP BY article_id, version
),
compared AS (
    SELECT
        s.*,
        [text FOR text IN string_split(s.before, E'\n\n') IF NOT list_contains(coalesce(n.texts, []), text)] AS kept,
        [text FOR text IN string_split(s.after, E'\n\n') IF NOT list_contains(coalesce(o.texts, []), text)] AS kept_after
    FROM steps s
    LEFT JOIN recurring o ON o.article_id = s.article_id AND o.version = s.previous_version
    LEFT JOIN recurring n ON n.article_id = s.article_id AND n.version = s.version
)
SELECT
    article_id,
    version,
    previous_version,
    CASE WHEN is_reread THEN before ELSE array_to_string(kept, E'\n\n') END AS before,
    CASE WHEN is_reread THEN after ELSE array_to_string(kept_after, E'\n\n') END AS after
FROM compared
WHERE is_reread OR kept <> kept_after;

COMMENT ON VIEW core.body_changes IS 'One row a version whose body differs from that of the version before, by more than what recurs on the site.';
COMMENT ON COLUMN core.body_changes.article_id IS 'Article.';
COMMENT ON COLUMN core.body_changes.version IS 'Version with the new body.';
COMMENT ON COLUMN core.body_changes.previous_version IS 'Version with the old one.';
COMMENT ON COLUMN core.body_changes.before IS 'Old body, without what the new one lacks only since it is known to recur on the site.';
COMMENT ON COLUMN core.body_changes.after IS 'New body, without what the old one lacked only since it was known to recur on the site.';
