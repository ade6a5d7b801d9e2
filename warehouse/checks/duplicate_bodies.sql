-- One text under several URLs of a publisher: the canonical URL is not what it should be.
-- Copies at other publishers are syndication, and very short texts (live tickers, weather) repeat by themselves.
-- A publisher may have several sources: what they have in common is told of the one that brought it last.
SELECT
    source_id,
    'the same text as another article of ' || publisher AS finding,
    sum(articles)::BIGINT AS articles,
    min(example) AS example
FROM (
    SELECT
        publisher,
        max_by(source_id, (first_seen_at, source_id)) AS source_id,
        count(*) AS articles,
        min_by(url, (first_seen_at, url)) AS example
    FROM articles
    WHERE first_seen_at > $now - INTERVAL 7 DAYS AND word_count >= 50 AND publisher IS NOT NULL AND body <> ''
    GROUP BY publisher, hash(body)
    HAVING count(*) > 1
)
GROUP BY source_id, publisher
