"""The archive of a run; and what earlier runs, killed or failed, had archived and not landed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from itertools import islice

from flows.pipeline import BATCH, read_and_land
from flows.run import Desk
from tasks.fetch.archive import Archive, ArchiveError
from tasks.fetch.unlanded import left_behind, read_unlanded
from tasks.records import Capture, Entry
from tasks.sources import Source
from warehouse import index
from warehouse.home import Home
from warehouse.loader import open_loader


@asynccontextmanager
async def archive_of(desk: Desk, sources: Mapping[str, Source]) -> AsyncIterator[Archive]:
    """The archive for the run's captures. What earlier runs have left in it lands first, without fetching."""
    await _land_left(desk, sources)
    with Archive(desk.home.archive) as archive:
        yield archive
        await asyncio.to_thread(_settle, archive, desk.home)


async def _land_left(desk: Desk, sources: Mapping[str, Source]) -> None:
    for mark in left_behind(desk.home.archive):
        for warc_file in mark.files:
            captures = read_unlanded(desk.home.archive, warc_file, desk.progress.problems)
            while some := await asyncio.to_thread(_some, captures):
                fresh = await asyncio.to_thread(_not_landed, some, desk.home)
                fresh, _ = await asyncio.to_thread(with_payloads, fresh, desk.home)
                if fresh:
                    desk.progress.offer(len(fresh))
                    await read_and_land(fresh, [], sources, desk, f"left in {warc_file}")
        mark.lift()


def _some(captures: Iterator[Capture]) -> list[Capture]:
    return list(islice(captures, BATCH))


def _not_landed(captures: Sequence[Capture], home: Home) -> list[Capture]:
    with open_loader(home) as loader:
        known = index.indexed(loader, [capture.capture_id for capture in captures])
    return [capture for capture in captures if capture.capture_id not in known]


def _settle(archive: Archive, home: Home) -> None:
    """Lifts the mark if all has landed. A source that failed in between may have left something."""
    with open_loader(home) as loader:
        landed = index.indexed_in(loader, list(archive.stored))
    if all(landed.get(warc_file, 0) >= count for warc_file, count in archive.stored.items()):
        archive.settle()


def remember(entries: Sequence[Entry], archive: Archive, home: Home) -> None:
    """Tells the archive which of these pages it holds: one that comes again unchanged is a revisit."""
    with open_loader(home) as loader:
        originals = index.originals(loader, [entry.url for entry in entries])
    archive.remember(archive.there(originals))


def with_payloads(captures: Sequence[Capture], home: Home) -> tuple[list[Capture], list[Capture]]:
    """The captures, revisits among them with the payload that they repeat; and those whose payload is not
    held."""
    revisits = [capture for capture in captures if capture.refers_to is not None]
    if not revisits:
        return list(captures), []
    with open_loader(home) as loader:
        held = index.holding(loader, [capture.digest for capture in revisits])
    archive = Archive(home.archive)
    payloads = {capture.digest: capture.payload for capture in captures if capture.refers_to is None}
    for digest, original in held.items():
        with suppress(ArchiveError):
            payloads[digest] = archive.read(original.warc_file, original.warc_offset)[1]
    whole = [
        replace(capture, payload=payloads[capture.digest]) if capture.refers_to is not None else capture
        for capture in captures
        if capture.refers_to is None or capture.digest in payloads
    ]
    return whole, [capture for capture in revisits if capture.digest not in payloads]
