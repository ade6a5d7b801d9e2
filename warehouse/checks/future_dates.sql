-- Articles dated later than they were seen.
-- A date on the page's own calendar may be a day ahead of ours; a clock may be an hour wrong.
SELECT
    source_id,
    'published after they were seen' AS finding,
    count(*) AS articles,
    min_by(url, first_seen_at) AS example
FROM articles
WHERE first_seen_at > $now - INTERVAL 7 DAYS
    AND (published_at > first_seen_at + INTERVAL 1 HOUR OR published_on > first_seen_at::DATE + 1)
GROUP BY source_id
