"""What a source offers: the entries of its feeds, sitemaps, section pages and fixed list."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from tasks.discover.held import CLOCK_TOLERANCE
from tasks.discover.item import Item, Listing, newest_first, not_before, one_line
from tasks.discover.listing import read_feed, read_page, read_sitemap
from tasks.discover.moments import end_of
from tasks.discover.poll import TRUST, poll
from tasks.discover.sitemap import ceiling
from tasks.fetch.fetcher import Fetcher
from tasks.fetch.response import Response
from tasks.records import CONFIGURED, URLS, Ended, EndsHere, Entry, Outcome, Poll
from tasks.sources import Source

# An index may lead to every page of a site's history: the newest files are enough.
MAX_SITEMAP_FILES = 20
MAX_SITEMAP_DEPTH = 3
INDEX = "index"  # Poll.digest of a sitemap index, which no body has: it is read whether it changed or not

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Discovery:
    """What one look at a source gave."""

    entries: tuple[Entry, ...]
    failures: tuple[Ended, ...]  # a feed or sitemap that could not be read, as an entry of its own URL
    skipped: tuple[Ended, ...] = ()  # items that lead to no page
    polls: tuple[Poll, ...] = ()  # to be given to the next look, once what this one offered has landed
    unchanged: tuple[str, ...] = ()  # URLs of feeds and sitemaps that have nothing new
    offered: int = 0  # pages that all of them hold, changed or not, as far as they are looked at

    @property
    def is_failed(self) -> bool:
        """True if nothing of the source could be read."""
        return bool(self.failures) and not self.entries and not self.unchanged


async def discover(source: Source, fetcher: Fetcher, now: datetime, polls: Iterable[Poll] = ()) -> Discovery:
    """Reads all that the source names. One bad feed or sitemap does not stop the others.

    Of feeds and sitemaps that `polls` knows, only those that have changed since give entries. A poll from the
    future counts as none: where the clock was ahead, it would hide what is news until that time has come.
    """
    past = {known.url: known for known in polls if known.polled_at <= now + CLOCK_TOLERANCE}
    look = _Look(source, fetcher, now, past)
    reads = [look.at(url, look.listing(url, read_feed)) for url in source.feeds]
    reads += [look.at(url, look.sitemap(url)) for url in source.sitemaps]
    reads += [look.at(url, look.listing(url, read_page)) for url in source.pages]
    entries = [Entry(source.source_id, url, URLS, now) for url in source.urls]
    for found in await asyncio.gather(*reads):
        entries += found
    offered = sum(min(known.item_count, source.max_entries) for known in look.polls) + len(source.urls)
    return Discovery(
        tuple(entries),
        tuple(look.failures),
        tuple(look.skipped),
        tuple(look.polls),
        tuple(look.unchanged),
        offered,
    )


@dataclass(frozen=True, slots=True)
class _File:
    """A sitemap to read."""

    url: str
    depth: int = 1
    index: str = ""  # URL of the index that leads to it
    lastmod: str | None = None  # verbatim, as the index gives it

    def below(self, children: Iterable[Item]) -> list[_File]:
        """The files that this one, an index, leads to: newest first, none where that goes too deep."""
        if self.depth == MAX_SITEMAP_DEPTH:
            return []
        return [
            _File(child.url, self.depth + 1, self.url, child.modified_text)
            for child in newest_first(children)
            if child.url is not None
        ]


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

    @property
    def oldest(self) -> datetime | None:
        """What is dated before is not looked at."""
        days = self.source.max_age_days
        return self.now - timedelta(days=days) if days is not None else None

    async def at(self, url: str, reading: Awaitable[list[Item]]) -> list[Entry]:
        """The entries of one feed or sitemap; none, and a failure noted, if it cannot be read."""
        try:
            items = await reading
        except EndsHere as end:
            self.failures.append(Ended(self._named(url), end.outcome, end.reason))
            return []
        except Exception as error:
            _log.exception("discovering failed")
            reason = one_line(f"discovering failed: {type(error).__name__}: {error}")
            self.failures.append(Ended(self._named(url), Outcome.QUARANTINED, reason))
            return []
        if self.oldest is not None:
            items = not_before(items, self.oldest)
        newest = newest_first(items)[: self.source.max_entries]
        self.skipped += [_skipped(self._entry(item, url)) for item in newest if item.url is None]
        return [self._entry(item, url) for item in newest if item.url is not None]

    async def listing(self, url: str, read: Callable[[Response], Listing]) -> list[Item]:
        """The items of a feed, or of a page that links to articles, if it has changed."""
        response, fresh = await poll(url, self.source, self.fetcher, self.known.get(url), self.now)
        if response is None:
            self._note_unchanged(fresh)
            return []
        items = (await asyncio.to_thread(read, response)).items
        self.polls.append(replace(fresh, item_count=len(items)))
        return items

    async def sitemap(self, url: str) -> list[Item]:
        """The pages of a sitemap and of those that it leads to: newest files first, until there are enough.

        A file below an index that fails is passed over if another gave pages.
        """
        items: list[Item] = []
        indexes: list[Poll] = []
        count = 0
        waiting = [_File(url)]
        visited: set[str] = set()
        first_end: EndsHere | None = None
        while waiting and len(visited) < MAX_SITEMAP_FILES and count < self.source.max_entries:
            file = waiting.pop(0)
            if file.url in visited:
                continue
            if not self._is_news(file):
                last = self.known.get(file.url)
                count += last.item_count if last is not None else 0
                continue
            visited.add(file.url)
            try:
                found, children, fresh = await self._sitemap_file(file.url)
            except EndsHere as end:
                first_end = first_end or end
                continue
            items += found
            # What an unchanged file offers counts as well, or else ever older files would be read for more.
            count += fresh.item_count
            if children:
                indexes.append(fresh)
                waiting = file.below(children) + waiting
        if first_end is None:
            self.polls += indexes  # else what failed would be no news the next time
        elif not count:
            raise first_end
        return items

    def _is_news(self, file: _File) -> bool:
        """False for a file of a sitemap index that has not changed since it was read, as its lastmod says.

        A file that was never read is no news if it is older than the last look at the index: that look had
        enough of newer ones. No lastmod is believed for longer than a day.
        """
        changed_by = end_of(file.lastmod)
        if changed_by is None:
            return True
        if self.oldest is not None and changed_by < self.oldest:
            return False
        last = self.known.get(file.url)
        if last is not None and self.now - last.read_at >= TRUST:
            return True
        last = last or self.known.get(file.index)
        return last is None or changed_by >= last.polled_at

    async def _sitemap_file(self, url: str) -> tuple[list[Item], tuple[Item, ...], Poll]:
        """Pages, further sitemaps, and what to remember: of an index only when it was read, as it may stay
        the same while what it leads to changes."""
        most = ceiling(self.fetcher.settings.max_bytes)
        response, fresh = await poll(url, self.source, self.fetcher, self.known.get(url), self.now, most)
        if response is None:
            self._note_unchanged(fresh)
            return [], (), fresh
        sitemap = await asyncio.to_thread(read_sitemap, response)
        items = [item for item in sitemap.items if item.url is not None]
        if sitemap.children:
            index = replace(fresh, etag=None, last_modified=None, digest=INDEX, item_count=0)
            return items, sitemap.children, index
        self.polls.append(fresh := replace(fresh, item_count=len(items)))
        return items, (), fresh

    def _note_unchanged(self, fresh: Poll) -> None:
        self.polls.append(fresh)
        self.unchanged.append(fresh.url)

    def _named(self, url: str) -> Entry:
        return Entry(self.source.source_id, url, CONFIGURED, self.now)

    def _entry(self, item: Item, found_in: str) -> Entry:
        return Entry(
            source_id=self.source.source_id,
            url=item.url or item.enclosure_url or found_in,
            found_in=found_in,
            seen_at=self.now,
            title=item.title,
            summary=item.summary,
            content=item.content,
            published_text=item.published_text,
            modified_text=item.modified_text,
            authors=item.authors,
            categories=item.categories,
            language=item.language,
            image_url=item.image_url,
        )


def _skipped(entry: Entry) -> Ended:
    leads = "leads to no page" if entry.url == entry.found_in else "offers a sound or film, but no page"
    return Ended(entry, Outcome.NOT_AN_ARTICLE, f"the feed's item {leads}")
