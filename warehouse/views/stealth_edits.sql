CREATE OR REPLACE VIEW stealth_edits AS
SELECT
    now.article_id,
    now.version,
    now.seen_at,
    -- Not later than the new one, should pages have been loaded out of their order.
    least(old.last_seen_at, now.seen_at) AS before_seen_at,
    now.publisher,
    now.url,
    now.headline,
    now.modified_at,
    CASE WHEN s.before = old.body THEN old.word_count ELSE core.word_count(s.before) END AS words_before,
    CASE WHEN s.after = now.body THEN now.word_count ELSE core.word_count(s.after) END AS words_after,
    s.before,
    s.after
FROM core.body_changes s
JOIN core.versions now ON now.article_id = s.article_id AND now.version = s.version
JOIN core.versions old ON old.article_id = s.article_id AND old.version = s.previous_version
WHERE NOT now.is_reread
    AND old.modified_at IS NOT DISTINCT FROM now.modified_at
    AND old.modified_text IS NOT DISTINCT FROM now.modified_text;

COMMENT ON VIEW stealth_edits IS 'One row an edit of a body by its publisher that left the modification date as it was, or gave none.';
COMMENT ON COLUMN stealth_edits.article_id IS 'Article.';
COMMENT ON COLUMN stealth_edits.version IS 'Version that brought the new body.';
COMMENT ON COLUMN stealth_edits.seen_at IS 'When the page with the new body was fetched: the edit was made before.';
COMMENT ON COLUMN stealth_edits.before_seen_at IS 'When the page last showed the old body: the edit was made after.';
COMMENT ON COLUMN stealth_edits.publisher IS 'Publisher''s name.';
COMMENT ON COLUMN stealth_edits.url IS 'URL of the page that was read.';
COMMENT ON COLUMN stealth_edits.headline IS 'Headline since.';
COMMENT ON COLUMN stealth_edits.modified_at IS 'Modification date that both versions declare; null if neither does.';
COMMENT ON COLUMN stealth_edits.words_before IS 'Number of words of before.';
COMMENT ON COLUMN stealth_edits.words_after IS 'Number of words of after.';
COMMENT ON COLUMN stealth_edits.before IS 'Body before, without what recurs on the site and the new one lacks for that reason.';
COMMENT ON COLUMN stealth_edits.after IS 'Body since, likewise.';
