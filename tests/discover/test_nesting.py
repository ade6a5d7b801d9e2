"""Items, and other elements, in one another: of broken feeds, and of hostile ones."""

from collections import Counter

import pytest

from tasks.discover import feed, sitemap
from tasks.discover.feed import parse_feed
from tasks.discover.sitemap import parse_sitemap
from tasks.records import EndsHere, Outcome
from tests.discover.feeds import URL, item, rss

HEAD = '<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/">'


def items(inner):
    return parse_feed(rss(inner, HEAD).encode(), URL).items


@pytest.mark.parametrize(
    "first",
    [
        "<item><title>Tides</title>",
        "<item><title>Tides</item>",
        "<item><title>Tides<description></item>",
        "<item><title>Tides</title><description>Ebb",
    ],
)
def test_items_that_stand_in_an_unclosed_one_are_read_each_for_itself(first):
    found = items(first + item("Winds") + item("Waves"))
    assert [one.title for one in found] == ["Tides", "Winds", "Waves"]
    assert found[0].summary in (None, "Ebb")


def test_a_title_that_is_not_closed_does_not_hold_the_feed():
    listing = parse_feed(f"<rss><channel><title>Harbour Post{item()}</channel></rss>".encode(), URL)
    assert (listing.title, len(listing.items)) == ("Harbour Post", 1)


@pytest.fixture
def calls(monkeypatch):
    """The calls of what looks at one element, or reads one."""
    made = Counter()

    def counted(module, name):
        asked = getattr(module, name)

        def count(element):
            made[name] += 1
            return asked(element)

        monkeypatch.setattr(module, name, count)

    for module in (feed, sitemap):
        counted(module, "local_name")
        counted(module, "text_of")
    counted(feed, "_name")
    return made


DEPTH, WIDTH = 100, 1000


def nested(*names, inside=WIDTH * "<b/>"):
    inner = "".join(f"<{name}>" for name in names) * DEPTH + inside
    return inner + "".join(f"</{name}>" for name in reversed(names)) * DEPTH


@pytest.mark.parametrize(
    "inner",
    [
        nested("item"),
        nested("item", "description"),
        nested("item", "channel"),
        "<item>" + nested("media:group") + "</item>",
        "<item>" + nested("media:keywords", inside=WIDTH * "<media:keywords/>") + "</item>",
        "<item>" + nested("author") + "</item>",
    ],
    ids=["items", "descriptions", "channels", "groups", "keywords", "authors"],
)
def test_what_stands_in_many_items_is_looked_at_once(calls, inner):
    assert items(inner)
    assert calls["_name"] + calls["local_name"] < 5 * (WIDTH + 3 * DEPTH)
    assert calls["text_of"] < 10 * DEPTH


def test_items_in_one_another_say_their_own_only():
    found = items(nested("item", "description", inside="Ebb"))
    assert [one.summary for one in found] == [None] * (DEPTH - 1) + ["Ebb"]


def test_of_a_news_sitemap_only_what_stands_in_its_place_is_read(calls):
    hostile = f"<title>Tides</title>{nested('a')}{nested('title')}{nested('publication')}"
    body = f"<urlset><url><loc>/a</loc><news>{hostile}</news></url></urlset>"
    (found,) = parse_sitemap(body.encode(), URL).items
    assert (found.url, found.title) == ("https://paper.example/a", "Tides")
    assert calls["local_name"] < 50
    assert calls["text_of"] < 10


def test_a_document_of_nothing_but_tags_is_too_large_for_its_size(monkeypatch):
    monkeypatch.setattr("tasks.discover.xml.MAX_TAGS", 1_000)
    urls = b"<url><loc>https://paper.example/a</loc></url>" * 100
    assert len(parse_sitemap(b"<urlset>" + urls + b"</urlset>", URL).items) == 100
    with pytest.raises(EndsHere) as end:
        parse_sitemap(b"<urlset>" + urls + b"<b/>" * 900 + b"</urlset>", URL)
    assert (end.value.outcome, end.value.reason) == (Outcome.TOO_LARGE, "more than 1,000 tags")
