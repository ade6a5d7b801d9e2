-- Sources whose articles suddenly are half as long as before, or twice as long: a paywall, or text that is no part.
WITH measured AS (
    SELECT
        source_id,
        count(*) FILTER (seen_at > $now - INTERVAL 2 DAYS) AS recent,
        count(*) FILTER (seen_at <= $now - INTERVAL 2 DAYS) AS earlier,
        median(word_count) FILTER (seen_at > $now - INTERVAL 2 DAYS) AS recent_words,
        median(word_count) FILTER (seen_at <= $now - INTERVAL 2 DAYS) AS earlier_words,
        max(url) FILTER (seen_at > $now - INTERVAL 2 DAYS) AS example
    FROM core.versions
    WHERE seen_at > $now - INTERVAL 30 DAYS AND is_newest
    GROUP BY source_id
)
SELECT
    source_id,
    format('{:.0f} words in the median, {:.0f} before', recent_words, earlier_words) AS finding,
    recent AS articles,
    example
FROM measured
WHERE recent >= 20
    AND earlier >= 50
    AND (recent_words < 0.5 * earlier_words OR recent_words > 2 * earlier_words)
