-- Sources of which most articles are in another language than sources.toml says.
WITH compared AS (
    SELECT
        a.source_id,
        a.url,
        a.language AS found,
        s.language AS declared,
        -- Norwegian goes by the name of the whole, or by that of how it is written.
        regexp_replace(split_part(a.language, '-', 1), '^(nb|nn)$', 'no')
            <> regexp_replace(split_part(s.language, '-', 1), '^(nb|nn)$', 'no') AS is_other
    FROM articles a
    JOIN core.sources s USING (source_id)
    WHERE a.first_seen_at > $now - INTERVAL 7 DAYS AND a.language IS NOT NULL AND s.language IS NOT NULL
)
SELECT
    source_id,
    format('{} of {} articles are not in {}, as sources.toml says, but in {}', other, articles, declared, found)
        AS finding,
    other AS articles,
    example
FROM (
    SELECT
        source_id,
        declared,
        count(*) AS articles,
        count(*) FILTER (is_other) AS other,
        mode(found) FILTER (is_other) AS found,
        max(url) FILTER (is_other) AS example
    FROM compared
    GROUP BY source_id, declared
)
WHERE articles >= 5 AND other > 0.5 * articles
