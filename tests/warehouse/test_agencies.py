"""Who the agencies and the authors are, for SQL."""

from __future__ import annotations

from tasks.normalize.agency_list import all_agencies
from tasks.records import Credit
from tests.warehouse.samples import article


def test_every_agency_that_the_reader_knows_can_be_asked_about(ask):
    found = ask("SELECT agency, country, website, wikidata_id, iptc_code, aliases FROM agencies")
    assert found == [
        (a.name, a.country, f"https://{a.site}/", a.wikidata, a.iptc, [*a.aliases, *a.initials])
        for a in all_agencies()
    ]
    assert len(found) > 200


def test_credits_are_joined_with_what_is_known_of_their_agency(loader, ask):
    reuters = Credit("Reuters", "By Reuters", "byline", "byline")
    unnamed = Credit("unnamed", "Agencies", "byline", "byline")
    loader.land("run-1", [article("1", credits=(reuters,)), article("2", credits=(unnamed,))], [], [])
    assert ask(
        "SELECT agency, country FROM article_agencies LEFT JOIN agencies USING (agency) ORDER BY agency"
    ) == [("Reuters", "GB"), ("unnamed", None)]


def test_authors_stand_one_a_row_in_the_order_of_the_byline(loader, ask):
    loader.land("run-1", [article("1", authors=("Zoe Berg", "Ana Ferro")), article("2", authors=())], [], [])
    assert ask("SELECT position, author FROM article_authors ORDER BY position") == [
        (0, "Zoe Berg"),
        (1, "Ana Ferro"),
    ]
