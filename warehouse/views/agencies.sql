-- Reference data of the program, not of a run: warehouse/agencies.py writes the rows from agencies.toml.
CREATE OR REPLACE VIEW agencies AS
SELECT agency, country, website, wikidata_id, iptc_code, aliases
FROM (VALUES /* agencies.toml */) known(agency, country, website, wikidata_id, iptc_code, aliases);

COMMENT ON VIEW agencies IS 'One row a news agency that Copydesk knows. It may supply a text without being known (unnamed), and be known without supplying any.';
COMMENT ON COLUMN agencies.agency IS 'Canonical English name, as in articles.agencies.';
COMMENT ON COLUMN agencies.country IS 'Country of its head office, ISO 3166-1 alpha-2 (XK: Kosovo).';
COMMENT ON COLUMN agencies.website IS 'Address of its own site.';
COMMENT ON COLUMN agencies.wikidata_id IS 'Its item in Wikidata; null where it is not sure.';
COMMENT ON COLUMN agencies.iptc_code IS 'IPTC news provider code; null where it is not sure.';
COMMENT ON COLUMN agencies.aliases IS 'Other names and initials that pages give it.';
