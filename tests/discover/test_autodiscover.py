"""What a site offers is found from any of its pages."""

import asyncio
from datetime import UTC, datetime

import pytest

from tasks.discover.autodiscover import Offer, find_offers, linked_feeds, suggested
from tasks.discover.item import Item
from tasks.fetch.fetcher import Fetcher
from tasks.records import EndsHere, Outcome
from tasks.sources import FetchSettings, Source
from tests.discover.feeds import NEWS
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


def test_a_site_whose_front_page_is_missing_is_searched_all_the_same(server):
    server.routes["/feed"] = RSS
    assert kinds(server, find(server)) == [("feed", "/feed")]


def test_a_site_whose_front_page_stalls_the_parser_is_searched_all_the_same(server):
    server.routes["/"] = page("<div>" * 50_000)
    with pytest.raises(EndsHere, match="nests") as end:
        find(server)
    assert end.value.outcome is Outcome.UNREADABLE
    server.routes["/feed"] = RSS
    assert kinds(server, find(server)) == [("feed", "/feed")]


def test_a_page_above_the_limit_of_pages_is_not_read_though_a_sitemap_may_be_as_large(server):
    feed = '<link rel="alternate" type="application/rss+xml" href="/news.rss">'
    padding = " " * FetchSettings().max_bytes
    server.routes |= {"/": page(feed + padding), "/news.rss": RSS, "/sitemap.xml": SITEMAP}
    assert kinds(server, find(server)) == [("sitemap", "/sitemap.xml")]
    server.routes["/"] = reply(b"<urlset><url><loc>/1</loc></url>" + padding.encode() + b"</urlset>")
    assert kinds(server, find(server)) == [("sitemap", "/")]


STORY = (
    '<h2><a href="/2026/11/2{0}/ferries-stand-still-again">Ferries stand still again, day {0} of it</a></h2>'
)


def test_a_site_is_searched_though_its_robots_do_not_want_the_page_read_that_was_given(server):
    server.routes |= {"/robots.txt": reply(b"User-agent: *\nDisallow: /news/\n"), "/rss.xml": RSS}
    assert kinds(server, find(server, "/news/a.html")) == [("feed", "/rss.xml")]
    assert "/news/a.html" not in server.paths()


def test_a_site_that_wants_no_robot_is_asked_for_its_robots_txt_only(server):
    server.routes |= {"/robots.txt": reply(b"User-agent: *\nDisallow: /\n"), "/rss.xml": RSS}
    with pytest.raises(EndsHere) as end:
        find(server)
    assert end.value.outcome is Outcome.ROBOTS
    assert server.paths() == []


def test_a_sitemap_that_robots_name_by_its_path_alone_is_found(server):
    server.routes |= {
        "/": page(),
        "/robots.txt": reply(b"Sitemap: /maps/all.xml\n"),
        "/maps/all.xml": SITEMAP,
    }
    assert kinds(server, find(server)) == [("sitemap", "/maps/all.xml")]


def test_a_page_that_links_to_articles_is_offered_last(server):
    head = '<meta property="og:site_name" content="The Harbour Post"></head>'
    body = head + "".join(STORY.format(n) for n in range(4))
    server.routes |= {"/": page(body), "/sitemap.xml": SITEMAP}
    offers = find(server)
    assert kinds(server, offers) == [("sitemap", "/sitemap.xml"), ("page", "/")]
    assert (offers[1].item_count, offers[1].title) == (4, "The Harbour Post")


def test_a_news_sitemap_is_known_by_its_titles_and_says_whose_it_is(server):
    server.routes |= {"/": page(), "/sitemap-news.xml": reply(NEWS.encode())}
    (offer,) = find(server)
    assert (offer.kind, offer.title, offer.language) == ("news sitemap", "The Harbour Post", "en")
    assert offer.newest_at == datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_the_suggestion_is_a_feed_then_what_is_alive():
    now = datetime(2026, 11, 23, tzinfo=UTC)

    def offer(kind, date=None):
        return Offer(kind, kind, 1, (Item(kind, modified_text=date),))

    fresh, old = "2026-11-22", "2025-11-22"
    dead, feed, news = offer("feed", old), offer("feed", fresh), offer("news sitemap", fresh)
    kept_up, left, front = offer("sitemap", fresh), offer("sitemap", old), offer("page")
    assert suggested([dead, feed, news, front], now) is feed
    assert suggested([dead, news], now) is dead
    assert suggested([news, kept_up, front], now) is news
    assert suggested([left, kept_up, front], now) is kept_up
    assert suggested([left, front], now) is front
    assert suggested([left], now) is left
