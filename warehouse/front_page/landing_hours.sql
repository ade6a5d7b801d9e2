-- Hours from publication to landing, by publisher, of articles whose instant of publication is known.
SELECT
    publisher,
    count(*) AS articles,
    median(hours) AS median_hours,
    quantile_cont(hours, 0.9) AS most_hours
FROM (
    SELECT publisher, greatest(epoch_ms(first_seen_at) - epoch_ms(published_at), 0) / 3.6e6 AS hours
    FROM articles
    WHERE published_on BETWEEN $from_on AND $until_on AND published_at IS NOT NULL AND publisher IS NOT NULL
)
GROUP BY publisher
ORDER BY articles DESC, publisher
LIMIT 20;
