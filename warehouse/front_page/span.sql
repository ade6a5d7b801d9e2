-- The days that the page is about: the last $days up to the newest day of publication that is not in the future.
WITH newest AS (
    SELECT coalesce(
        max(published_on) FILTER (published_on <= $today), max(first_seen_at)::DATE, $today
    ) AS until_on
    FROM articles
)
SELECT until_on - $days::INTEGER + 1 AS from_on, until_on FROM newest;
