-- How many articles landed how long after their publication.
WITH steps AS (
    FROM (VALUES
        (0, 'up to 15 min'), (1, 'up to 1 h'), (2, 'up to 3 h'), (3, 'up to 6 h'), (4, 'up to 12 h'),
        (5, 'up to 1 day'), (6, 'up to 3 days'), (7, 'later')
    ) AS step(position, within)
), landed AS (
    SELECT
        (took > 0.25)::INT + (took > 1)::INT + (took > 3)::INT + (took > 6)::INT + (took > 12)::INT
            + (took > 24)::INT + (took > 72)::INT AS position,
        count(*) AS articles
    FROM (
        SELECT (epoch_ms(first_seen_at) - epoch_ms(published_at)) / 3.6e6 AS took
        FROM articles
        WHERE published_on BETWEEN $from_on AND $until_on AND published_at IS NOT NULL
    )
    GROUP BY position
)
SELECT within, coalesce(articles, 0) AS articles
FROM steps
LEFT JOIN landed USING (position)
ORDER BY position;
