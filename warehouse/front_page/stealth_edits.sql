-- The bodies that publishers changed last without a new modification date.
SELECT publisher, url, headline, words_before, words_after, seen_at
FROM stealth_edits
WHERE list_contains($edited::VARCHAR[], article_id) AND seen_at >= $from_on
ORDER BY seen_at DESC, article_id, version
LIMIT 15;
