CREATE OR REPLACE VIEW article_authors AS
SELECT
    article_id,
    version,
    unnest(range(len(authors))) AS position,
    unnest(authors) AS author
FROM articles;

COMMENT ON VIEW article_authors IS 'One row an author of an article''s newest version.';
COMMENT ON COLUMN article_authors.article_id IS 'Article.';
COMMENT ON COLUMN article_authors.version IS 'Version of the article.';
COMMENT ON COLUMN article_authors.position IS 'Place in the byline, from 0.';
COMMENT ON COLUMN article_authors.author IS 'Name of a person, titles and roles left off.';
