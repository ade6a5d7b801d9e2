"""Finds what a site offers, from any of its pages: feeds first, then sitemaps, then the page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tasks.discover.html import parse_html
from tasks.discover.item import Item, Listing, latest, newest_first
from tasks.discover.listing import page_text, read_feed, read_page, read_sitemap
from tasks.discover.section import ALIKE
from tasks.discover.sitemap import ceiling
from tasks.discover.urls import url_key, web_url
from tasks.fetch.fetcher import Fetcher
from tasks.fetch.response import Response
from tasks.records import EndsHere, Outcome
from tasks.sources import Source

MAX_REQUESTS = 20  # for one site
MAX_OFFERS = 5  # of a kind
NEWEST = 3  # items shown of each
FRESH = timedelta(days=7)  # age of the newest item up to which something is alive

_FEED_TYPES = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json"}
)
# Where sites of many makes put them when they do not say.
_FEED_PATHS = ("/feed", "/rss.xml", "/rss", "/feed.xml", "/atom.xml", "/index.xml", "/feed.json")
_SITEMAP_PATHS = ("/sitemap-news.xml", "/news-sitemap.xml", "/sitemap.xml", "/sitemap_index.xml")
_SITEMAPS = ("news sitemap", "sitemap")
# How a page may end of whose site nothing else need be asked: no other address of it would do better.
_SITE_IS_OUT = frozenset({Outcome.UNREACHABLE, Outcome.TIMED_OUT, Outcome.REFUSED})


@dataclass(frozen=True, slots=True)
class Offer:
    """Something to read a site's news from that was found, and read."""

    kind: str  # "feed", "news sitemap", "sitemap" or "page"
    url: str  # that answered, after redirects
    item_count: int  # pages; of an index, sitemaps
    newest: tuple[Item, ...] = ()
    title: str | None = None  # of the site, as it says there
    language: str | None = None  # as declared there

    @property
    def newest_at(self) -> datetime | None:
        """The date of the newest item, if it has one."""
        return latest(self.newest[0]) if self.newest else None


async def find_offers(url: str, source: Source, fetcher: Fetcher) -> list[Offer]:
    """What the site of `url` offers, by kind: each has been fetched and read, and holds something.

    `url` itself may be a feed or sitemap. Then what its page links to, what robots.txt names and, for a kind
    that was not found so, what stands at well-known places; and the page itself, if it links to articles.
    `source` says what may be asked (allow_private) and how fast. Raises EndsHere if `url` cannot be fetched
    or read and the rest of its site offers nothing either.
    """
    search = _Search(source, fetcher, {url_key(url)})
    page: Offer | None = None
    end: EndsHere | None = None
    try:
        response = await search.answer(url)
        if (itself := _read(response)) is not None:
            return [itself]
        if len(response.body) > (limit := fetcher.settings.max_bytes):
            raise EndsHere(Outcome.TOO_LARGE, f"more than {limit:,} bytes, and no sitemap")
        url = response.url
        linked = linked_feeds(page_text(response), url)
        page = _read_page(response)
    except EndsHere as error:
        end = error
    else:
        await search.all_of(linked)
    if end is None or end.outcome not in _SITE_IS_OUT:
        named = await fetcher.sitemaps_of(url, source)
        await search.all_of(web_url(url, line) or "" for line in named)
        await search.well_known(url, ("feed",), _FEED_PATHS)
        await search.well_known(url, _SITEMAPS, _SITEMAP_PATHS)
    offers = sorted(search.offers, key=lambda offer: offer.kind)
    offers += [page] if page is not None else []
    if end is not None and not offers:
        raise end
    return offers


def linked_feeds(page: str, url: str) -> list[str]:
    """The feeds that a page names in its head, in its order. Feeds of readers' comments are left out.

    Raises EndsHere as `parse_html` does.
    """
    found: dict[str, None] = {}
    for node in parse_html(page).css('link[rel~="alternate"][type][href]'):
        kind = (node.attributes.get("type") or "").partition(";")[0].strip().lower()
        target = web_url(url, node.attributes.get("href"))
        if target is not None and kind in _FEED_TYPES and "/comments/" not in target:
            found[target] = None
    return list(found)


def suggested(offers: Sequence[Offer], now: datetime) -> Offer:
    """The one to take if nobody chooses: a feed, else a news sitemap, else a sitemap that is kept up, else
    the page, else any sitemap; of several the first that is alive. There must be one."""

    def rank(offer: Offer) -> tuple[int, bool]:
        is_stale = offer.newest_at is None or now - offer.newest_at > FRESH
        order = {"feed": 0, "news sitemap": 1, "sitemap": 4 if is_stale else 2, "page": 3}
        return order[offer.kind], is_stale

    return min(offers, key=rank)


@dataclass(slots=True)
class _Search:
    source: Source
    fetcher: Fetcher
    asked: set[str]  # keys of addresses
    offers: list[Offer] = field(default_factory=list)

    async def answer(self, url: str) -> Response:
        """What stands at an address; of as many bytes as a sitemap may have, as it may be one."""
        response = await self.fetcher.get(
            url, self.source, max_bytes=ceiling(self.fetcher.settings.max_bytes)
        )
        response.raise_for_status()
        return response

    def count(self, kinds: Iterable[str]) -> int:
        return sum(offer.kind in kinds for offer in self.offers)

    async def well_known(self, url: str, kinds: Sequence[str], paths: Iterable[str]) -> None:
        """Tries paths of the site until something of these kinds is found."""
        for path in paths:
            if self.count(kinds) == 0:
                await self.all_of([web_url(url, path) or ""])

    async def all_of(self, urls: Iterable[str]) -> None:
        """Asks for each address that was not asked for yet, and keeps what is a feed or sitemap."""
        for url in urls:
            if url_key(url) in self.asked or len(self.asked) >= MAX_REQUESTS:
                continue
            self.asked.add(url_key(url))
            try:
                response = await self.answer(url)
            except EndsHere:
                continue
            offer = _read(response)
            is_new = offer is not None and all(offer.url != known.url for known in self.offers)
            if offer is not None and is_new and self.count([offer.kind]) < MAX_OFFERS:
                self.offers.append(offer)


def _read(response: Response) -> Offer | None:
    """What the answer is, if it is a feed or sitemap that holds something."""
    try:
        return _offer("feed", response, read_feed(response))
    except EndsHere:
        pass
    try:
        listing = read_sitemap(response)
    except EndsHere:
        return None
    is_news = any(item.title is not None for item in listing.items)  # only news sitemaps give titles
    return _offer("news sitemap" if is_news else "sitemap", response, listing)


def _read_page(response: Response) -> Offer | None:
    """The page, if it links to articles enough."""
    offer = _offer("page", response, read_page(response))
    return offer if offer is not None and offer.item_count >= ALIKE else None


def _offer(kind: str, response: Response, listing: Listing) -> Offer | None:
    items = [item for item in listing.items or listing.children if item.url]
    if not items:
        return None
    each_once = {url_key(item.url or ""): item for item in reversed(newest_first(items))}
    newest = tuple(reversed(each_once.values()))[:NEWEST]
    return Offer(kind, response.url, len(items), newest, listing.title, listing.language)
