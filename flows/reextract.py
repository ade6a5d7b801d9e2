"""The reextract flow: archived captures through today's reader, and what changes into the warehouse."""

from __future__ import annotations

import asyncio
import pickle
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import urlsplit

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed

from flows.counted import counted
from flows.naming import run_name
from flows.pipeline import memories_of
from flows.processes import processes
from flows.progress import Preview, Progress, asker, watcher
from flows.report import in_words
from flows.run import run_of, tell_end
from flows.threads import in_thread
from tasks.discover.sources_file import read_sources
from tasks.land.task import land_rereads, publish
from tasks.logins import shown
from tasks.records import Archived, Article, Ended, Outcome, Reread
from tasks.reread.task import reread
from tasks.sources import Source
from tasks.step import Step
from warehouse.home import Home
from warehouse.loader import open_loader
from warehouse.query import open_published
from warehouse.rereads import as_known, changes, chosen, count_chosen, count_gone

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

BATCH = 500  # captures: about 30 MB in memory, and some seconds of reading
SAMPLES = 3  # of each field that the preview shows


@flow(name="reextract", flow_run_name=run_name, on_completion=[tell_end], on_failure=[tell_end])
async def reextract(
    home: Path,
    where: str = "",
    since: datetime | None = None,
    sources_file: Path | None = None,
) -> State:
    """Reads archived captures again; what differs lands as new versions, marked as re-read.

    Args:
        home: folder of the warehouse and the archive.
        where: a condition in SQL on the columns of `articles` and `captures`; none means all.
        since: only captures that were fetched at this instant or later.
        sources_file: the sources.toml whose settings hold; else what the warehouse knows of the sources.

    It finds out first and lands then; in between whoever started it is asked, if anybody (flows/progress.py).
    """
    place = Home(home)
    progress = Progress(watch=watcher.get())
    await asyncio.to_thread(publish, place)  # it is read from the published file, so that no other run waits
    sources = await asyncio.to_thread(_sources, place, sources_file)
    with TemporaryFile(dir=place.path) as spool:  # without a name: gone with this process, however it ends
        with open_published(place) as con, processes() as pool:
            look = _Look(place, con, sources, progress, pool, spool)
            await look.at_all(where, since)
            if gone := await asyncio.to_thread(count_gone, con, where, since):
                progress.notes.append(
                    f"The archive has no page any more of {counted(gone, 'article')}; what has landed stays."
                )
        ask = asker.get()
        wanted = look.preview.changed or look.preview.found
        if not wanted or (ask and not ask(look.preview)):
            return Completed(message=_in_words(look.preview, "would change" if wanted else "change"))
        async with run_of("reextract", place, progress) as desk:
            for number, batch in enumerate(_spooled(spool), start=1):
                label = f"land re-read {number}"
                ended: list[Ended] = await in_thread(land_rereads, label, place, desk.run_id, batch)
                progress.add(ended)
    return Completed(message=in_words(progress.total()))


def _sources(home: Home, sources_file: Path | None) -> dict[str, Source]:
    with open_loader(home) as loader:
        described = loader.described()
    return {**described, **(read_sources(sources_file).sources if sources_file else {})}


class _Look:
    """Finds out what would change, and keeps it in the spool."""

    def __init__(
        self,
        home: Home,
        con: DuckDBPyConnection,
        sources: Mapping[str, Source],
        progress: Progress,
        pool: Executor,
        spool: BinaryIO,
    ) -> None:
        self._home, self._con, self._sources = home, con, sources
        self._progress, self._pool, self._spool = progress, pool, spool
        self.preview = Preview()

    async def at_all(self, where: str, since: datetime | None) -> None:
        """Reads batch by batch."""
        self._progress.offer(await asyncio.to_thread(count_chosen, self._con, where, since))
        for number, places in enumerate(chosen(self._con, where, since, BATCH), start=1):
            memories = await asyncio.to_thread(memories_of, self._home, {_host(place) for place in places})
            step = await in_thread(
                reread, f"re-read {number}", places, self._home.archive, self._sources, memories, self._pool
            )
            await asyncio.to_thread(self._keep, places, step)

    def _keep(self, places: Sequence[Archived], step: Step[Article]) -> None:
        by_id = {place.capture_id: place for place in places}
        rereads = [as_known(one, by_id[one.capture.capture_id]) for one in step.done]
        known = [one for one in rereads if one.version is not None]
        differing = changes(self._con, known)
        for one in known:
            for change in differing.get(one.article.article_id, ()):
                self.preview.fields[change.field] += 1
                if self.preview.fields[change.field] <= SAMPLES:
                    self.preview.samples.append((one.article.url, change.field, change.before, change.after))
        unchanged = [one for one in known if one.article.article_id not in differing]
        fresh = [one for one in rereads if one.version is None]
        self.preview.changed += len(differing)
        self.preview.unchanged += len(unchanged)
        self.preview.found += len(fresh)
        self._count_ended(step.ended, by_id)
        self._progress.add(_unchanged(one.article) for one in unchanged)
        pickle.dump([one for one in known if one.article.article_id in differing] + fresh, self._spool)

    def _count_ended(self, ended: Sequence[Ended], by_id: Mapping[str, Archived]) -> None:
        self._progress.add(ended)
        for end in ended:
            if end.capture is None:
                self._progress.problems.append(f"{shown(end.entry.url)}: {end.reason}")
            elif by_id[end.capture.capture_id].article_id is not None:
                self.preview.lost += 1


def _host(place: Archived) -> str:
    return urlsplit(place.url).hostname or ""


def _unchanged(article: Article) -> Ended:
    return Ended(article.capture.entry, Outcome.UNCHANGED)


def _spooled(spool: BinaryIO) -> Iterator[list[Reread]]:
    """What was kept, in its batches. The file is this process's own, and nobody else can have written it."""
    spool.seek(0)
    while True:
        try:
            batch = pickle.load(spool)
        except EOFError:
            return
        if batch:
            yield batch


def _in_words(preview: Preview, verb: str) -> str:
    changed = f"{counted(preview.changed, 'article')} {verb}"
    return f"{changed}, {preview.found} new; {preview.unchanged} stay as they are"
