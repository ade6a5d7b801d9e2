CREATE OR REPLACE VIEW article_versions AS
SELECT
    v.article_id,
    v.version,
    v.seen_at,
    v.last_seen_at,
    v.is_newest,
    v.is_reread,
    c.changes,
    v.url,
    v.source_id,
    v.publisher,
    v.headline,
    v.description,
    v.body,
    v.section,
    v.authors,
    v.agencies,
    v.credit_text,
    v.dateline,
    v.keywords,
    v.language,
    v.image_url,
    v.published_on,
    v.published_at,
    v.published_precision,
    v.published_text,
    v.modified_at,
    v.is_accessible_for_free,
    v.word_count,
    v.content_hash,
    v.capture_id,
    v.extractor_version,
    v.run_id
FROM core.versions v
LEFT JOIN (
    SELECT article_id, version, list({'field': field, 'before': before, 'after': after}) AS changes
    FROM article_changes
    GROUP BY article_id, version
) c ON c.article_id = v.article_id AND c.version = v.version;

COMMENT ON VIEW article_versions IS 'One row a version of an article.';
COMMENT ON COLUMN article_versions.article_id IS 'Id of the article: 32 hex digits, of the publisher''s host and the canonical URL.';
COMMENT ON COLUMN article_versions.version IS 'Number of the version in the order of landing, from 1.';
COMMENT ON COLUMN article_versions.seen_at IS 'When a page was first fetched that says so.';
COMMENT ON COLUMN article_versions.last_seen_at IS 'When the page was last fetched and still said so, before it said something else.';
COMMENT ON COLUMN article_versions.is_newest IS 'True for the one version of an article whose page was fetched last.';
COMMENT ON COLUMN article_versions.is_reread IS 'True if the page did not change and a newer reader read it differently.';
COMMENT ON COLUMN article_versions.changes IS 'What differs from the version before: field, before, after; null for the first version, and where no field that article_changes tells of differs.';
COMMENT ON COLUMN article_versions.url IS 'URL of the page that was read, as fetched.';
COMMENT ON COLUMN article_versions.source_id IS 'Source that first brought the article.';
COMMENT ON COLUMN article_versions.publisher IS 'Publisher''s name.';
COMMENT ON COLUMN article_versions.headline IS 'Headline.';
COMMENT ON COLUMN article_versions.description IS 'Standfirst.';
COMMENT ON COLUMN article_versions.body IS 'Body, its blocks separated by a blank line.';
COMMENT ON COLUMN article_versions.section IS 'Section, in display case.';
COMMENT ON COLUMN article_versions.authors IS 'Names of the authors, in the order of the byline.';
COMMENT ON COLUMN article_versions.agencies IS 'Canonical names of the agencies credited, in the order of their evidence.';
COMMENT ON COLUMN article_versions.credit_text IS 'Credit to the agencies, verbatim.';
COMMENT ON COLUMN article_versions.dateline IS 'Place of the dateline, as written.';
COMMENT ON COLUMN article_versions.keywords IS 'Keywords that the page gives.';
COMMENT ON COLUMN article_versions.language IS 'Language, BCP 47.';
COMMENT ON COLUMN article_versions.image_url IS 'Address of the main image.';
COMMENT ON COLUMN article_versions.published_on IS 'Day of publication, on the page''s own calendar.';
COMMENT ON COLUMN article_versions.published_at IS 'Instant of publication; null where the time or the zone is unknown.';
COMMENT ON COLUMN article_versions.published_precision IS 'How exactly the publication is known: second, minute, day (also where a time is given, but no zone); of "3 hours ago" and the like hour, week, month, year, too.';
COMMENT ON COLUMN article_versions.published_text IS 'Date of publication, verbatim.';
COMMENT ON COLUMN article_versions.modified_at IS 'Instant of the last modification that the page declares.';
COMMENT ON COLUMN article_versions.is_accessible_for_free IS 'False if the page says that one must pay to read on; null if it says nothing.';
COMMENT ON COLUMN article_versions.word_count IS 'Number of words of the body; in Chinese and Japanese of characters.';
COMMENT ON COLUMN article_versions.content_hash IS 'Hash of what makes a version: headline, description, body, dates.';
COMMENT ON COLUMN article_versions.capture_id IS 'Capture that was read.';
COMMENT ON COLUMN article_versions.extractor_version IS 'Version of the reader.';
COMMENT ON COLUMN article_versions.run_id IS 'Run that landed it.';
