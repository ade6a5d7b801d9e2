"""Sitemaps, indexes of them, and what will do for one."""

import gzip

import pytest

from tasks.discover.sitemap import parse_sitemap
from tasks.records import EndsHere, Outcome
from tests.discover.feeds import NEWS, URL, item, rss


def test_a_news_sitemap_keeps_what_it_says():
    sitemap = parse_sitemap(NEWS.encode(), "https://paper.example/news.xml")
    first, plain, empty = sitemap.items
    assert (first.url, first.title) == ("https://paper.example/tides?a=1&b=2", "Tides & winds")
    assert (first.published_text, first.modified_text) == (
        "2026-11-23T08:00:00+01:00",
        "2026-11-23T09:00:00Z",
    )
    assert (first.language, first.categories) == ("en", ("sea", "wind"))
    assert (plain.url, plain.title, plain.modified_text) == ("https://paper.example/plain", None, None)
    assert empty.url is None
    assert (sitemap.children, sitemap.title, sitemap.language) == ((), "The Harbour Post", "en")


def test_sitemaps_come_gzipped_and_as_text_too():
    packed = parse_sitemap(gzip.compress(NEWS.encode()), URL)
    assert len(packed.items) == 3
    text = parse_sitemap(b"\xef\xbb\xbfhttps://paper.example/a\r\n\r\nhttps://paper.example/b\n", URL)
    assert [one.url for one in text.items] == ["https://paper.example/a", "https://paper.example/b"]


def test_an_index_leads_to_sitemaps():
    body = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
      <sitemap><loc>https://paper.example/1.xml.gz</loc><lastmod>2026-11-23</lastmod></sitemap></sitemapindex>"""
    sitemap = parse_sitemap(body.encode(), URL)
    assert sitemap.items == []
    assert [(child.url, child.modified_text) for child in sitemap.children] == [
        ("https://paper.example/1.xml.gz", "2026-11-23")
    ]


def test_a_feed_will_do_for_a_sitemap():
    sitemap = parse_sitemap(gzip.compress(rss(item("Tides", "https://paper.example/tides")).encode()), URL)
    assert [(one.url, one.title) for one in sitemap.items] == [("https://paper.example/tides", "Tides")]


def test_a_sitemap_bomb_is_refused():
    with pytest.raises(EndsHere) as end:
        parse_sitemap(gzip.compress(b"<urlset>" + bytes(51_000_000), mtime=0), URL)
    assert end.value.outcome is Outcome.TOO_LARGE
