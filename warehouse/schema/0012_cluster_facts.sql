-- What holds of a whole cluster stands with each of its articles, so that questions need not gather it. The program
-- writes it with the clusters (warehouse/clusters.py); here it is gathered once for those that stand already.

ALTER TABLE core.clusters ADD COLUMN agency VARCHAR;
ALTER TABLE core.clusters ADD COLUMN copies INTEGER;
ALTER TABLE core.clusters ADD COLUMN first_publisher VARCHAR;
ALTER TABLE core.clusters ADD COLUMN first_published_at TIMESTAMPTZ;
COMMENT ON COLUMN core.clusters.agency IS 'Agency that most of the cluster''s articles credit; null if none credits any.';
COMMENT ON COLUMN core.clusters.copies IS 'Number of articles in the cluster.';
COMMENT ON COLUMN core.clusters.first_publisher IS 'Publisher of the first article.';
COMMENT ON COLUMN core.clusters.first_published_at IS 'Instant of the first article''s publication; null where the time or the zone is unknown.';

UPDATE core.clusters SET
    agency = w.agency, copies = w.copies, first_publisher = w.publisher, first_published_at = w.published_at
FROM (
    WITH copies AS (
        SELECT c.cluster_id, c.first_article_id, v.article_id, v.publisher, v.published_at, v.agencies
        FROM core.clusters c
        JOIN core.versions v ON v.article_id = c.article_id AND v.is_newest
    ), credited AS (
        SELECT cluster_id, agency, count(*) AS copies
        FROM (SELECT cluster_id, unnest(agencies) AS agency FROM copies)
        GROUP BY ALL
    ), supplied AS (
        SELECT cluster_id, arg_min(agency, (agency = 'unnamed', -copies, agency)) AS agency
        FROM credited
        GROUP BY cluster_id
    ), counted AS (
        SELECT cluster_id, count(*)::INTEGER AS copies FROM copies GROUP BY cluster_id
    )
    SELECT cluster_id, agency, counted.copies, publisher, published_at
    FROM copies
    JOIN counted USING (cluster_id)
    LEFT JOIN supplied USING (cluster_id)
    WHERE article_id = first_article_id
) w
WHERE core.clusters.cluster_id = w.cluster_id;
