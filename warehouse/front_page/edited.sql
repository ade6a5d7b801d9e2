-- Articles that were edited last. The bodies of all that ever were are too many to compare for a page.
SELECT list(article_id) AS edited
FROM (
    SELECT article_id
    FROM core.version_steps
    JOIN core.versions USING (article_id, version)
    WHERE seen_at >= $from_on AND NOT is_reread
    ORDER BY seen_at DESC, article_id
    LIMIT 60
);
