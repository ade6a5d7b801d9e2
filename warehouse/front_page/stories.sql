-- Stories that several publishers carry: those that were copied first, and those that travelled longest.
-- Narrow columns first, over all clusters; headlines only of the few that are chosen.
WITH copies AS (
    SELECT cluster_id, first_article_id, article_id, publisher, published_at
    FROM core.clusters
    JOIN articles USING (article_id)
    WHERE published_on >= $from_on OR published_on IS NULL
), firsts AS (
    SELECT cluster_id, published_at AS first_at, publisher AS first_publisher
    FROM copies
    WHERE article_id = first_article_id AND published_at IS NOT NULL
), timed AS (
    SELECT
        cluster_id,
        publisher,
        -- Copies whose instant is unknown count among the publishers all the same.
        CASE WHEN publisher <> first_publisher THEN (epoch_ms(published_at) - epoch_ms(first_at)) / 3.6e6 END AS hours
    FROM copies
    JOIN firsts USING (cluster_id)
), journeys AS (
    SELECT
        cluster_id,
        count(DISTINCT publisher) AS publishers,
        min(hours) AS first_hours,
        max(hours) AS last_hours
    FROM timed
    GROUP BY cluster_id
    HAVING count(hours) > 0
), chosen AS (
    SELECT
        *,
        row_number() OVER (ORDER BY first_hours, publishers DESC, cluster_id) AS fastest,
        row_number() OVER (ORDER BY last_hours DESC, publishers DESC, cluster_id) AS longest
    FROM journeys
    QUALIFY fastest <= 10 OR longest <= 10
), carried AS (
    SELECT
        cluster_id,
        list({'publisher': publisher, 'hours': epoch(published_at - first_at) / 3600} ORDER BY published_at)
            FILTER (publisher <> first_publisher AND published_at IS NOT NULL) AS carried,
        mode(agencies[1]) AS agency
    FROM copies
    JOIN firsts USING (cluster_id)
    JOIN (SELECT article_id, agencies FROM articles) USING (article_id)
    SEMI JOIN chosen USING (cluster_id)
    GROUP BY cluster_id
)
SELECT chosen.*, carried, agency, first_publisher, headline, url, language
FROM chosen
JOIN carried USING (cluster_id)
JOIN firsts USING (cluster_id)
JOIN (SELECT DISTINCT cluster_id, first_article_id FROM copies) USING (cluster_id)
JOIN articles ON article_id = first_article_id
ORDER BY longest;
