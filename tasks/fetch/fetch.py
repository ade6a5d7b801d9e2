"""Brings the pages of a batch of entries, and archives each before anything reads it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from uuid import uuid4

from tasks.fetch.archive import Archive
from tasks.fetch.fetcher import Fetcher
from tasks.fetch.hosts import host_of
from tasks.fetch.response import Response
from tasks.fetch.warc_records import digest
from tasks.printable import printable
from tasks.records import Capture, Ended, EndsHere, Entry, Outcome
from tasks.sources import Source
from tasks.step import Step
from tasks.together import together

_log = logging.getLogger(__name__)


async def fetch(
    entries: Iterable[Entry],
    source: Source,
    fetcher: Fetcher,
    archive: Archive,
    arrived: Callable[[], None] = lambda: None,
) -> Step[Capture]:
    """Captures, safely on the disk, and what ended, in the order of the entries; each is in one of the two.

    Hosts are worked on side by side, the entries of one host in their order. `arrived` is called for each
    page that has come. Raises OSError if the archive cannot be written.
    """
    by_host: dict[str, list[tuple[int, Entry]]] = {}
    for number, entry in enumerate(entries):
        by_host.setdefault(host_of(entry.url), []).append((number, entry))
    results: dict[int, Capture | Ended] = {}

    async def work(of_host: list[tuple[int, Entry]]) -> None:
        for number, entry in of_host:
            result = await _fetch_one(entry, source, fetcher, archive)
            results[number] = result
            if isinstance(result, Capture):
                arrived()

    async with together() as group:
        for of_host in by_host.values():
            group.create_task(work(of_host))
    await asyncio.to_thread(archive.sync)
    in_order = [result for _, result in sorted(results.items(), key=lambda pair: pair[0])]
    captures = [result for result in in_order if isinstance(result, Capture)]
    return Step(captures, [result for result in in_order if isinstance(result, Ended)])


async def _fetch_one(entry: Entry, source: Source, fetcher: Fetcher, archive: Archive) -> Capture | Ended:
    try:
        response = await fetcher.get(entry.url, source)
        response.raise_for_status()
    except EndsHere as end:
        return Ended(entry, end.outcome, end.reason)
    except Exception as error:
        # One page must not stop the others. What is wrong with our code is told, and kept.
        _log.exception("fetching failed")
        failed = printable(f"fetching failed: {type(error).__name__}: {error}")
        return Ended(entry, Outcome.QUARANTINED, failed)
    try:
        return archive.store(capture_of(entry, response), response.request_headers)
    except ValueError as error:  # what no WARC file may hold; any other failure is the disk's, and the run's
        return Ended(entry, Outcome.QUARANTINED, printable(f"archiving failed: {error}"))


def capture_of(entry: Entry, response: Response) -> Capture:
    """The capture of an answer, not yet archived."""
    return Capture(
        capture_id=f"urn:uuid:{uuid4()}",
        entry=entry,
        url=response.url,
        fetched_at=response.fetched_at,
        status=response.status,
        headers=response.headers,
        payload=response.body,
        digest=digest(response.body),
    )
