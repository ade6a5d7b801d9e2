"""The Prefect task that fetches and archives a batch of entries."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from prefect import task
from prefect.cache_policies import NO_CACHE

from tasks.fetch.archive import Archive
from tasks.fetch.fetch import fetch as fetch_entries
from tasks.fetch.fetcher import Fetcher
from tasks.fetch.files import file_entry, read_file
from tasks.records import Capture, Ended, EndsHere, Entry
from tasks.sources import Source
from tasks.step import Step


@task(name="fetch", cache_policy=NO_CACHE, persist_result=False)
async def fetch(
    entries: Sequence[Entry],
    source: Source,
    fetcher: Fetcher,
    archive: Archive,
    arrived: Callable[[], None],
) -> Step[Capture]:
    """Brings the pages of one source's entries; each is in the archive before this returns.

    `arrived` is called for each as it comes.
    """
    return await fetch_entries(entries, source, fetcher, archive, arrived)


@task(name="read files", cache_policy=NO_CACHE, persist_result=False)
def read_files(paths: Sequence[Path], source: Source) -> Step[Capture]:
    """Files as captures, not yet archived."""
    captures: list[Capture] = []
    ended: list[Ended] = []
    for path in paths:
        try:
            captures.append(read_file(path, source.source_id))
        except EndsHere as end:
            ended.append(Ended(file_entry(path, source.source_id), end.outcome, end.reason))
    return Step(captures, ended)


@task(name="read WARC records", cache_policy=NO_CACHE, persist_result=False)
def read_records(records: Iterator[Capture | Ended], count: int) -> Step[Capture]:
    """So many more of a WARC file's captures and ends; nothing at its end."""
    found = list(islice(records, count))
    captures = [record for record in found if isinstance(record, Capture)]
    return Step(captures, [record for record in found if isinstance(record, Ended)])
