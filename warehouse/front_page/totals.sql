-- The figures at the head of the page.
SELECT
    count(*) AS articles,
    count(DISTINCT publisher) AS publishers,
    count(DISTINCT source_id) AS sources,
    avg((len(agencies) > 0)::INTEGER) AS wire_share,
    median(greatest(epoch_ms(first_seen_at) - epoch_ms(published_at), 0)) / 3.6e6 AS median_hours,
    (SELECT count(*) FROM articles) AS held
FROM articles
WHERE published_on BETWEEN $from_on AND $until_on;
