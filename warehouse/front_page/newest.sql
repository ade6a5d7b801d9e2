-- The newest articles, by the page's own date.
SELECT headline, url, publisher, agencies, section, language, published_on, published_at
FROM articles
WHERE published_on BETWEEN $from_on AND $until_on
ORDER BY published_on DESC, published_at DESC NULLS LAST, first_seen_at DESC, article_id
LIMIT 18;
