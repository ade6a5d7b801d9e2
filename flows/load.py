"""The load flow: saved pages in, landed articles out; the same way as ingest from the archive on."""

from __future__ import annotations

import asyncio
from collections.abc import Generator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed
from prefect.utilities.annotations import quote

from flows.archiving import archive_of, remember, with_payloads
from flows.fetching import fetcher_of
from flows.naming import run_name
from flows.pipeline import BATCH, batches, land_batch, read_and_land
from flows.report import in_words
from flows.run import Desk, run_of, tell_end
from flows.threads import in_thread, read_in_threads
from tasks.discover.sources_file import read_sources
from tasks.fetch.archive import Archive
from tasks.fetch.claims import Claims
from tasks.fetch.files import FilesError, find_files, is_url
from tasks.fetch.task import fetch, read_files, read_records
from tasks.fetch.warc_files import WarcError, is_warc, read_warc
from tasks.fetch.warc_ranges import is_splittable, read_range
from tasks.logins import shown
from tasks.printable import printable
from tasks.records import LOADED, Capture, Ended, Entry, Outcome
from tasks.sources import FetchSettings, Source
from tasks.step import Step
from warehouse.home import Home
from warehouse.index import digests
from warehouse.loader import Loader, open_loader

SOURCE_ID = "load"


@flow(name="load", flow_run_name=run_name, on_completion=[tell_end], on_failure=[tell_end])
async def load(
    what: list[str], home: Path, allow_private: bool = False, sources_file: Path | None = None
) -> State:
    """Lands saved pages (HTML or text, also .gz), the pages in WARC files, folders of both, and single URLs.

    Args:
        what: paths and http(s) URLs.
        home: folder of the warehouse and the archive; made if absent.
        allow_private: fetch from loopback and private addresses too.
        sources_file: the sources.toml whose table `[fetch]` holds for URLs, and whose sources' settings hold
            for pages that these once brought, as far as that is to be believed (tasks/fetch/claims.py).

    What cannot be found is told among the run's problems; everything else lands.
    """
    source = Source(source_id=SOURCE_ID, allow_private=allow_private)
    settings = read_sources(sources_file) if sources_file else None
    sources = {**(settings.sources if settings else {}), SOURCE_ID: source}
    async with run_of("load", Home(home)) as desk, archive_of(desk, sources) as archive:
        files = _find([Path(name) for name in what if not is_url(name)], desk)
        urls = list(dict.fromkeys(name for name in what if is_url(name)))
        pages = [path for path in files if not is_warc(path)]
        desk.progress.offer(len(pages) + len(urls))
        for number, paths in enumerate(batches(pages), start=1):
            read = await in_thread(read_files, f"read files {number}", paths, source)
            await _load_captures(read, sources, archive, desk, f"files {number}")
        later: list[Capture] = []  # what repeats a page that has not been seen yet
        # As they were written, so that each change and each return of a text is a version. The newest text is
        # the same in any order.
        for path in sorted(filter(is_warc, files), key=lambda path: path.stat().st_mtime_ns):
            later += await _load_warc(path, sources, archive, desk)
        for number, captures in enumerate(batches(later), start=1):
            label = f"revisits {number}"
            lost = await _load_captures(Step(list(captures), []), sources, archive, desk, label)
            await land_batch([], [_lost(capture) for capture in lost], [], desk, label)
        if urls:
            await _load_urls(urls, source, settings.fetch if settings else None, archive, desk)
    return Completed(message=in_words(desk.progress.total()))


def _find(paths: Sequence[Path], desk: Desk) -> list[Path]:
    """The files under the paths, each once; tells of what is missing and of what is passed over."""
    found: dict[Path, None] = {}
    for path in paths:
        try:
            listed = find_files([path], warcs=True)
        except FilesError as error:
            desk.progress.problems.append(str(error))
            continue
        if not listed.files:
            desk.progress.problems.append(f"{path}: no page in it")
        found.update(dict.fromkeys(listed.files))
        desk.progress.notes += [f"{skipped}: passed over, {reason}" for skipped, reason in listed.skipped]
    return list(found)


async def _load_warc(
    path: Path, sources: Mapping[str, Source], archive: Archive, desk: Desk
) -> list[Capture]:
    """Lands a WARC file batch by batch, so that it may be of any size; gives the revisits of pages that may
    still come."""
    later: list[Capture] = []
    with read_in_threads(_records(path, desk)) as records:
        for number in count(1):
            label = f"{path.name} {number}"
            read = await in_thread(read_records, f"read {label}", records, BATCH)
            if not read.done and not read.ended:
                return later
            desk.progress.offer(len(read.done) + len(read.ended))
            later += await _load_captures(read, sources, archive, desk, label)
    return later


def _lost(capture: Capture) -> Ended:
    return Ended(
        replace(capture.entry, found_in=LOADED),
        Outcome.UNREADABLE,
        "it repeats a page that is neither here nor in the archive",
    )


def _records(path: Path, desk: Desk) -> Generator[Capture | Ended, None, None]:
    """What the file holds; a break in it is a problem of the run.

    Where each record is a gzip member, a break costs those that it hits; elsewhere all that stands behind it.
    """
    problems = desk.progress.problems
    try:
        with path.open("rb") as file:
            if is_splittable(file):
                size = path.stat().st_size
                yield from read_range(file, str(path), SOURCE_ID, 0, size, problems, revisits=True)
                return
        yield from read_warc(path, SOURCE_ID, revisits=True)
    except WarcError as error:
        problems.append(str(error))
    except OSError as error:  # the disk failed
        problems.append(f"{path}: {error}")


async def _load_captures(
    read: Step[Capture], sources: Mapping[str, Source], archive: Archive, desk: Desk, label: str
) -> list[Capture]:
    """Archives and lands them, but for revisits of what is not held, which it gives back."""
    claims = Claims(sources, SOURCE_ID)
    captures = [claims.checked(capture) for capture in read.done]
    fresh, held = await asyncio.to_thread(_split_held, captures, desk.home)
    fresh, later = await asyncio.to_thread(with_payloads, fresh, desk.home)
    await asyncio.to_thread(remember, [one.entry for one in fresh], archive, desk.home)
    stored = await asyncio.to_thread(_archived, fresh, archive)
    ended = [*read.ended, *held, *stored.ended]
    if stored.done:
        await read_and_land(stored.done, ended, sources, desk, label)
    else:
        await land_batch([], ended, [], desk, label)
    return later


def _archived(captures: Sequence[Capture], archive: Archive) -> Step[Capture]:
    """The captures, in the archive. What it cannot take is quarantined, but a full disk ends the run."""
    stored: list[Capture] = []
    ended: list[Ended] = []
    for capture in captures:
        try:
            stored.append(archive.store(capture, () if _is_response(capture) else None))
        except ValueError as error:  # strangers' WARC files hold headers that no WARC file may hold
            failed = printable(f"archiving failed: {error}")
            ended.append(Ended(capture.entry, Outcome.QUARANTINED, failed))
    archive.sync()
    return Step(stored, ended)


def _is_response(capture: Capture) -> bool:
    """True if it came over HTTP, with headers to be kept. A resource has no more than a Content-Type."""
    return is_url(capture.url) and any(name.lower() != "content-type" for name, _ in capture.headers)


def _split_held(captures: Sequence[Capture], home: Home) -> tuple[list[Capture], list[Ended]]:
    """Sets aside what an earlier run has dealt with: loading twice changes nothing.

    That is a file whose very bytes are the newest reading of an article, and a WARC record that is known
    itself. Another record with the same bytes goes on: it says that its page was seen at another time.
    """
    with open_loader(home) as loader:
        captures = _in_our_digests(captures, loader)
        payloads = loader.held_payloads([capture.digest for capture in captures if capture.is_file])
        records = loader.held_captures([capture.capture_id for capture in captures])
        forgotten = loader.forgotten([capture.url for capture in captures])
    fresh: list[Capture] = []
    held: list[Ended] = []
    for capture in captures:
        is_known = (capture.capture_id, capture.digest) in records
        if capture.url in forgotten:
            held.append(Ended(capture.entry, Outcome.FORGOTTEN))
        elif is_known or (capture.is_file and capture.digest in payloads):
            held.append(Ended(capture.entry, Outcome.HELD, "The warehouse holds this very page."))
        else:
            fresh.append(capture)
    return fresh, held


def _in_our_digests(captures: Sequence[Capture], loader: Loader) -> list[Capture]:
    """The captures, where a revisit has the digest of the record that it names.

    Other programs' own digest may be that of the packed body, or of another kind.
    """
    named = [capture.refers_to for capture in captures if capture.refers_to]
    if not named:
        return list(captures)
    ours = {capture.capture_id: capture.digest for capture in captures if capture.refers_to is None}
    ours |= digests(loader, named)
    return [
        replace(capture, digest=ours.get(capture.refers_to, capture.digest)) if capture.refers_to else capture
        for capture in captures
    ]


def _forgotten(urls: Sequence[str], home: Home) -> set[str]:
    with open_loader(home) as loader:
        return loader.forgotten(urls)


async def _load_urls(
    urls: Sequence[str], source: Source, settings: FetchSettings | None, archive: Archive, desk: Desk
) -> None:
    now = datetime.now(UTC)
    entries = [Entry(SOURCE_ID, url, LOADED, now) for url in urls]
    forgotten = await asyncio.to_thread(_forgotten, urls, desk.home)
    ended = [Ended(entry, Outcome.FORGOTTEN) for entry in entries if entry.url in forgotten]
    if ended:
        await land_batch([], ended, [], desk, "URLs")
    entries = [entry for entry in entries if entry.url not in forgotten]
    async with fetcher_of(desk, settings) as fetcher:
        for number, batch in enumerate(batches(entries), start=1):
            label = f"URLs {number}"
            fetched = await fetch.with_options(task_run_name=f"fetch {label}")(
                quote(batch), source, fetcher, archive, desk.progress.arrive
            )
            # Who names a page wants to know why it did not come.
            desk.progress.problems += [
                f"{shown(end.entry.url)}: {end.outcome}{f', {end.reason}' if end.reason else ''}"
                for end in fetched.ended
            ]
            await read_and_land(fetched.done, fetched.ended, {SOURCE_ID: source}, desk, label)
