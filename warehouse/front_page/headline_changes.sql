-- The headlines that publishers changed last.
SELECT publisher, url, before, after, seen_at
FROM headline_changes
WHERE seen_at >= $from_on
ORDER BY seen_at DESC, article_id, version
LIMIT 15;
