-- What is known of feeds and sitemaps since they were last asked, so that only changed ones are read; and how
-- much of them a source wants, since one that wants more must read even what has not changed.

CREATE TABLE raw.polls (
    source_id VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    polled_at TIMESTAMPTZ NOT NULL,
    read_at TIMESTAMPTZ NOT NULL,
    etag VARCHAR,
    last_modified VARCHAR,
    digest VARCHAR NOT NULL,
    item_count INTEGER NOT NULL
);
COMMENT ON TABLE raw.polls IS 'One row a source and feed, sitemap or section page of it: the newest answer, all of whose entries have ended for good.';
COMMENT ON COLUMN raw.polls.source_id IS 'Source.';
COMMENT ON COLUMN raw.polls.url IS 'Address of the feed, sitemap or section page.';
COMMENT ON COLUMN raw.polls.polled_at IS 'When it was last asked.';
COMMENT ON COLUMN raw.polls.read_at IS 'When its body last came; before polled_at if the server has since said that nothing changed.';
COMMENT ON COLUMN raw.polls.etag IS 'ETag that the server gave, to be given back to it.';
COMMENT ON COLUMN raw.polls.last_modified IS 'Last-Modified that the server gave, verbatim, likewise.';
COMMENT ON COLUMN raw.polls.digest IS 'sha1: and the base32 SHA-1 of the body: some servers send it even if nothing changed.';
COMMENT ON COLUMN raw.polls.item_count IS 'Number of pages that it offered.';

ALTER TABLE core.sources ADD COLUMN max_entries INTEGER;
ALTER TABLE core.sources ADD COLUMN max_age_days DOUBLE;
COMMENT ON COLUMN core.sources.max_entries IS 'Entries of one feed or sitemap that are looked at, newest first.';
COMMENT ON COLUMN core.sources.max_age_days IS 'Age in days beyond which entries are not looked at; null for none.';
