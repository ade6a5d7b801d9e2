-- What near-copies are found by, and what was found. All of it is made from core.versions: where these tables are
-- empty, the next run fills them.

CREATE TABLE core.texts (
    text_id INTEGER NOT NULL,
    article_id VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    publisher VARCHAR,
    site VARCHAR,
    method VARCHAR NOT NULL,
    shingles INTEGER NOT NULL,
    signature BLOB
);
COMMENT ON TABLE core.texts IS 'One row an article whose newest version''s body has been compared with the others.';
COMMENT ON COLUMN core.texts.text_id IS 'Number of the text, for the tables beside; not kept when they are made anew.';
COMMENT ON COLUMN core.texts.article_id IS 'Article.';
COMMENT ON COLUMN core.texts.version IS 'Version whose body it is.';
COMMENT ON COLUMN core.texts.publisher IS 'Publisher''s name, case folded; texts of one publisher are not copies of each other.';
COMMENT ON COLUMN core.texts.site IS 'Host name without www; null for a file. Texts of one site are not copies of each other.';
COMMENT ON COLUMN core.texts.method IS 'How the signature was made: only those made alike can be compared.';
COMMENT ON COLUMN core.texts.shingles IS 'Number of different runs of words in the body.';
COMMENT ON COLUMN core.texts.signature IS 'MinHash signature of the runs of words: 16-bit numbers; null for a body that is too short.';

CREATE TABLE core.text_bands (
    text_id INTEGER NOT NULL,
    band UINTEGER NOT NULL
);
COMMENT ON TABLE core.text_bands IS 'One row a text and band of its signature: texts that share one are compared.';
COMMENT ON COLUMN core.text_bands.text_id IS 'Text.';
COMMENT ON COLUMN core.text_bands.band IS 'Two neighbouring numbers of the signature as one.';

CREATE TABLE core.near_copies (
    text_id INTEGER NOT NULL,
    other_text_id INTEGER NOT NULL,
    similarity DOUBLE NOT NULL
);
COMMENT ON TABLE core.near_copies IS 'One row a pair of texts of different publishers that are near-copies.';
COMMENT ON COLUMN core.near_copies.text_id IS 'Text.';
COMMENT ON COLUMN core.near_copies.other_text_id IS 'The other text.';
COMMENT ON COLUMN core.near_copies.similarity IS 'Estimated Jaccard similarity of their runs of words, 0 to 1.';

CREATE TABLE core.clusters (
    article_id VARCHAR NOT NULL,
    text_id INTEGER NOT NULL,
    cluster_id VARCHAR NOT NULL,
    first_article_id VARCHAR NOT NULL,
    similarity DOUBLE NOT NULL,
    own_share DOUBLE NOT NULL
);
COMMENT ON TABLE core.clusters IS 'One row an article that is a near-copy of another publisher''s, or has such copies.';
COMMENT ON COLUMN core.clusters.article_id IS 'Article.';
COMMENT ON COLUMN core.clusters.text_id IS 'Its text.';
COMMENT ON COLUMN core.clusters.cluster_id IS 'Cluster: all articles that near-copies lead to from one another. The least of their ids.';
COMMENT ON COLUMN core.clusters.first_article_id IS 'The article of the cluster that was published first.';
COMMENT ON COLUMN core.clusters.similarity IS 'Estimated Jaccard similarity with the first article''s runs of words, 0 to 1.';
COMMENT ON COLUMN core.clusters.own_share IS 'Estimated share of the runs of words that the first article does not have, 0 to 1.';
