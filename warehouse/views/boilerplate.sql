CREATE OR REPLACE VIEW boilerplate AS
SELECT
    b.site,
    b.block_hash,
    b.articles,
    b.articles / s.articles AS share
FROM core.boilerplate b
JOIN core.sites s ON s.site = b.site
WHERE b.articles > 1;

COMMENT ON VIEW boilerplate IS 'One row a block that several articles of a site carry.';
COMMENT ON COLUMN boilerplate.site IS 'Host name.';
COMMENT ON COLUMN boilerplate.block_hash IS 'Hash of the block''s folded text.';
COMMENT ON COLUMN boilerplate.articles IS 'Articles of the site that carry it, among those counted in core.sites.';
COMMENT ON COLUMN boilerplate.share IS 'Share of the counted articles of the site that carry it, 0 to 1.';
