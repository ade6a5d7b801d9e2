"""Reads sitemaps: plain, index, news, text, or a feed; gzipped or not (sitemaps.org, and Google's news)."""

from __future__ import annotations

from lxml import etree

from tasks.discover.feed import FEED_ROOTS, parse_feed
from tasks.discover.item import Item, Listing, names, plain_title
from tasks.discover.urls import web_url
from tasks.discover.xml import decode_xml, local_name, parse_xml, text_of
from tasks.fetch.decode import gunzip
from tasks.records import EndsHere, Outcome

MAX_BYTES = 50_000_000  # unpacked: the protocol's own ceiling
MAX_URLS = 50_000  # of one file: the protocol's own ceiling


def ceiling(of_pages: int) -> int:
    """How many bytes a sitemap may have where a page may have so many."""
    return max(of_pages, MAX_BYTES)


def parse_sitemap(body: bytes, url: str, charset: str | None = None) -> Listing:
    """What the file at `url` holds: pages, or (an index) other sitemaps.

    Raises EndsHere: UNREADABLE for what is no sitemap, TOO_LARGE when unpacked.
    """
    if body.startswith(b"\x1f\x8b"):
        body = gunzip(body, MAX_BYTES)
    if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:4].lower() == b"http":
        return Listing(_text_items(body, url, charset))
    root = parse_xml(body, charset)
    kind = local_name(root)
    if kind in FEED_ROOTS:  # which the protocol allows
        return parse_feed(body, url, charset)
    if kind not in ("urlset", "sitemapindex"):
        raise EndsHere(Outcome.UNREADABLE, f"<{kind[:40]}>, not a sitemap")
    wanted = "url" if kind == "urlset" else "sitemap"
    found: list[Item] = []
    for element in root.iterchildren(etree.Element):
        if local_name(element) == wanted:
            found.append(_item(element, url))
            if len(found) == MAX_URLS:
                break
    if kind == "sitemapindex":
        return Listing([], children=tuple(found))
    language = next((item.language for item in found if item.language), None)
    return Listing(found, _publication(root), language)


def _publication(root: etree._Element) -> str | None:
    """The name that a news sitemap gives its publication."""
    name = root.find("{*}url/{*}news/{*}publication/{*}name")
    return plain_title(text_of(name)) if name is not None else None


def _item(element: etree._Element, base: str) -> Item:
    own = _texts([element], "loc", "lastmod")
    news = _children([element], "news")
    said = _texts(news + _children(news, "publication"), "title", "publication_date", "keywords", "language")
    return Item(
        url=web_url(base, own.get("loc")),
        title=plain_title(said.get("title")),
        published_text=said.get("publication_date"),
        modified_text=own.get("lastmod"),
        categories=names(said.get("keywords", "").split(",")),
        language=said.get("language"),
    )


def _children(parents: list[etree._Element], *wanted: str) -> list[etree._Element]:
    """What stands right in these elements, by name: hostile sitemaps put hundreds into one another."""
    return [
        child
        for parent in parents
        for child in parent.iterchildren(etree.Element)
        if local_name(child) in wanted
    ]


def _texts(parents: list[etree._Element], *wanted: str) -> dict[str, str]:
    """The first text by each of these names that stands right in these elements."""
    found: dict[str, str] = {}
    for child in _children(parents, *wanted):
        name = local_name(child)
        if name not in found and (text := text_of(child)):
            found[name] = text
    return found


def _text_items(body: bytes, base: str, charset: str | None) -> list[Item]:
    lines = decode_xml(body, charset).split("\n", MAX_URLS)[:MAX_URLS]
    return [Item(url=web_url(base, line)) for line in lines if line.strip()]
