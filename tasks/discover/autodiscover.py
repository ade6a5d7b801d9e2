"""Finds what a site offers, from the address of any of its pages: feeds first, then sitemaps."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser

from tasks.clean.charset import decode
from tasks.discover.feed import parse_feed
from tasks.discover.item import Item, newest_first
from tasks.discover.sitemap import parse_sitemap
from tasks.discover.urls import url_key, web_url
from tasks.fetch.fetcher import Fetcher
from tasks.fetch.response import Response
from tasks.records import EndsHere
from tasks.sources import Source

MAX_REQUESTS = 20  # for one site
MAX_OFFERS = 5  # of a kind
NEWEST = 3  # items shown of each

_FEED_TYPES = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json"}
)
# Where sites of many makes put them when they do not say.
_FEED_PATHS = ("/feed", "/rss.xml", "/rss", "/feed.xml", "/atom.xml", "/index.xml", "/feed.json")
_SITEMAP_PATHS = ("/sitemap-news.xml", "/news-sitemap.xml", "/sitemap.xml", "/sitemap_index.xml")


@dataclass(frozen=True, slots=True)
class Offer:
    """A feed or sitemap that was found, and read."""

    kind: str  # "feed" or "sitemap"
    url: str  # that answered, after redirects
    item_count: int  # pages; of an index, sitemaps
    newest: tuple[Item, ...]


async def find_offers(url: str, source: Source, fetcher: Fetcher) -> list[Offer]:
    """What the site of `url` offers: each has been fetched and read, and holds something.

    `url` itself may be a feed or sitemap. Then what its page links to, what robots.txt names and, for a kind
    that was not found so, what stands at well-known places. `source` says what may be asked (allow_private)
    and how fast. Raises EndsHere if `url` cannot be fetched.
    """
    response = await fetcher.get(url, source)
    response.raise_for_status()
    itself = _read(response)
    if itself is not None:
        return [itself]
    search = _Search(source, fetcher, {url_key(response.url)})
    await search.all_of(linked_feeds(decode(response.body, response.header("Content-Type")), response.url))
    await search.all_of(await fetcher.sitemaps_of(response.url, source))
    for kind, paths in (("feed", _FEED_PATHS), ("sitemap", _SITEMAP_PATHS)):
        for path in paths:
            if search.count(kind) == 0:
                await search.all_of([web_url(response.url, path) or ""])
    return sorted(search.offers, key=lambda offer: offer.kind)


def linked_feeds(page: str, url: str) -> list[str]:
    """The feeds that a page names in its head, in its order. Feeds of readers' comments are left out."""
    found: dict[str, None] = {}
    for node in LexborHTMLParser(page).css('link[rel~="alternate"][type][href]'):
        kind = (node.attributes.get("type") or "").partition(";")[0].strip().lower()
        target = web_url(url, node.attributes.get("href"))
        if target is not None and kind in _FEED_TYPES and "/comments/" not in target:
            found[target] = None
    return list(found)


def source_toml(source_id: str, offers: list[Offer], publisher: str | None = None) -> str:
    """The table of a new source, to be appended to sources.toml: nothing that stands there is touched."""
    lines = [f"[sources.{_quoted(source_id)}]"]
    if publisher:
        lines.append(f"publisher = {_quoted(publisher)}")
    for name, kind in (("feeds", "feed"), ("sitemaps", "sitemap")):
        urls = [_quoted(offer.url) for offer in offers if offer.kind == kind]
        if urls:
            lines.append(f"{name} = [{', '.join(urls)}]")
    return "\n".join(lines) + "\n"


@dataclass(slots=True)
class _Search:
    source: Source
    fetcher: Fetcher
    asked: set[str]  # keys of addresses
    offers: list[Offer] = field(default_factory=list)

    def count(self, kind: str) -> int:
        return sum(offer.kind == kind for offer in self.offers)

    async def all_of(self, urls: list[str]) -> None:
        """Asks for each address that was not asked for yet, and keeps what is a feed or sitemap."""
        for url in urls:
            if url_key(url) in self.asked or len(self.asked) >= MAX_REQUESTS:
                continue
            self.asked.add(url_key(url))
            try:
                response = await self.fetcher.get(url, self.source)
                response.raise_for_status()
            except EndsHere:
                continue
            offer = _read(response)
            is_new = offer is not None and all(offer.url != known.url for known in self.offers)
            if offer is not None and is_new and self.count(offer.kind) < MAX_OFFERS:
                self.offers.append(offer)


def _read(response: Response) -> Offer | None:
    """What the answer is, if it is a feed or sitemap that holds something."""
    try:
        items = [item for item in parse_feed(response.body, response.url) if item.url]
        kind = "feed"
    except EndsHere:
        try:
            sitemap = parse_sitemap(response.body, response.url)
        except EndsHere:
            return None
        items = [item for item in sitemap.items or sitemap.children if item.url]
        kind = "sitemap"
    return Offer(kind, response.url, len(items), tuple(newest_first(items)[:NEWEST])) if items else None


def _quoted(text: str) -> str:
    """A TOML basic string, which JSON's are but for the delete character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
