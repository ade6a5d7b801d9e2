"""What a source offers: the entries of its feeds, sitemaps and fixed list."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import Message

from tasks.discover.feed import parse_feed
from tasks.discover.item import Item, newest_first
from tasks.discover.sitemap import Sitemap, parse_sitemap
from tasks.fetch.fetcher import Fetcher
from tasks.fetch.response import Response
from tasks.records import Ended, EndsHere, Entry, Outcome
from tasks.sources import Source

# An index may lead to every page of a site's history: the newest files are enough.
MAX_SITEMAP_FILES = 20
MAX_SITEMAP_DEPTH = 3
URLS = "urls"  # Entry.found_in of a fixed list

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Discovery:
    """What one look at a source gave."""

    entries: tuple[Entry, ...]
    failures: tuple[Ended, ...]  # a feed or sitemap that could not be read, as an entry of its own URL


async def discover(source: Source, fetcher: Fetcher, now: datetime) -> Discovery:
    """Reads all that the source names. One bad feed or sitemap does not stop the others."""
    entries = [Entry(source.source_id, url, URLS, now) for url in source.urls]
    failures: list[Ended] = []

    async def look(url: str, read: Callable[[str, Source, Fetcher], Awaitable[list[Item]]]) -> list[Entry]:
        try:
            items = await read(url, source, fetcher)
        except EndsHere as end:
            failures.append(Ended(_offer(source, url, now), end.outcome, end.reason))
            return []
        except Exception as error:
            _log.exception("discovering failed")
            reason = f"discovering failed: {type(error).__name__}: {error}"
            failures.append(Ended(_offer(source, url, now), Outcome.QUARANTINED, reason))
            return []
        newest = newest_first([item for item in items if item.url])[: source.max_entries]
        return [_entry(source, item, url, now) for item in newest]

    looks = [look(url, _feed_items) for url in source.feeds]
    looks += [look(url, _sitemap_items) for url in source.sitemaps]
    for found in await asyncio.gather(*looks):
        entries += found
    return Discovery(tuple(entries), tuple(failures))


async def _feed_items(url: str, source: Source, fetcher: Fetcher) -> list[Item]:
    response = await _page(url, source, fetcher)
    return await asyncio.to_thread(parse_feed, response.body, response.url, _charset(response))


async def _sitemap_items(url: str, source: Source, fetcher: Fetcher) -> list[Item]:
    """The pages of a sitemap and of those that it leads to: newest files first, until there are enough.

    A file below an index that fails is passed over if another gave pages.
    """
    items: list[Item] = []
    waiting = [(url, 1)]
    visited: set[str] = set()
    first_end: EndsHere | None = None
    while waiting and len(visited) < MAX_SITEMAP_FILES and len(items) < source.max_entries:
        here, depth = waiting.pop(0)
        if here in visited:
            continue
        visited.add(here)
        try:
            sitemap = await _sitemap(here, source, fetcher)
        except EndsHere as end:
            first_end = first_end or end
            continue
        items += [item for item in sitemap.items if item.url]
        if depth < MAX_SITEMAP_DEPTH:
            below = [(child.url, depth + 1) for child in newest_first(sitemap.children) if child.url]
            waiting = below + waiting
    if first_end is not None and not items:
        raise first_end
    return items


async def _sitemap(url: str, source: Source, fetcher: Fetcher) -> Sitemap:
    response = await _page(url, source, fetcher)
    return await asyncio.to_thread(parse_sitemap, response.body, response.url, _charset(response))


async def _page(url: str, source: Source, fetcher: Fetcher) -> Response:
    response = await fetcher.get(url, source)
    response.raise_for_status()
    return response


def _charset(response: Response) -> str | None:
    """The charset that the Content-Type header names."""
    message = Message()
    message["Content-Type"] = (response.header("Content-Type") or "")[:200].replace("\n", " ")
    found = message.get_param("charset")
    return found if isinstance(found, str) else None


def _offer(source: Source, url: str, now: datetime) -> Entry:
    return Entry(source.source_id, url, "sources.toml", now)


def _entry(source: Source, item: Item, found_in: str, now: datetime) -> Entry:
    assert item.url is not None
    return Entry(
        source_id=source.source_id,
        url=item.url,
        found_in=found_in,
        seen_at=now,
        title=item.title,
        summary=item.summary,
        published_text=item.published_text,
        modified_text=item.modified_text,
        authors=item.authors,
        categories=item.categories,
        language=item.language,
    )
