"""What a source offers, from a real server."""

import asyncio
from datetime import UTC, datetime

import pytest

from tasks.discover.discover import discover
from tasks.fetch.fetcher import Fetcher
from tasks.records import Outcome
from tasks.sources import FetchSettings, Source
from tests.fetch.server import Server, redirect, reply

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture
def server():
    with Server() as running:
        yield running


def look(server, **fields):
    for name in ("feeds", "sitemaps", "urls"):
        fields[name] = tuple(server.url(path) for path in fields.get(name, ()))
    source = Source(source_id="paper", allow_private=True, delay_seconds=0, **fields)

    async def discovery():
        async with Fetcher(FetchSettings(retries=0, read_seconds=2)) as fetcher:
            return await discover(source, fetcher, NOW)

    return asyncio.run(discovery())


def feed(*items):
    inner = "".join(
        f"<item><title>{title}</title><link>{link}</link><pubDate>{date}</pubDate></item>"
        for title, link, date in items
    )
    return reply(
        f"<rss><channel>{inner}</channel></rss>".encode(), headers=[("Content-Type", "application/rss+xml")]
    )


def day(n):
    return f"{n:02d} Nov 2026 08:00:00 GMT"


def sitemap(*urls):
    return reply(
        ("<urlset>" + "".join(f"<url><loc>{url}</loc></url>" for url in urls) + "</urlset>").encode()
    )


def index(*children):
    inner = "".join(f"<sitemap><loc>{url}</loc><lastmod>{date}</lastmod></sitemap>" for url, date in children)
    return reply(f"<sitemapindex>{inner}</sitemapindex>".encode())


def test_feeds_sitemaps_and_lists_are_offered_together(server):
    server.routes |= {"/rss": feed(("Tides", "/tides", day(23))), "/map": sitemap("/winds")}
    found = look(server, feeds=["/rss"], sitemaps=["/map"], urls=["/about"])
    assert [(entry.url, entry.found_in) for entry in found.entries] == [
        (server.url("/about"), "urls"),
        (server.url("/tides"), server.url("/rss")),
        (server.url("/winds"), server.url("/map")),
    ]
    tides = found.entries[1]
    assert (tides.source_id, tides.seen_at, tides.title, tides.published_text) == (
        "paper",
        NOW,
        "Tides",
        day(23),
    )
    assert found.failures == ()


def test_one_bad_feed_does_not_stop_the_others(server):
    server.routes |= {
        "/good": feed(("Tides", "/tides", day(23))),
        "/page": reply(b"<!doctype html><html></html>"),
        "/down": reply(status="500 Oops"),
        "/inside": redirect("http://169.254.169.254/"),
    }
    found = look(server, feeds=["/gone", "/page", "/good", "/inside"], sitemaps=["/down"])
    assert [entry.url for entry in found.entries] == [server.url("/tides")]
    assert {(end.entry.url, end.outcome) for end in found.failures} == {
        (server.url("/gone"), Outcome.GONE),
        (server.url("/page"), Outcome.UNREADABLE),
        (server.url("/inside"), Outcome.REFUSED),
        (server.url("/down"), Outcome.HTTP_ERROR),
    }
    assert all(end.reason for end in found.failures)


def test_links_are_relative_to_where_the_feed_was_found(server):
    server.routes |= {
        "/rss": redirect("/feeds/2026/rss"),
        "/feeds/2026/rss": feed(("Tides", "tides", day(23))),
    }
    assert [entry.url for entry in look(server, feeds=["/rss"]).entries] == [server.url("/feeds/2026/tides")]


def test_the_charset_of_the_header_is_heeded(server):
    body = "<rss><channel><item><title>Приливы</title><link>/a</link></item></channel></rss>".encode("koi8-r")
    server.routes["/rss"] = reply(body, headers=[("Content-Type", 'text/xml; charset="KOI8-R"')])
    assert look(server, feeds=["/rss"]).entries[0].title == "Приливы"


def test_a_flood_is_bounded_and_the_newest_are_kept(server):
    server.routes["/rss"] = feed(*((f"Day {n}", f"/{n}", day(n)) for n in range(1, 29)))
    found = look(server, feeds=["/rss"], max_entries=3)
    assert [entry.title for entry in found.entries] == ["Day 28", "Day 27", "Day 26"]


def test_items_that_lead_to_no_page_are_left_out(server):
    server.routes["/rss"] = feed(("Talk", "", day(23)), ("Tides", "/tides", day(22)))
    assert [entry.title for entry in look(server, feeds=["/rss"]).entries] == ["Tides"]


def test_an_index_is_followed_newest_files_first_until_there_is_enough(server):
    server.routes |= {
        "/index": index(
            ("/old.xml", "2020-01-01"), ("/new.xml", "2026-11-23"), ("/newer", "2026-11-23T10:00:00Z")
        ),
        "/newer": index(("/deep.xml", "2026-11-23")),
        "/deep.xml": sitemap("/a", "/b"),
        "/new.xml": sitemap("/c", "/d"),
        "/old.xml": sitemap("/e"),
    }
    found = look(server, sitemaps=["/index"], max_entries=4)
    assert [entry.url for entry in found.entries] == [server.url(path) for path in ("/a", "/b", "/c", "/d")]
    assert server.paths() == ["/index", "/newer", "/deep.xml", "/new.xml"]


def test_an_index_that_leads_round_in_a_circle_or_on_for_ever_ends(server):
    server.routes["/index"] = index(("/index", "2026-11-23"), ("/1", "2026-11-22"))
    for n in range(1, 50):
        server.routes[f"/{n}"] = index(*((f"/{n + k}", "2026-11-22") for k in range(1, 9)))
    assert look(server, sitemaps=["/index"]).entries == ()
    assert len(server.paths()) <= 20


def test_a_broken_file_below_an_index_costs_only_its_own_pages(server):
    server.routes |= {
        "/index": index(("/gone.xml", "2026-11-23"), ("/good.xml", "2026-11-22")),
        "/good.xml": sitemap("/a"),
    }
    found = look(server, sitemaps=["/index"])
    assert [entry.url for entry in found.entries] == [server.url("/a")]
    assert found.failures == ()
