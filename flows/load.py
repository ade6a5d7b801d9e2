"""The load flow: saved pages in, landed articles out; the same way as ingest from the archive on."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed
from prefect.utilities.annotations import quote

from flows.pipeline import batches, land_batch, read_and_land
from flows.report import in_words
from flows.run import Desk, run_name, run_of
from flows.threads import in_thread
from tasks.fetch.archive import Archive
from tasks.fetch.fetcher import Fetcher
from tasks.fetch.files import FilesError, find_files, is_url
from tasks.fetch.task import fetch, read_files
from tasks.land.task import LOCK_TIMEOUT
from tasks.records import Capture, Ended, Entry, Outcome
from tasks.sources import Source
from warehouse.home import Home
from warehouse.loader import open_loader

SOURCE_ID = "load"


@flow(name="load", flow_run_name=run_name)
async def load(what: list[str], home: Path, allow_private: bool = False) -> State:
    """Lands saved pages (HTML or text, also .gz), folders of them, and single URLs.

    Args:
        what: paths and http(s) URLs.
        home: folder of the warehouse and the archive; made if absent.
        allow_private: fetch from loopback and private addresses too.

    What cannot be found is told among the run's problems; everything else lands.
    """
    source = Source(source_id=SOURCE_ID, allow_private=allow_private)
    async with run_of("load", Home(home)) as desk, Archive(desk.home.archive) as archive:
        files = _find([Path(name) for name in what if not is_url(name)], desk)
        urls = list(dict.fromkeys(name for name in what if is_url(name)))
        desk.progress.offer(len(files) + len(urls))
        for number, paths in enumerate(batches(files), start=1):
            await _load_files(paths, source, archive, desk, f"files {number}")
        if urls:
            await _load_urls(urls, source, archive, desk)
    return Completed(message=in_words(desk.progress.total()))


def _find(paths: Sequence[Path], desk: Desk) -> list[Path]:
    """The files under the paths, each once; tells of what is missing and of what is passed over."""
    found: dict[Path, None] = {}
    for path in paths:
        try:
            listed = find_files([path])
        except FilesError as error:
            desk.progress.problems.append(str(error))
            continue
        found.update(dict.fromkeys(listed.files))
        desk.progress.notes += [f"{skipped}: passed over, {reason}" for skipped, reason in listed.skipped]
    return list(found)


async def _load_files(
    paths: Sequence[Path], source: Source, archive: Archive, desk: Desk, label: str
) -> None:
    read = await in_thread(read_files, f"read {label}", paths, source)
    captures, held = await asyncio.to_thread(_split_held, read.done, desk.home)
    captures = await asyncio.to_thread(_archived, captures, archive)
    if captures:
        await read_and_land(captures, [*read.ended, *held], source, desk, label)
    else:
        await land_batch([], [*read.ended, *held], [], desk, label)


def _archived(captures: Sequence[Capture], archive: Archive) -> list[Capture]:
    stored = [archive.store(capture) for capture in captures]
    archive.sync()
    return stored


def _split_held(captures: Sequence[Capture], home: Home) -> tuple[list[Capture], list[Ended]]:
    """Sets aside the files whose very bytes have led to an article: loading twice changes nothing."""
    with open_loader(home, timeout=LOCK_TIMEOUT) as loader:
        held = loader.held_payloads([capture.digest for capture in captures])
    kept = [capture for capture in captures if capture.digest not in held]
    return kept, [
        Ended(capture.entry, Outcome.HELD, "The warehouse holds this very page.")
        for capture in captures
        if capture.digest in held
    ]


async def _load_urls(urls: Sequence[str], source: Source, archive: Archive, desk: Desk) -> None:
    now = datetime.now(UTC)
    entries = [Entry(SOURCE_ID, url, "load", now) for url in urls]
    async with Fetcher() as fetcher:
        for number, batch in enumerate(batches(entries), start=1):
            label = f"URLs {number}"
            fetched = await fetch.with_options(task_run_name=f"fetch {label}")(
                quote(batch), source, fetcher, archive
            )
            await read_and_land(fetched.done, fetched.ended, source, desk, label)
