-- What holds of a whole cluster is stored with it (core.clusters): a question over a million articles is one join.
CREATE OR REPLACE VIEW syndication AS
SELECT
    c.cluster_id,
    c.agency,
    c.copies,
    c.first_article_id,
    c.first_publisher,
    c.first_published_at,
    a.article_id,
    a.publisher,
    a.headline,
    a.url,
    a.published_on,
    a.published_at,
    -- Not by subtraction, which counts days of the session's zone: slower, and an hour off across a clock change.
    to_microseconds(epoch_us(a.published_at) - epoch_us(c.first_published_at)) AS delay,
    c.similarity,
    c.own_share
FROM core.clusters c
JOIN articles a ON a.article_id = c.article_id;

COMMENT ON VIEW syndication IS 'One row an article that is a near-copy of another publisher''s, or has such copies, the first of a cluster too. What more than 500 articles carry to the word is not found.';
COMMENT ON COLUMN syndication.cluster_id IS 'Cluster: all articles that near-copies of the same text lead to from one another. A roundup of several stories belongs to one.';
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
