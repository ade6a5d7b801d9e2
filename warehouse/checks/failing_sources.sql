-- Sources of which most entries of the last two days came to nothing.
SELECT
    source_id,
    format('{:.0f}% of the entries ended as: {}', 100 * failed / tried, outcomes) AS finding,
    failed AS articles,
    example
FROM (
    SELECT
        source_id,
        count(*) AS tried,
        count(*) FILTER (is_failed) AS failed,
        string_agg(DISTINCT outcome, ', ' ORDER BY outcome) FILTER (is_failed) AS outcomes,
        max(url) FILTER (is_failed) AS example
    FROM (
        SELECT
            source_id,
            url,
            outcome,
            outcome NOT IN ('new', 'updated', 'unchanged', 'not modified', 'not an article') AS is_failed
        FROM raw.entries
        WHERE ended_at > $now - INTERVAL 2 DAYS AND outcome NOT IN ('held', 'duplicate URL')
    )
    GROUP BY source_id
)
WHERE failed >= 3 AND failed > 0.5 * tried
