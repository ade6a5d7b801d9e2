-- How many articles landed within how many hours of their publication.
WITH steps AS (
    FROM (VALUES
        (0, 'up to 15 min', 0.25), (1, 'up to 1 h', 1), (2, 'up to 3 h', 3), (3, 'up to 6 h', 6),
        (4, 'up to 12 h', 12), (5, 'up to 1 day', 24), (6, 'up to 3 days', 72), (7, 'later', 'infinity'::DOUBLE)
    ) AS step(position, within, hours)
), landed AS (
    SELECT greatest(epoch(first_seen_at - published_at), 0) / 3600 AS hours
    FROM articles
    WHERE published_on BETWEEN $from_on AND $until_on AND published_at IS NOT NULL
), placed AS (
    SELECT min_step.position, count(*) AS articles
    FROM landed
    ASOF JOIN steps AS min_step ON landed.hours <= min_step.hours
    GROUP BY min_step.position
)
SELECT within, coalesce(articles, 0) AS articles
FROM steps
LEFT JOIN placed USING (position)
ORDER BY position;
