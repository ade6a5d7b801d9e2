-- Pages that came again with the very same bytes are archived without them; robots.txt files are kept for a day.

ALTER TABLE raw.captures ADD COLUMN refers_to VARCHAR;
COMMENT ON COLUMN raw.captures.refers_to IS 'Earlier capture of the same URL whose payload this one repeats: its record is a revisit and holds the headers only. Null where the record holds the payload.';

CREATE TABLE raw.robots (
    url VARCHAR NOT NULL,
    fetched_at TIMESTAMPTZ NOT NULL,
    status INTEGER NOT NULL,
    robots_text VARCHAR NOT NULL
);
COMMENT ON TABLE raw.robots IS 'One row a robots.txt that was fetched within the last day, so that runs do not ask for it again.';
COMMENT ON COLUMN raw.robots.url IS 'Address of the robots.txt.';
COMMENT ON COLUMN raw.robots.fetched_at IS 'When it was fetched.';
COMMENT ON COLUMN raw.robots.status IS 'HTTP status of the answer, after redirects.';
COMMENT ON COLUMN raw.robots.robots_text IS 'What it says, verbatim; empty if the answer was none.';
