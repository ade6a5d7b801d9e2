-- Stories that several publishers carry: those that were copied first, and those that travelled longest.
-- Narrow columns first, over all clusters; headlines only of the few that are chosen.
WITH copies AS (
    SELECT
        cluster_id,
        first_article_id,
        first_publisher,
        first_published_at,
        agency,
        article_id,
        publisher,
        published_at,
        -- Copies whose instant is unknown count among the publishers all the same.
        CASE WHEN publisher <> first_publisher
            THEN (epoch_ms(published_at) - epoch_ms(first_published_at)) / 3.6e6 END AS hours
    FROM core.clusters
    JOIN articles USING (article_id)
    WHERE published_on >= $from_on OR published_on IS NULL
), journeys AS (
    SELECT
        cluster_id,
        any_value(first_article_id) AS first_article_id,
        any_value(first_publisher) AS first_publisher,
        any_value(agency) AS agency,
        count(DISTINCT publisher) AS publishers,
        min(hours) AS first_hours,
        max(hours) AS last_hours
    FROM copies
    GROUP BY cluster_id
    HAVING count(hours) > 0 AND bool_or(article_id = first_article_id)
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
        list({'publisher': publisher, 'hours': hours} ORDER BY published_at) FILTER (hours IS NOT NULL) AS carried
    FROM copies
    SEMI JOIN chosen USING (cluster_id)
    GROUP BY cluster_id
)
SELECT chosen.*, carried, headline, url, language
FROM chosen
JOIN carried USING (cluster_id)
JOIN articles ON article_id = first_article_id
ORDER BY longest;
