CREATE OR REPLACE VIEW article_urls AS
SELECT
    url,
    article_id,
    first_fetched_at,
    last_fetched_at
FROM core.urls
WHERE article_id IS NOT NULL;

COMMENT ON VIEW article_urls IS 'One row a URL that leads to an article.';
COMMENT ON COLUMN article_urls.url IS 'URL, as offered, as fetched after redirects, or as declared canonical; each also without tracking.';
COMMENT ON COLUMN article_urls.article_id IS 'Article that it leads to.';
COMMENT ON COLUMN article_urls.first_fetched_at IS 'When it was first fetched.';
COMMENT ON COLUMN article_urls.last_fetched_at IS 'When it was last fetched.';
