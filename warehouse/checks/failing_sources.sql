-- Sources of which most pages of the last two days came to nothing.
-- A page that feeds offer run after run counts once, by how it ended last; a feed that fails counts in each run.
WITH ends AS (
    SELECT source_id, url, arg_max(outcome, ended_at) AS outcome
    FROM raw.entries
    WHERE ended_at > $now - INTERVAL 2 DAYS AND outcome NOT IN ('held', 'duplicate URL', 'forgotten')
    GROUP BY source_id, url, CASE WHEN found_in = 'sources.toml' THEN run_id END
), judged AS (
    SELECT *, outcome NOT IN ('new', 'updated', 'unchanged', 'not modified', 'not an article') AS is_failed
    FROM ends
)
SELECT
    source_id,
    format('{:.0f}% of the entries ended as: {}', 100 * failed / tried, outcomes) AS finding,
    failed AS articles,
    example
FROM (
    SELECT
        source_id,
        count(*) AS tried,
        count(*) FILTER (is_failed) AS failed,
        string_agg(DISTINCT outcome, ', ' ORDER BY outcome) FILTER (is_failed) AS outcomes,
        max(url) FILTER (is_failed) AS example
    FROM judged
    GROUP BY source_id
)
WHERE failed >= 3 AND failed > 0.5 * tried
