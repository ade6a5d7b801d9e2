-- A part of an archive is done for the conditions that its pages had to meet, not for others.

ALTER TABLE raw.backfilled ADD COLUMN wanted VARCHAR;
-- What was wanted before nobody knows: it is read again, which lands nothing twice.
UPDATE raw.backfilled SET wanted = 'not noted';
COMMENT ON COLUMN raw.backfilled.wanted IS 'Conditions that its pages had to meet, as JSON; null if there were none.';
COMMENT ON TABLE raw.batches IS 'One row a batch that was landed, in one transaction.';
COMMENT ON COLUMN raw.batches.batch_id IS 'Its key.';
COMMENT ON COLUMN core.runs.kind IS 'What ran: ingest, load, backfill, reextract or maintain.';
COMMENT ON COLUMN core.versions.last_seen_at IS 'When the page was last fetched and still said so.';
