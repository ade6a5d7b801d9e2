CREATE OR REPLACE VIEW outcomes AS
SELECT
    e.run_id,
    r.kind,
    r.started_at,
    e.source_id,
    e.outcome,
    count(*) AS entries
FROM raw.entries e
LEFT JOIN core.runs r ON r.run_id = e.run_id
GROUP BY ALL;

COMMENT ON VIEW outcomes IS 'One row a run, source and outcome: how many entries ended so.';
COMMENT ON COLUMN outcomes.run_id IS 'Id of the run.';
COMMENT ON COLUMN outcomes.kind IS 'What ran: ingest, load, backfill, reextract or maintain.';
COMMENT ON COLUMN outcomes.started_at IS 'When it began.';
COMMENT ON COLUMN outcomes.source_id IS 'Source that offered it.';
COMMENT ON COLUMN outcomes.outcome IS 'How it ended: new, updated, unchanged, held, not an article, timed out, …';
COMMENT ON COLUMN outcomes.entries IS 'Number of entries.';
