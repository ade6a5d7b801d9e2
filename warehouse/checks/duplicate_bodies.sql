-- One text under several URLs of a publisher: the canonical URL is not what it should be.
-- Copies at other publishers are syndication, and very short texts (live tickers, weather) repeat by themselves.
SELECT
    source_id,
    'the same text as another article of ' || publisher AS finding,
    count(*) AS articles,
    min_by(url, first_seen_at) AS example
FROM articles
WHERE first_seen_at > $now - INTERVAL 7 DAYS AND word_count >= 50 AND publisher IS NOT NULL AND body <> ''
GROUP BY source_id, publisher, hash(body)
HAVING count(*) > 1
