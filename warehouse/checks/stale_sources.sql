-- Sources that are still asked but have brought nothing new for unusually long.
-- What is loaded from files, of whatever age, is not asked for.
-- Unusually: two days at least, and three times the longest silence of the four weeks up to its newest article.
WITH newest AS (
    SELECT source_id, max(first_seen_at) AS newest_at FROM articles GROUP BY source_id
), silences AS (
    SELECT
        source_id,
        newest_at,
        first_seen_at - lag(first_seen_at) OVER (PARTITION BY source_id ORDER BY first_seen_at) AS silence
    FROM articles
    JOIN newest USING (source_id)
    WHERE first_seen_at > newest_at - INTERVAL 28 DAYS
), usual AS (
    SELECT source_id, newest_at, count(*) AS articles, max(silence) AS longest
    FROM silences
    GROUP BY source_id, newest_at
)
SELECT
    u.source_id,
    format('nothing new since {}', strftime(u.newest_at, '%Y-%m-%d %H:%M')) AS finding,
    u.articles,
    NULL AS example
FROM usual u
WHERE u.articles >= 5
    AND $now - u.newest_at > greatest(INTERVAL 2 DAYS, 3 * u.longest)
    AND u.source_id IN (
        SELECT source_id FROM raw.entries WHERE ended_at > $now - INTERVAL 2 DAYS
            AND run_id NOT IN (SELECT run_id FROM core.runs WHERE kind <> 'ingest')
        UNION ALL
        SELECT source_id FROM raw.polls WHERE polled_at > $now - INTERVAL 2 DAYS
    )
