"""What a source offers: the entries of its feeds, sitemaps, section pages and fixed list."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email.message import Message

from tasks.clean.charset import decode
from tasks.discover.feed import parse_feed
from tasks.discover.item import Item, newest_first, not_before
from tasks.discover.poll import poll
from tasks.discover.section import article_links
from tasks.discover.sitemap import parse_sitemap
from tasks.fetch.fetcher import Fetcher
from tasks.fetch.response import Response
from tasks.records import Ended, EndsHere, Entry, Outcome, Poll
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
    skipped: tuple[Ended, ...] = ()  # items that lead to no page
    polls: tuple[Poll, ...] = ()  # to be given to the next look, once what this one offered has landed
    unchanged: tuple[str, ...] = ()  # URLs of feeds and sitemaps that have nothing new


async def discover(source: Source, fetcher: Fetcher, now: datetime, polls: Iterable[Poll] = ()) -> Discovery:
    """Reads all that the source names. One bad feed or sitemap does not stop the others.

    Of feeds and sitemaps that `polls` knows, only those that have changed since give entries.
    """
    look = _Look(source, fetcher, now, {known.url: known for known in polls})
    reads = [look.at(url, look.feed(url)) for url in source.feeds]
    reads += [look.at(url, look.sitemap(url)) for url in source.sitemaps]
    reads += [look.at(url, look.page(url)) for url in source.pages]
    entries = [Entry(source.source_id, url, URLS, now) for url in source.urls]
    for found in await asyncio.gather(*reads):
        entries += found
    return Discovery(
        tuple(entries), tuple(look.failures), tuple(look.skipped), tuple(look.polls), tuple(look.unchanged)
    )


@dataclass(slots=True)
class _Look:
    """One look at a source, and what comes together on the way."""

    source: Source
    fetcher: Fetcher
    now: datetime
    known: Mapping[str, Poll]
    failures: list[Ended] = field(default_factory=list)
    skipped: list[Ended] = field(default_factory=list)
    polls: list[Poll] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)

    async def at(self, url: str, reading: Awaitable[list[Item]]) -> list[Entry]:
        """The entries of one feed or sitemap; none, and a failure noted, if it cannot be read."""
        try:
            items = await reading
        except EndsHere as end:
            self.failures.append(Ended(self._named(url), end.outcome, end.reason))
            return []
        except Exception as error:
            _log.exception("discovering failed")
            reason = f"discovering failed: {type(error).__name__}: {error}"
            self.failures.append(Ended(self._named(url), Outcome.QUARANTINED, reason))
            return []
        if self.source.max_age_days is not None:
            items = not_before(items, self.now - timedelta(days=self.source.max_age_days))
        newest = newest_first(items)[: self.source.max_entries]
        self.skipped += [_skipped(self._entry(item, url)) for item in newest if item.url is None]
        return [self._entry(item, url) for item in newest if item.url is not None]

    async def feed(self, url: str) -> list[Item]:
        """The items of a feed that has changed."""
        response, fresh = await poll(url, self.source, self.fetcher, self.known.get(url), self.now)
        if response is None:
            self._note_unchanged(fresh)
            return []
        items = await asyncio.to_thread(parse_feed, response.body, response.url, _charset(response))
        self.polls.append(replace(fresh, item_count=len(items)))
        return items

    async def page(self, url: str) -> list[Item]:
        """The articles that a front or section page leads to, if it has changed."""
        response, fresh = await poll(url, self.source, self.fetcher, self.known.get(url), self.now)
        if response is None:
            self._note_unchanged(fresh)
            return []
        text = decode(response.body, response.header("Content-Type"))
        items = await asyncio.to_thread(article_links, text, response.url)
        self.polls.append(replace(fresh, item_count=len(items)))
        return items

    async def sitemap(self, url: str) -> list[Item]:
        """The pages of a sitemap and of those that it leads to: newest files first, until there are enough.

        A file below an index that fails is passed over if another gave pages.
        """
        items: list[Item] = []
        count = 0
        waiting = [(url, 1)]
        visited: set[str] = set()
        first_end: EndsHere | None = None
        while waiting and len(visited) < MAX_SITEMAP_FILES and count < self.source.max_entries:
            here, depth = waiting.pop(0)
            if here in visited:
                continue
            visited.add(here)
            try:
                found, children, offered = await self._sitemap_file(here)
            except EndsHere as end:
                first_end = first_end or end
                continue
            items += found
            # What an unchanged file offers counts as well, or else ever older files would be read for more.
            count += offered
            if depth < MAX_SITEMAP_DEPTH:
                below = [(child.url, depth + 1) for child in newest_first(children) if child.url]
                waiting = below + waiting
        if first_end is not None and not count:
            raise first_end
        return items

    async def _sitemap_file(self, url: str) -> tuple[list[Item], list[Item], int]:
        """Pages, further sitemaps, and how many pages the file offers, changed or not."""
        response, fresh = await poll(url, self.source, self.fetcher, self.known.get(url), self.now)
        if response is None:
            self._note_unchanged(fresh)
            return [], [], fresh.item_count
        sitemap = await asyncio.to_thread(parse_sitemap, response.body, response.url, _charset(response))
        items = [item for item in sitemap.items if item.url is not None]
        if not sitemap.children:  # an index may stay the same while what it leads to changes
            self.polls.append(replace(fresh, item_count=len(items)))
        return items, sitemap.children, len(items)

    def _note_unchanged(self, fresh: Poll) -> None:
        self.polls.append(fresh)
        self.unchanged.append(fresh.url)

    def _named(self, url: str) -> Entry:
        return Entry(self.source.source_id, url, "sources.toml", self.now)

    def _entry(self, item: Item, found_in: str) -> Entry:
        return Entry(
            source_id=self.source.source_id,
            url=item.url or item.enclosure_url or found_in,
            found_in=found_in,
            seen_at=self.now,
            title=item.title,
            summary=item.summary,
            published_text=item.published_text,
            modified_text=item.modified_text,
            authors=item.authors,
            categories=item.categories,
            language=item.language,
        )


def _skipped(entry: Entry) -> Ended:
    leads = "leads to no page" if entry.url == entry.found_in else "offers a sound or film, but no page"
    return Ended(entry, Outcome.NOT_AN_ARTICLE, f"the feed's item {leads}")


def _charset(response: Response) -> str | None:
    """The charset that the Content-Type header names."""
    message = Message()
    message["Content-Type"] = (response.header("Content-Type") or "")[:200].replace("\n", " ")
    found = message.get_param("charset")
    return found if isinstance(found, str) else None
