-- A host that asks to be left alone for hours is asked by no run until then.

CREATE TABLE raw.rests (
    host VARCHAR NOT NULL,
    until TIMESTAMPTZ NOT NULL,
    answer VARCHAR NOT NULL
);
COMMENT ON TABLE raw.rests IS 'One row a host that has asked to be left alone (Retry-After) for longer than a run waits: no run asks it until then.';
COMMENT ON COLUMN raw.rests.host IS 'Its name, with the port where that is not its scheme''s own.';
COMMENT ON COLUMN raw.rests.until IS 'Until when; six hours after its answer at most.';
COMMENT ON COLUMN raw.rests.answer IS 'What it answered: 429 Too Many Requests.';
