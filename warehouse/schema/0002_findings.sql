-- What the quality checks found, run by run.

CREATE TABLE core.findings (
    run_id VARCHAR NOT NULL,
    checked_at TIMESTAMPTZ NOT NULL,
    check_name VARCHAR NOT NULL,
    source_id VARCHAR NOT NULL,
    finding VARCHAR NOT NULL,
    articles BIGINT NOT NULL,
    example VARCHAR
);
COMMENT ON TABLE core.findings IS 'One row a thing that a quality check found wrong after a run.';
COMMENT ON COLUMN core.findings.run_id IS 'Run after which it was found.';
COMMENT ON COLUMN core.findings.checked_at IS 'When it was found.';
COMMENT ON COLUMN core.findings.check_name IS 'Check that found it: a file of warehouse/checks/.';
COMMENT ON COLUMN core.findings.source_id IS 'Source that it concerns.';
COMMENT ON COLUMN core.findings.finding IS 'What is wrong, in words.';
COMMENT ON COLUMN core.findings.articles IS 'How many articles or entries it concerns.';
COMMENT ON COLUMN core.findings.example IS 'URL of one of them.';
