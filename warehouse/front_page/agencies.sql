-- Who relies on which agency: an article that credits several counts for each of them in equal parts.
WITH told AS (
    SELECT publisher, agencies FROM articles
    WHERE published_on BETWEEN $from_on AND $until_on AND publisher IS NOT NULL
), sizes AS (
    SELECT publisher, count(*) AS articles, avg((len(agencies) > 0)::INTEGER) AS wire_share
    FROM told
    GROUP BY publisher
    ORDER BY articles DESC, publisher
    LIMIT 20
), credited AS (
    SELECT publisher, agency, sum(part) AS articles
    FROM (SELECT publisher, unnest(agencies) AS agency, 1 / len(agencies) AS part FROM told)
    GROUP BY publisher, agency
)
SELECT
    publisher,
    any_value(s.articles) AS articles,
    any_value(s.wire_share) AS wire_share,
    list({'agency': agency, 'share': c.articles / s.articles} ORDER BY c.articles DESC, agency)
        FILTER (agency IS NOT NULL) AS agencies
FROM sizes s
LEFT JOIN credited c USING (publisher)
GROUP BY publisher
ORDER BY any_value(s.wire_share) DESC, publisher;
