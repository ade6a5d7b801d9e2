"""The Prefect task that asks a source what it offers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from prefect import task
from prefect.cache_policies import NO_CACHE

from tasks.discover.discover import Discovery
from tasks.discover.discover import discover as discover_source
from tasks.fetch.fetcher import Fetcher
from tasks.records import Poll
from tasks.sources import Source


@task(name="discover", cache_policy=NO_CACHE, persist_result=False)
async def discover(source: Source, fetcher: Fetcher, polls: Sequence[Poll]) -> Discovery:
    """Reads the source's feeds, sitemaps and lists; of those that `polls` knows, what has changed since."""
    return await discover_source(source, fetcher, datetime.now(UTC), polls)
