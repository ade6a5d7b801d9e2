-- What somebody was told of, so that nobody is told of it every ten minutes.

CREATE TABLE core.alerts (
    condition VARCHAR NOT NULL,
    alert_text VARCHAR NOT NULL,
    alerted_at TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE core.alerts IS 'One row a condition that an alert was sent for.';
COMMENT ON COLUMN core.alerts.condition IS 'What is wrong, for which source: "stale_sources harbour-post", "run ingest".';
COMMENT ON COLUMN core.alerts.alert_text IS 'What was said last.';
COMMENT ON COLUMN core.alerts.alerted_at IS 'When it was said last.';
