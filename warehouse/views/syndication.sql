-- Written for speed over a million articles: one pass over the articles, one over the clusters.
CREATE OR REPLACE VIEW syndication AS
WITH copies AS MATERIALIZED (
    SELECT
        c.cluster_id, c.first_article_id, c.similarity, c.own_share,
        a.article_id, a.publisher, a.headline, a.url, a.published_on, a.published_at, a.agencies
    FROM core.clusters c
    JOIN articles a ON a.article_id = c.article_id
), whole AS MATERIALIZED (
    SELECT
        cluster_id,
        count(*) AS copies,
        any_value(publisher) FILTER (article_id = first_article_id) AS first_publisher,
        any_value(published_at) FILTER (article_id = first_article_id) AS first_published_at,
        flatten(list(agencies)) AS agencies
    FROM copies
    GROUP BY cluster_id
), credited AS (
    SELECT cluster_id, agency, count(*) AS copies
    FROM (SELECT cluster_id, unnest(agencies) AS agency FROM whole)
    GROUP BY ALL
), supplied AS (
    SELECT cluster_id, arg_min(agency, (agency = 'unnamed', -copies, agency)) AS agency
    FROM credited
    GROUP BY cluster_id
)
SELECT
    c.cluster_id,
    supplied.agency,
    whole.copies,
    c.first_article_id,
    whole.first_publisher,
    whole.first_published_at,
    c.article_id,
    c.publisher,
    c.headline,
    c.url,
    c.published_on,
    c.published_at,
    c.published_at - whole.first_published_at AS delay,
    c.similarity,
    c.own_share
FROM copies c
JOIN whole ON whole.cluster_id = c.cluster_id
LEFT JOIN supplied ON supplied.cluster_id = c.cluster_id;

COMMENT ON VIEW syndication IS 'One row an article that is a near-copy of another publisher''s, or has such copies, the first of a cluster too.';
COMMENT ON COLUMN syndication.cluster_id IS 'Cluster: all articles that near-copies lead to from one another.';
COMMENT ON COLUMN syndication.agency IS 'Agency that most of the copies credit; null if none credits any.';
COMMENT ON COLUMN syndication.copies IS 'Number of articles in the cluster.';
COMMENT ON COLUMN syndication.first_article_id IS 'The article of the cluster that was published first. A day without a time counts as its end, no date as last.';
COMMENT ON COLUMN syndication.first_publisher IS 'Its publisher.';
COMMENT ON COLUMN syndication.first_published_at IS 'Instant of its publication; null where the time or the zone is unknown.';
COMMENT ON COLUMN syndication.article_id IS 'Article.';
COMMENT ON COLUMN syndication.publisher IS 'Publisher''s name.';
COMMENT ON COLUMN syndication.headline IS 'Headline.';
COMMENT ON COLUMN syndication.url IS 'URL of the page that was read, as fetched.';
COMMENT ON COLUMN syndication.published_on IS 'Day of publication, on the page''s own calendar.';
COMMENT ON COLUMN syndication.published_at IS 'Instant of publication; null where the time or the zone is unknown.';
COMMENT ON COLUMN syndication.delay IS 'Time since the first article''s publication; null where either instant is unknown.';
COMMENT ON COLUMN syndication.similarity IS 'Estimated share of the runs of words of both texts that the first article and this one have in common, 0 to 1.';
COMMENT ON COLUMN syndication.own_share IS 'Estimated share of this text that the first article does not have, 0 to 1.';
