"""How the sources are: each feed, sitemap and page is read as an ingest would, and nothing is kept."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from time import monotonic

from tasks.discover.discover import discover
from tasks.discover.moments import moment
from tasks.fetch.fetcher import Fetcher
from tasks.sources import OFFERS, Source

AT_ONCE = 20  # addresses; one host is asked once at a time anyway

KINDS = {"feeds": "feed", "sitemaps": "sitemap", "pages": "page"}


@dataclass(frozen=True, slots=True)
class Health:
    """How one address of a source is."""

    source_id: str
    kind: str  # "feed", "sitemap" or "page"
    url: str
    status: (
        str  # "ok", or the outcome that it ended in: "gone", "unreadable", …; "empty" if it offers nothing
    )
    entries: int  # that a run would look at
    newest_at: datetime | None  # by the dates that it gives
    seconds: float  # from the question to the last answer, robots.txt and pauses included
    problem: str | None  # a sentence

    @property
    def is_well(self) -> bool:
        """True if a run could read it and would find something."""
        return self.problem is None


async def check_health(sources: Iterable[Source], fetcher: Fetcher, now: datetime) -> list[Health]:
    """Looks at every feed, sitemap and page of the sources, in their order."""
    slots = asyncio.Semaphore(AT_ONCE)
    return await asyncio.gather(
        *(
            _check(source, field, url, fetcher, now, slots)
            for source in sources
            for field in KINDS
            for url in getattr(source, field)
        )
    )


async def _check(
    source: Source, field: str, url: str, fetcher: Fetcher, now: datetime, slots: asyncio.Semaphore
) -> Health:
    only = dict.fromkeys(OFFERS, ()) | {field: (url,)}
    async with slots:
        started = monotonic()
        found = await discover(source.model_copy(update=only), fetcher, now)
        seconds = monotonic() - started
    dates = [
        date
        for entry in found.entries
        for text in (entry.published_text, entry.modified_text)
        if (date := moment(text))
    ]
    status, problem = "ok", None
    if found.failures:
        status, problem = str(found.failures[0].outcome), found.failures[0].reason
    elif not found.entries:
        bound = f" of the last {source.max_age_days:g} days" if source.max_age_days else ""
        status, problem = "empty", f"it leads to no page{bound}"
    newest = max(dates, default=None)
    return Health(
        source.source_id, KINDS[field], url, status, len(found.entries), newest, round(seconds, 3), problem
    )
