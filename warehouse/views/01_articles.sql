-- The contract with analysts: columns keep their names, types and order.
CREATE OR REPLACE VIEW articles AS
SELECT
    article_id,
    url,
    canonical_url,
    source_id,
    publisher,
    headline,
    description,
    body,
    section,
    authors,
    agencies,
    credit_text,
    dateline,
    keywords,
    language,
    image_url,
    published_on,
    published_at,
    published_precision,
    published_text,
    modified_at,
    is_accessible_for_free,
    word_count,
    version,
    first_seen_at,
    last_seen_at,
    capture_id,
    extractor_version
FROM core.versions
WHERE is_newest;

COMMENT ON VIEW articles IS 'One row an article: its newest version.';
COMMENT ON COLUMN articles.article_id IS 'Id of the article: 32 hex digits, of the publisher''s host and the canonical URL.';
COMMENT ON COLUMN articles.url IS 'URL of the page that was read, as fetched.';
COMMENT ON COLUMN articles.canonical_url IS 'Normalised canonical URL; null for a file that names none.';
COMMENT ON COLUMN articles.source_id IS 'Source that first brought the article.';
COMMENT ON COLUMN articles.publisher IS 'Publisher''s name.';
COMMENT ON COLUMN articles.headline IS 'Headline.';
COMMENT ON COLUMN articles.description IS 'Standfirst.';
COMMENT ON COLUMN articles.body IS 'Body, its blocks separated by a blank line.';
COMMENT ON COLUMN articles.section IS 'Section, in display case.';
COMMENT ON COLUMN articles.authors IS 'Names of the authors, in the order of the byline.';
COMMENT ON COLUMN articles.agencies IS 'Canonical names of the agencies credited, in the order of their evidence.';
COMMENT ON COLUMN articles.credit_text IS 'Credit to the agencies, verbatim.';
COMMENT ON COLUMN articles.dateline IS 'Place of the dateline, as written.';
COMMENT ON COLUMN articles.keywords IS 'Keywords that the page gives.';
COMMENT ON COLUMN articles.language IS 'Language, BCP 47.';
COMMENT ON COLUMN articles.image_url IS 'Address of the main image.';
COMMENT ON COLUMN articles.published_on IS 'Day of publication, on the page''s own calendar.';
COMMENT ON COLUMN articles.published_at IS 'Instant of publication; null where the time or the zone is unknown.';
COMMENT ON COLUMN articles.published_precision IS 'How exactly the publication is known: second, minute, day (also where a time is given, but no zone); of "3 hours ago" and the like hour, week, month, year, too.';
COMMENT ON COLUMN articles.published_text IS 'Date of publication, verbatim.';
COMMENT ON COLUMN articles.modified_at IS 'Instant of the last modification that the page declares.';
COMMENT ON COLUMN articles.is_accessible_for_free IS 'False if the page says that one must pay to read on; null if it says nothing.';
COMMENT ON COLUMN articles.word_count IS 'Number of words of the body; in Chinese and Japanese of characters.';
COMMENT ON COLUMN articles.version IS 'Number of this version in the order of landing, from 1.';
COMMENT ON COLUMN articles.first_seen_at IS 'When a page of the article was first fetched.';
COMMENT ON COLUMN articles.last_seen_at IS 'When the page was last fetched and still said so.';
COMMENT ON COLUMN articles.capture_id IS 'Capture that was read.';
COMMENT ON COLUMN articles.extractor_version IS 'Version of the reader.';
