"""What a site offers is found from any of its pages."""

import asyncio
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.discover.autodiscover import Offer, find_offers, linked_feeds, source_toml
from tasks.discover.sources_file import read_sources
from tasks.fetch.fetcher import Fetcher
from tasks.records import EndsHere, Outcome
from tasks.sources import FetchSettings, Source
from tests.fetch.server import Server, redirect, reply

RSS = reply(
    b"<rss><channel><item><title>Old</title><link>/1</link><pubDate>1 Nov 2026 08:00:00 GMT</pubDate></item>"
    b"<item><title>New</title><link>/2</link><pubDate>2 Nov 2026 08:00:00 GMT</pubDate></item>"
    b"</channel></rss>"
)
SITEMAP = reply(b"<urlset><url><loc>/1</loc></url></urlset>")
INDEX = reply(b"<sitemapindex><sitemap><loc>/news.xml</loc></sitemap></sitemapindex>")
EMPTY = reply(b"<rss><channel></channel></rss>")


@pytest.fixture
def server():
    with Server() as running:
        yield running


def find(server, path="/"):
    async def offers():
        async with Fetcher(FetchSettings(retries=0)) as fetcher:
            source = Source(source_id="new", allow_private=True, delay_seconds=0)
            return await find_offers(server.url(path), source, fetcher)

    return asyncio.run(offers())


def page(head=""):
    return reply(
        f"<!doctype html><html><head>{head}</head></html>".encode(), headers=[("Content-Type", "text/html")]
    )


def kinds(server, offers):
    return [(offer.kind, offer.url.removeprefix(server.url(""))) for offer in offers]


def test_what_the_page_links_to_and_robots_name_is_found(server):
    server.routes |= {
        "/": page(
            '<link rel="alternate" type="application/rss+xml" title="News" href="/news.rss">'
            '<link rel="alternate" type="application/rss+xml" href="/empty.rss">'
            '<link rel="alternate" type="application/rss+xml" href="/gone.rss">'
            '<link rel="alternate" hreflang="de" href="/de/"><link rel="stylesheet" href="/a.css">'
        ),
        "/robots.txt": reply(
            f"User-agent: *\nDisallow:\nSitemap: {server.url('/maps/index.xml')}\n".encode()
        ),
        "/news.rss": RSS,
        "/empty.rss": EMPTY,
        "/maps/index.xml": INDEX,
    }
    offers = find(server)
    assert kinds(server, offers) == [("feed", "/news.rss"), ("sitemap", "/maps/index.xml")]
    assert (offers[0].item_count, [item.title for item in offers[0].newest]) == (2, ["New", "Old"])
    assert "/feed" not in server.paths()  # no guessing where the site says it


def test_well_known_places_are_tried_where_the_site_says_nothing(server):
    server.routes |= {
        "/": page(),
        "/rss.xml": redirect("/feeds/all"),
        "/feeds/all": RSS,
        "/sitemap.xml": SITEMAP,
    }
    assert kinds(server, find(server)) == [("feed", "/feeds/all"), ("sitemap", "/sitemap.xml")]


def test_the_address_of_a_feed_or_sitemap_is_what_it_says(server):
    server.routes |= {"/rss": RSS, "/map": SITEMAP}
    assert kinds(server, find(server, "/rss")) == [("feed", "/rss")]
    assert kinds(server, find(server, "/map")) == [("sitemap", "/map")]


def test_a_site_that_offers_nothing_is_asked_a_bounded_number_of_times(server):
    links = "".join(f'<link rel="alternate" type="application/rss+xml" href="/{n}.rss">' for n in range(200))
    server.routes["/"] = page(links)
    assert find(server) == []
    assert len(server.paths()) <= 20


def test_a_site_that_cannot_be_asked_is_told(server):
    with pytest.raises(EndsHere) as end:
        find(server, "/nothing")
    assert end.value.outcome is Outcome.GONE


def test_feeds_of_comments_are_left_out():
    links = [
        f'<link rel="alternate" type="application/rss+xml" href="{path}">'
        for path in ("/feed/", "/comments/feed/")
    ]
    assert linked_feeds("".join(links), "https://paper.example/") == ["https://paper.example/feed/"]


@given(st.text(min_size=1, max_size=30), st.text(max_size=30))
def test_the_table_of_a_new_source_is_toml_whatever_it_holds(publisher, path):
    offers = [
        Offer("feed", f"https://paper.example/{path}", 1, ()),
        Offer("sitemap", "https://x.example/", 1, ()),
    ]
    table = tomllib.loads(source_toml("harbour.post", offers, publisher))["sources"]["harbour.post"]
    assert table == {
        "publisher": publisher,
        "feeds": [f"https://paper.example/{path}"],
        "sitemaps": ["https://x.example/"],
    }


def test_a_new_source_is_read_again_and_what_stood_there_stays(tmp_path):
    before = "# ours\n[sources.a]\nurls = ['https://a.example/']  # one page\n"
    path = tmp_path / "sources.toml"
    path.write_text(before + "\n" + source_toml("b", [Offer("feed", "https://b.example/rss", 1, ())]))
    assert list(read_sources(path).sources) == ["a", "b"]
    assert path.read_text().startswith(before)
