CREATE OR REPLACE VIEW removed_blocks AS
SELECT
    r.article_id,
    r.version,
    r.position,
    r.reason,
    r.block_text
FROM core.removed_blocks r
SEMI JOIN articles a ON a.article_id = r.article_id AND a.version = r.version;

COMMENT ON VIEW removed_blocks IS 'One row a block of an article''s page, newest version, that was left out of the body, with the reason.';
COMMENT ON COLUMN removed_blocks.article_id IS 'Article.';
COMMENT ON COLUMN removed_blocks.version IS 'Version of the article.';
COMMENT ON COLUMN removed_blocks.position IS 'Order on the page, from 0.';
COMMENT ON COLUMN removed_blocks.reason IS 'Why it was left out: navigation, share buttons, contact, …';
COMMENT ON COLUMN removed_blocks.block_text IS 'Its text.';
