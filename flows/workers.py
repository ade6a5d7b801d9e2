"""Who reads the parts of an archive: processes of this machine, or the workers of a Dask cluster."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Mapping
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from contextlib import asynccontextmanager
from typing import Protocol

from flows.processes import processes
from tasks.backfill.parts import Part, Reading
from tasks.backfill.read import read_part
from tasks.backfill.task import Reader
from tasks.backfill.wanted import Wanted
from tasks.sources import Source


class WorkerLost(Exception):
    """A part whose reader died, and died again when it was read alone. It was not landed."""


class Workers(Reader, Protocol):
    """Reads parts, some at once; `read` raises WorkerLost, and what `read_part` raises."""

    count: int  # parts that are read at once


@asynccontextmanager
async def workers_of(count: int | None, scheduler: str | None) -> AsyncIterator[Workers]:
    """The workers of the Dask scheduler at that address, or so many processes, by default one a core."""
    if scheduler is None:
        team = _Processes(count or os.cpu_count() or 1)
        try:
            yield team
        finally:
            await asyncio.to_thread(team.close)
        return
    from flows.dask_workers import dask_workers

    async with dask_workers(scheduler) as cluster:
        yield cluster


class _Processes:
    """Processes of this machine. One that dies, for want of memory say, takes down no part but its own."""

    def __init__(self, count: int) -> None:
        self.count = count
        self._pool = processes(count)

    async def read(self, part: Part, wanted: Wanted, sources: Mapping[str, Source]) -> Reading:
        pool = self._pool
        try:
            return await _read(pool, part, wanted, sources)
        except BrokenExecutor:  # this part's process, or another's: the pool is lost with all that it did
            if self._pool is pool:
                self._pool = processes(self.count)
        alone = processes(1)
        try:
            return await _read(alone, part, wanted, sources)
        except BrokenExecutor:
            raise WorkerLost(f"{part.label}: the process that read it died twice") from None
        finally:
            alone.shutdown(wait=False, cancel_futures=True)

    def close(self) -> None:
        self._pool.shutdown(cancel_futures=True)


async def _read(
    pool: ProcessPoolExecutor, part: Part, wanted: Wanted, sources: Mapping[str, Source]
) -> Reading:
    return await asyncio.wrap_future(pool.submit(read_part, part, wanted, sources))
