CREATE OR REPLACE VIEW article_texts AS
SELECT
    article_id,
    version,
    headline,
    byline_text,
    credit_text,
    dateline,
    section_text,
    published_text,
    modified_text,
    doubts
FROM core.versions;

COMMENT ON VIEW article_texts IS 'One row a version of an article: the verbatim texts that its names and dates were read from, and the doubts.';
COMMENT ON COLUMN article_texts.article_id IS 'Id of the article: 32 hex digits, of the publisher''s host and the canonical URL.';
COMMENT ON COLUMN article_texts.version IS 'Number of the version in the order of landing, from 1.';
COMMENT ON COLUMN article_texts.headline IS 'Headline.';
COMMENT ON COLUMN article_texts.byline_text IS 'Byline, verbatim; of a byline made of cards, one for each author, their names.';
COMMENT ON COLUMN article_texts.credit_text IS 'Credit to the agencies, verbatim.';
COMMENT ON COLUMN article_texts.dateline IS 'Place of the dateline, as written.';
COMMENT ON COLUMN article_texts.section_text IS 'Section, verbatim.';
COMMENT ON COLUMN article_texts.published_text IS 'Date of publication, verbatim.';
COMMENT ON COLUMN article_texts.modified_text IS 'Date of modification, verbatim.';
COMMENT ON COLUMN article_texts.doubts IS 'What the reader was not sure of, e.g. published in the future.';
