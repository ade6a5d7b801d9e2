"""The Prefect task that fetches and archives a batch of entries."""

from __future__ import annotations

from collections.abc import Sequence

from prefect import task
from prefect.cache_policies import NO_CACHE

from tasks.fetch.archive import Archive
from tasks.fetch.fetch import fetch as fetch_entries
from tasks.fetch.fetcher import Fetcher
from tasks.records import Capture, Entry
from tasks.sources import Source
from tasks.step import Step


@task(name="fetch", cache_policy=NO_CACHE, persist_result=False)
async def fetch(entries: Sequence[Entry], source: Source, fetcher: Fetcher, archive: Archive) -> Step[Capture]:
    """Brings the pages of one source's entries; each is in the archive before this returns."""
    captures, ended = await fetch_entries(entries, {source.source_id: source}, fetcher, archive)
    return Step(captures, ended)
