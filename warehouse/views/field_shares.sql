CREATE OR REPLACE VIEW field_shares AS
WITH weeks AS (
    SELECT
        source_id,
        field,
        date_trunc('week', seen_at AT TIME ZONE 'UTC')::DATE AS week_on,
        count(*) AS articles,
        1 - avg(is_missing::INTEGER) AS share
    FROM version_fields
    GROUP BY ALL
)
SELECT
    source_id,
    field,
    week_on,
    articles,
    share,
    lag(share) OVER (PARTITION BY source_id, field ORDER BY week_on) AS share_before
FROM weeks;

COMMENT ON VIEW field_shares IS 'One row a source, field and week: on what share of its pages the field was found. A fall tells of a new layout.';
COMMENT ON COLUMN field_shares.source_id IS 'Source.';
COMMENT ON COLUMN field_shares.field IS 'Column of articles: headline, description, body, section, authors, agencies, language, published_on, published_at, image_url.';
COMMENT ON COLUMN field_shares.week_on IS 'Monday of the week, UTC, in which the pages were fetched.';
COMMENT ON COLUMN field_shares.articles IS 'Versions of articles whose pages were fetched in that week; what only a newer reader made of them is left out.';
COMMENT ON COLUMN field_shares.share IS 'Share of them with the field, 0 to 1.';
COMMENT ON COLUMN field_shares.share_before IS 'The same of the last week before in which the source had any; null in its first.';
