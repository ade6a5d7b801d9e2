-- Articles by day of publication and source.
SELECT source_id, published_on AS day, count(*) AS articles
FROM articles
WHERE published_on BETWEEN $from_on AND $until_on
GROUP BY ALL
ORDER BY day, source_id;
