CREATE OR REPLACE VIEW runs AS
SELECT
    run_id,
    kind,
    flow_run_id,
    started_at,
    finished_at,
    state
FROM core.runs;

COMMENT ON VIEW runs IS 'One row a run of a flow.';
COMMENT ON COLUMN runs.run_id IS 'Id of the run.';
COMMENT ON COLUMN runs.kind IS 'What ran: ingest, load, backfill, reextract or maintain.';
COMMENT ON COLUMN runs.flow_run_id IS 'Prefect''s id of the flow run.';
COMMENT ON COLUMN runs.started_at IS 'When it began.';
COMMENT ON COLUMN runs.finished_at IS 'When it ended; null while it runs, or if it was killed.';
COMMENT ON COLUMN runs.state IS 'running, or how it ended: completed, failed, stopped, killed.';
