-- Sources of which most articles are in another language than sources.toml says.
SELECT
    source_id,
    format('{} of {} articles are not in {}, as sources.toml says, but in {}', other, articles, declared, found)
        AS finding,
    other AS articles,
    example
FROM (
    SELECT
        a.source_id,
        s.language AS declared,
        count(*) AS articles,
        count(*) FILTER (split_part(a.language, '-', 1) <> split_part(s.language, '-', 1)) AS other,
        mode(a.language) FILTER (split_part(a.language, '-', 1) <> split_part(s.language, '-', 1)) AS found,
        max(a.url) FILTER (split_part(a.language, '-', 1) <> split_part(s.language, '-', 1)) AS example
    FROM articles a
    JOIN core.sources s USING (source_id)
    WHERE a.first_seen_at > $now - INTERVAL 7 DAYS AND a.language IS NOT NULL AND s.language IS NOT NULL
    GROUP BY ALL
)
WHERE articles >= 5 AND other > 0.5 * articles
