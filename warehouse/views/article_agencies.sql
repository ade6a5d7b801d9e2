CREATE OR REPLACE VIEW article_agencies AS
SELECT
    g.article_id,
    g.version,
    g.position,
    g.agency,
    g.evidence_text,
    g.kind,
    g.place
FROM core.article_agencies g
SEMI JOIN articles a ON a.article_id = g.article_id AND a.version = g.version;

COMMENT ON VIEW article_agencies IS 'One row a credit of an article''s newest version: an agency and the words that name it.';
COMMENT ON COLUMN article_agencies.article_id IS 'Article.';
COMMENT ON COLUMN article_agencies.version IS 'Version of the article.';
COMMENT ON COLUMN article_agencies.position IS 'Order of the evidence, from 0.';
COMMENT ON COLUMN article_agencies.agency IS 'Canonical English name, or unnamed where the page says only that an agency supplied it.';
COMMENT ON COLUMN article_agencies.evidence_text IS 'The words that say so, verbatim.';
COMMENT ON COLUMN article_agencies.kind IS 'Kind of the evidence: byline, dateline, source line, trailer, note, copyright, metadata, own site.';
COMMENT ON COLUMN article_agencies.place IS 'Where on the page it stands.';
