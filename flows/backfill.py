"""The backfill flow: archives of others, of any size, into the warehouse, on every core or many machines."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count, islice
from pathlib import Path

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed

from flows.counted import counted
from flows.naming import run_name
from flows.report import in_words
from flows.run import Desk, run_of, tell_end
from flows.threads import in_thread, read_in_threads
from flows.workers import WorkerLost, Workers, workers_of
from tasks.backfill.parts import Part, Reading, cut
from tasks.backfill.read import SOURCE_ID
from tasks.backfill.task import read_archive
from tasks.backfill.wanted import Wanted
from tasks.discover.sources_file import read_sources
from tasks.fetch.locations import Located, LocationError, find, opened
from tasks.fetch.warc_files import SUFFIXES, WarcError, read_warc
from tasks.fetch.warc_ranges import is_splittable
from tasks.land.task import land_part, publish
from tasks.records import Capture, Ended
from tasks.sources import Source
from tasks.together import together
from warehouse.home import Home
from warehouse.loader import open_loader

PAGES = 100  # that are read ahead of a file which cannot be read from the middle, for each part
AHEAD = 2  # parts a worker that are read or wait to land: memory does not grow with the file
PUBLISH_EVERY = 600.0  # seconds: analysts see a long backfill grow


@flow(name="backfill", flow_run_name=run_name, on_completion=[tell_end], on_failure=[tell_end])
async def backfill(
    what: list[str],
    home: Path,
    workers: int | None = None,
    scheduler: str | None = None,
    wanted: Wanted | None = None,
    sources_file: Path | None = None,
) -> State:
    """Lands the pages of WARC files where they lie: nothing is copied into the archive.

    Args:
        what: paths, folders, globs and s3:// URLs of WARC files.
        home: folder of the warehouse; made if absent.
        workers: processes of this machine; by default one a core.
        scheduler: address of a Dask scheduler, whose workers read instead.
        wanted: conditions that pages must meet; the others are passed over.
        sources_file: the sources.toml whose settings hold for pages that its sources once brought.

    What has landed is not read again under the same conditions: a backfill that was stopped goes on where it
    was.
    """
    sources = read_sources(sources_file).sources if sources_file else {}
    async with run_of("backfill", Home(home)) as desk:
        files = await asyncio.to_thread(_find, what, desk)
        desk.progress.offer(0)  # what is missing is told, though nothing else may come
        async with workers_of(workers, scheduler) as team:
            await _Backfill(desk, team, wanted or Wanted(), sources).run(files)
    return Completed(message=in_words(desk.progress.total()))


def _find(what: Sequence[str], desk: Desk) -> list[Located]:
    found: dict[str, Located] = {}
    for pattern in what:
        try:
            found |= {one.location: one for one in find([pattern], SUFFIXES)}
        except LocationError as error:
            desk.progress.problems.append(str(error))
    return list(found.values())


@dataclass
class _Backfill:
    desk: Desk
    team: Workers
    wanted: Wanted
    sources: Mapping[str, Source]
    passed_over: int = 0
    repeated: int = 0
    published_at: float = 0.0

    async def run(self, files: Sequence[Located]) -> None:
        """Reads part after part, as many at once as there are workers; each lands as it is done."""
        self.published_at = time.monotonic()
        room = asyncio.Semaphore(self.team.count * AHEAD)
        landing = asyncio.Lock()
        async with together() as group:
            for file in files:
                async for part in self._parts(file):
                    await room.acquire()
                    group.create_task(self._part(part, room, landing))
        if self.passed_over:
            self.desk.progress.notes.append(f"{counted(self.passed_over, 'page')} passed over: not wanted")
        if self.repeated:
            told = "revisits passed over: each repeats a page that lands from another record"
            self.desk.progress.notes.append(f"{self.repeated} {told}")

    async def _parts(self, file: Located) -> AsyncIterator[Part]:
        done = await asyncio.to_thread(_done, self.desk.home, file, self.wanted)
        try:
            if await asyncio.to_thread(_is_splittable, file):
                for part in cut(file.location, file.size, done, self.team.count):
                    yield part
                return
            async for part in _in_turn(file, done):
                yield part
        except (LocationError, WarcError) as error:
            self.desk.progress.problems.append(str(error))

    async def _part(self, part: Part, room: asyncio.Semaphore, landing: asyncio.Lock) -> None:
        try:
            named = read_archive.with_options(task_run_name=f"read {part.label}")
            reading = await named(part, self.wanted, self.sources, self.team)
            async with landing:
                await self._land(part, reading)
        except (LocationError, WorkerLost) as error:
            self.desk.progress.problems.append(str(error))
        finally:
            room.release()

    async def _land(self, part: Part, reading: Reading) -> None:
        """Called for one part at a time: the warehouse has one writer."""
        progress = self.desk.progress
        progress.offer(len(reading.step.done) + len(reading.step.ended))
        label = f"land {part.label}"
        home, run_id = self.desk.home, self.desk.run_id
        part = replace(part, wanted=self.wanted.noted)
        ended: list[Ended] = await in_thread(land_part, label, home, run_id, part, reading.step)
        progress.add(ended)
        progress.problems += reading.problems
        self.passed_over += reading.passed_over
        self.repeated += reading.repeated
        if time.monotonic() - self.published_at > PUBLISH_EVERY:
            await asyncio.to_thread(publish, home)
            self.published_at = time.monotonic()


def _done(home: Home, file: Located, wanted: Wanted) -> list[tuple[int, int]]:
    with open_loader(home) as loader:
        return loader.backfilled(file.location, file.size, wanted.noted)


def _is_splittable(file: Located) -> bool:
    with opened(file.location) as stream:
        return is_splittable(stream)


async def _in_turn(file: Located, done: Sequence[tuple[int, int]]) -> AsyncIterator[Part]:
    """The parts of a file that cannot be read from the middle, but for those that are done."""
    with read_in_threads(read_warc(file.location, SOURCE_ID, revisits=True)) as records:
        for start in count(0, PAGES):
            pages = await asyncio.to_thread(lambda: list(islice(records, PAGES)))
            if not pages:
                return
            if not any(begin <= start < end for begin, end in done):
                placed = [_placed(page, file.location) for page in pages]
                yield Part(file.location, file.size, start, start + len(pages), placed)


def _placed(page: Capture | Ended, location: str) -> Capture | Ended:
    return replace(page, warc_file=location) if isinstance(page, Capture) else page
