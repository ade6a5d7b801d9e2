-- Fields that a source's pages suddenly lack: a sign that its layout has changed.
-- The last two days are compared with the four weeks before; a rise counts from 20 points and three standard errors.
WITH fields AS (
    SELECT source_id, url, field, is_missing, seen_at > $now - INTERVAL 2 DAYS AS is_recent
    FROM version_fields
    WHERE seen_at > $now - INTERVAL 30 DAYS
), shares AS (
    SELECT
        source_id,
        field,
        count(*) FILTER (is_recent) AS recent,
        count(*) FILTER (NOT is_recent) AS earlier,
        count(*) FILTER (is_recent AND is_missing) AS missing,
        avg(is_missing::INTEGER) FILTER (is_recent) AS recent_share,
        avg(is_missing::INTEGER) FILTER (NOT is_recent) AS earlier_share,
        avg(is_missing::INTEGER) AS share,
        any_value(url) FILTER (is_recent AND is_missing) AS example
    FROM fields
    GROUP BY source_id, field
)
SELECT
    source_id,
    format('{} is missing on {:.0f}% of the pages, {:.0f}% before', field, 100 * recent_share, 100 * earlier_share)
        AS finding,
    missing AS articles,
    example
FROM shares
WHERE recent >= 20
    AND earlier >= 50
    AND recent_share - earlier_share >= 0.2
    AND recent_share - earlier_share > 3 * sqrt(share * (1 - share) * (1 / recent + 1 / earlier))
