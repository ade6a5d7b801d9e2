CREATE OR REPLACE VIEW findings AS
SELECT
    run_id,
    checked_at,
    check_name,
    source_id,
    finding,
    articles,
    example
FROM core.findings;

COMMENT ON VIEW findings IS 'One row a thing that a quality check found wrong after a run.';
COMMENT ON COLUMN findings.run_id IS 'Run after which it was found.';
COMMENT ON COLUMN findings.checked_at IS 'When it was found.';
COMMENT ON COLUMN findings.check_name IS 'Check that found it: a file of warehouse/checks/.';
COMMENT ON COLUMN findings.source_id IS 'Source that it concerns.';
COMMENT ON COLUMN findings.finding IS 'What is wrong, in words.';
COMMENT ON COLUMN findings.articles IS 'How many articles or entries it concerns.';
COMMENT ON COLUMN findings.example IS 'URL of one of them.';
