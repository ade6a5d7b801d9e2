-- Sources that suddenly write in another language: a consent page, a translation, a wrong declaration.
WITH counted AS (
    SELECT
        source_id,
        split_part(language, '-', 1) AS language,
        count(*) FILTER (seen_at > $now - INTERVAL 2 DAYS) AS recent,
        count(*) FILTER (seen_at <= $now - INTERVAL 2 DAYS) AS earlier,
        min(url) FILTER (seen_at > $now - INTERVAL 2 DAYS) AS example
    FROM core.versions
    WHERE seen_at > $now - INTERVAL 30 DAYS AND is_newest AND language IS NOT NULL
    GROUP BY ALL
), shared AS (
    SELECT
        *,
        recent / nullif(sum(recent) OVER (PARTITION BY source_id), 0) AS recent_share,
        earlier / nullif(sum(earlier) OVER (PARTITION BY source_id), 0) AS earlier_share,
        sum(earlier) OVER (PARTITION BY source_id) AS earlier_all
    FROM counted
)
SELECT
    source_id,
    format('{:.0f}% of the articles are in {}, {:.0f}% before', 100 * recent_share, language, 100 * earlier_share)
        AS finding,
    recent AS articles,
    example
FROM shared
WHERE recent >= 5 AND earlier_all >= 50 AND recent_share - earlier_share >= 0.2
