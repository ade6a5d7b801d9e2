-- Credits and bylines that recur and that nobody could be read from: perhaps an agency that is not known yet.
SELECT
    source_id,
    format('"{}" names neither an agency nor a person that is known', credit) AS finding,
    count(*) AS articles,
    min(url) AS example
FROM (
    SELECT source_id, url, coalesce(credit_text, byline_text) AS credit
    FROM core.versions
    WHERE seen_at > $now - INTERVAL 30 DAYS AND is_newest AND len(agencies) = 0 AND len(authors) = 0
)
WHERE credit IS NOT NULL
GROUP BY source_id, credit
HAVING count(*) >= 5
