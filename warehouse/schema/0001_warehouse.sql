-- The warehouse: what was captured, what came of it, and the articles with all their versions.
-- No keys and no foreign keys: one writer under a file lock keeps rows unique with MERGE and anti-joins in
-- one transaction. A key would make each checkpoint rewrite wide rows, and a lakehouse has none.
-- One wide table for the articles: without a key, changing a narrow column of it costs no more than in a
-- table of its own, and no question has to join.

CREATE SCHEMA raw;
CREATE SCHEMA core;

CREATE TABLE raw.captures (
    capture_id VARCHAR NOT NULL,
    source_id VARCHAR NOT NULL,
    entry_url VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    fetched_at TIMESTAMPTZ NOT NULL,
    status INTEGER NOT NULL,
    content_type VARCHAR,
    digest VARCHAR NOT NULL,
    payload_bytes BIGINT NOT NULL,
    warc_file VARCHAR,
    warc_offset BIGINT,
    warc_length BIGINT
);
COMMENT ON TABLE raw.captures IS 'The index of the archive: one row a response, or a file, exactly as it came.';
COMMENT ON COLUMN raw.captures.capture_id IS 'WARC-Record-ID of the capture, urn:uuid:…';
COMMENT ON COLUMN raw.captures.source_id IS 'Source whose entry led to it.';
COMMENT ON COLUMN raw.captures.entry_url IS 'URL that was asked for.';
COMMENT ON COLUMN raw.captures.url IS 'URL that answered, after redirects.';
COMMENT ON COLUMN raw.captures.fetched_at IS 'When the response came, or the file was read.';
COMMENT ON COLUMN raw.captures.status IS 'HTTP status; 200 for a file.';
COMMENT ON COLUMN raw.captures.content_type IS 'Content-Type as the server gave it.';
COMMENT ON COLUMN raw.captures.digest IS 'sha1: and the base32 SHA-1 of the payload, as WARC writes it.';
COMMENT ON COLUMN raw.captures.payload_bytes IS 'Size of the payload in bytes, encodings removed.';
COMMENT ON COLUMN raw.captures.warc_file IS 'WARC file that holds it, relative to the folder archive/.';
COMMENT ON COLUMN raw.captures.warc_offset IS 'Where its record begins in that file, in bytes.';
COMMENT ON COLUMN raw.captures.warc_length IS 'Length of its compressed record, in bytes.';

CREATE TABLE raw.batches (
    batch_id VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL,
    landed_at TIMESTAMPTZ NOT NULL,
    entries INTEGER NOT NULL
);
COMMENT ON TABLE raw.batches IS 'One row a batch that was landed: a batch that is sent again is known by its id and not landed twice.';
COMMENT ON COLUMN raw.batches.batch_id IS 'Hash of the run and of all that the batch holds.';
COMMENT ON COLUMN raw.batches.run_id IS 'Run that landed it.';
COMMENT ON COLUMN raw.batches.landed_at IS 'When it was landed.';
COMMENT ON COLUMN raw.batches.entries IS 'Number of entries that ended in it.';

CREATE TABLE raw.entries (
    run_id VARCHAR NOT NULL,
    batch_id VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    source_id VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    found_in VARCHAR NOT NULL,
    seen_at TIMESTAMPTZ NOT NULL,
    ended_at TIMESTAMPTZ NOT NULL,
    outcome VARCHAR NOT NULL,
    reason VARCHAR,
    capture_id VARCHAR,
    article_id VARCHAR,
    title VARCHAR,
    published_text VARCHAR
);
COMMENT ON TABLE raw.entries IS 'One row an entry of a run, with the one outcome that it ended in.';
COMMENT ON COLUMN raw.entries.run_id IS 'Run that the entry belongs to.';
COMMENT ON COLUMN raw.entries.batch_id IS 'Batch that it was landed with.';
COMMENT ON COLUMN raw.entries.position IS 'Its place in the batch, from 0.';
COMMENT ON COLUMN raw.entries.source_id IS 'Source that offered it.';
COMMENT ON COLUMN raw.entries.url IS 'URL that was offered.';
COMMENT ON COLUMN raw.entries.found_in IS 'Feed or sitemap that offered it; urls for a fixed list, load for files.';
COMMENT ON COLUMN raw.entries.seen_at IS 'When it was discovered.';
COMMENT ON COLUMN raw.entries.ended_at IS 'When its outcome was stored.';
COMMENT ON COLUMN raw.entries.outcome IS 'How it ended: new, updated, unchanged, held, not an article, timed out, …';
COMMENT ON COLUMN raw.entries.reason IS 'Why, in a sentence; null where the outcome says it all.';
COMMENT ON COLUMN raw.entries.capture_id IS 'Capture that it led to.';
COMMENT ON COLUMN raw.entries.article_id IS 'Article that it led to.';
COMMENT ON COLUMN raw.entries.title IS 'Title that the feed or sitemap gave.';
COMMENT ON COLUMN raw.entries.published_text IS 'Date that the feed or sitemap gave, verbatim.';

CREATE TABLE core.runs (
    run_id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    flow_run_id VARCHAR,
    started_at TIMESTAMPTZ NOT NULL,
    finished_at TIMESTAMPTZ,
    state VARCHAR NOT NULL
);
COMMENT ON TABLE core.runs IS 'One row a run of a flow.';
COMMENT ON COLUMN core.runs.run_id IS 'Id of the run.';
COMMENT ON COLUMN core.runs.kind IS 'What ran: ingest, load.';
COMMENT ON COLUMN core.runs.flow_run_id IS 'Prefect''s id of the flow run.';
COMMENT ON COLUMN core.runs.started_at IS 'When it began.';
COMMENT ON COLUMN core.runs.finished_at IS 'When it ended; null while it runs, or if it was killed.';
COMMENT ON COLUMN core.runs.state IS 'running, or how it ended: completed, failed, …';

CREATE TABLE core.sources (
    source_id VARCHAR NOT NULL,
    publisher VARCHAR,
    language VARCHAR,
    timezone VARCHAR,
    schedule VARCHAR,
    feeds VARCHAR[],
    sitemaps VARCHAR[],
    first_seen_at TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE core.sources IS 'One row a source that a run has used, as sources.toml last described it.';
COMMENT ON COLUMN core.sources.source_id IS 'Its name in sources.toml; load for files that were loaded without one.';
COMMENT ON COLUMN core.sources.publisher IS 'Publisher that sources.toml names.';
COMMENT ON COLUMN core.sources.language IS 'Language that sources.toml gives, BCP 47.';
COMMENT ON COLUMN core.sources.timezone IS 'IANA time zone that sources.toml gives for dates without one.';
COMMENT ON COLUMN core.sources.schedule IS 'Cron expression, in UTC.';
COMMENT ON COLUMN core.sources.feeds IS 'Addresses of its feeds.';
COMMENT ON COLUMN core.sources.sitemaps IS 'Addresses of its sitemaps.';
COMMENT ON COLUMN core.sources.first_seen_at IS 'When a run first used it.';

CREATE TABLE core.versions (
    article_id VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    is_newest BOOLEAN NOT NULL,
    is_reread BOOLEAN NOT NULL,
    first_seen_at TIMESTAMPTZ NOT NULL,
    seen_at TIMESTAMPTZ NOT NULL,
    last_seen_at TIMESTAMPTZ NOT NULL,
    run_id VARCHAR NOT NULL,
    source_id VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    canonical_url VARCHAR,
    publisher VARCHAR,
    headline VARCHAR,
    description VARCHAR,
    body VARCHAR NOT NULL,
    section VARCHAR,
    section_text VARCHAR,
    authors VARCHAR[] NOT NULL,
    byline_text VARCHAR,
    agencies VARCHAR[] NOT NULL,
    credit_text VARCHAR,
    dateline VARCHAR,
    keywords VARCHAR[] NOT NULL,
    language VARCHAR,
    image_url VARCHAR,
    published_on DATE,
    published_at TIMESTAMPTZ,
    published_precision VARCHAR,
    published_text VARCHAR,
    modified_at TIMESTAMPTZ,
    modified_text VARCHAR,
    is_accessible_for_free BOOLEAN,
    word_count INTEGER NOT NULL,
    doubts VARCHAR[] NOT NULL,
    content_hash VARCHAR NOT NULL,
    digest VARCHAR NOT NULL,
    capture_id VARCHAR NOT NULL,
    extractor_version VARCHAR NOT NULL
);
COMMENT ON TABLE core.versions IS 'One row a version of an article: all that its page said. Only is_newest and the times of an article change later.';
COMMENT ON COLUMN core.versions.article_id IS 'Id of the article: 32 hex digits, of the publisher''s host and the canonical URL.';
COMMENT ON COLUMN core.versions.version IS 'Number of the version in the order of landing, from 1.';
COMMENT ON COLUMN core.versions.is_newest IS 'True for the one version of an article whose page was fetched last.';
COMMENT ON COLUMN core.versions.first_seen_at IS 'When a page of the article was first fetched.';
COMMENT ON COLUMN core.versions.seen_at IS 'When the page was fetched that says so.';
COMMENT ON COLUMN core.versions.last_seen_at IS 'When the page was last fetched and still said so, or the server last said that it had not changed.';
COMMENT ON COLUMN core.versions.run_id IS 'Run that landed it.';
COMMENT ON COLUMN core.versions.source_id IS 'Source that first brought the article.';
COMMENT ON COLUMN core.versions.is_reread IS 'True if the page did not change and a newer reader read it differently.';
COMMENT ON COLUMN core.versions.url IS 'URL of the page that was read, as fetched.';
COMMENT ON COLUMN core.versions.canonical_url IS 'Normalised canonical URL; null for a file that names none.';
COMMENT ON COLUMN core.versions.publisher IS 'Publisher''s name.';
COMMENT ON COLUMN core.versions.headline IS 'Headline.';
COMMENT ON COLUMN core.versions.description IS 'Standfirst.';
COMMENT ON COLUMN core.versions.body IS 'Body, its blocks separated by a blank line.';
COMMENT ON COLUMN core.versions.section IS 'Section, in display case.';
COMMENT ON COLUMN core.versions.section_text IS 'Section, verbatim.';
COMMENT ON COLUMN core.versions.authors IS 'Names of the authors, in the order of the byline.';
COMMENT ON COLUMN core.versions.byline_text IS 'Byline, verbatim.';
COMMENT ON COLUMN core.versions.agencies IS 'Canonical names of the agencies credited, in the order of their evidence.';
COMMENT ON COLUMN core.versions.credit_text IS 'Credit to the agencies, verbatim.';
COMMENT ON COLUMN core.versions.dateline IS 'Place of the dateline, as written.';
COMMENT ON COLUMN core.versions.keywords IS 'Keywords that the page gives.';
COMMENT ON COLUMN core.versions.language IS 'Language, BCP 47.';
COMMENT ON COLUMN core.versions.image_url IS 'Address of the main image.';
COMMENT ON COLUMN core.versions.published_on IS 'Day of publication, on the page''s own calendar.';
COMMENT ON COLUMN core.versions.published_at IS 'Instant of publication; null where the time or the zone is unknown.';
COMMENT ON COLUMN core.versions.published_precision IS 'How exactly the page dates it: day, minute or second.';
COMMENT ON COLUMN core.versions.published_text IS 'Date of publication, verbatim.';
COMMENT ON COLUMN core.versions.modified_at IS 'Instant of the last modification that the page declares.';
COMMENT ON COLUMN core.versions.modified_text IS 'Date of modification, verbatim.';
COMMENT ON COLUMN core.versions.is_accessible_for_free IS 'False if the page says that one must pay to read on; null if it says nothing.';
COMMENT ON COLUMN core.versions.word_count IS 'Number of words of the body.';
COMMENT ON COLUMN core.versions.doubts IS 'What the reader was not sure of, e.g. published in the future.';
COMMENT ON COLUMN core.versions.content_hash IS 'Hash of what makes a version: headline, description, body, dates.';
COMMENT ON COLUMN core.versions.digest IS 'Digest of the payload that was read, as in raw.captures.';
COMMENT ON COLUMN core.versions.capture_id IS 'Capture that was read.';
COMMENT ON COLUMN core.versions.extractor_version IS 'Version of the reader.';

CREATE TABLE core.article_agencies (
    article_id VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    position INTEGER NOT NULL,
    agency VARCHAR NOT NULL,
    evidence_text VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    place VARCHAR NOT NULL
);
COMMENT ON TABLE core.article_agencies IS 'One row a credit: an agency that supplied the text of a version, or part of it, with the evidence.';
COMMENT ON COLUMN core.article_agencies.article_id IS 'Article.';
COMMENT ON COLUMN core.article_agencies.version IS 'Version of the article.';
COMMENT ON COLUMN core.article_agencies.position IS 'Order of the evidence, from 0.';
COMMENT ON COLUMN core.article_agencies.agency IS 'Canonical English name, or unnamed where the page says only that an agency supplied it.';
COMMENT ON COLUMN core.article_agencies.evidence_text IS 'The words that say so, verbatim.';
COMMENT ON COLUMN core.article_agencies.kind IS 'Kind of the evidence: byline, dateline, source line, trailer, note, copyright, metadata, own site.';
COMMENT ON COLUMN core.article_agencies.place IS 'Where on the page it stands.';

CREATE TABLE core.removed_blocks (
    article_id VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    position INTEGER NOT NULL,
    reason VARCHAR NOT NULL,
    block_text VARCHAR NOT NULL
);
COMMENT ON TABLE core.removed_blocks IS 'One row a block of a version''s page that was left out of the body.';
COMMENT ON COLUMN core.removed_blocks.article_id IS 'Article.';
COMMENT ON COLUMN core.removed_blocks.version IS 'Version of the article.';
COMMENT ON COLUMN core.removed_blocks.position IS 'Order on the page, from 0.';
COMMENT ON COLUMN core.removed_blocks.reason IS 'Why it was left out: navigation, share buttons, contact, …';
COMMENT ON COLUMN core.removed_blocks.block_text IS 'Its text.';

CREATE TABLE core.urls (
    url VARCHAR NOT NULL,
    article_id VARCHAR,
    first_fetched_at TIMESTAMPTZ NOT NULL,
    last_fetched_at TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE core.urls IS 'One row a URL that the warehouse holds: it led to an article, or need not be fetched again to know that it leads to none.';
COMMENT ON COLUMN core.urls.url IS 'URL, as offered, as fetched after redirects, or as declared canonical.';
COMMENT ON COLUMN core.urls.article_id IS 'Article that it leads to; null if to none.';
COMMENT ON COLUMN core.urls.first_fetched_at IS 'When it was first fetched.';
COMMENT ON COLUMN core.urls.last_fetched_at IS 'When it was last fetched.';

CREATE TABLE core.sites (
    site VARCHAR NOT NULL,
    articles INTEGER NOT NULL
);
COMMENT ON TABLE core.sites IS 'One row a site: how many articles its memory of repeated blocks rests on.';
COMMENT ON COLUMN core.sites.site IS 'Host name.';
COMMENT ON COLUMN core.sites.articles IS 'Articles counted; both counts are halved now and then, so that the memory follows the site.';

CREATE TABLE core.boilerplate (
    site VARCHAR NOT NULL,
    block_hash UBIGINT NOT NULL,
    articles INTEGER NOT NULL
);
COMMENT ON TABLE core.boilerplate IS 'One row a block that pages of a site carry: a block on many articles is no part of any.';
COMMENT ON COLUMN core.boilerplate.site IS 'Host name.';
COMMENT ON COLUMN core.boilerplate.block_hash IS 'Hash of the block''s folded text.';
COMMENT ON COLUMN core.boilerplate.articles IS 'Articles of the site that carry it, among those counted in core.sites.';
