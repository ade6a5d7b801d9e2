"""Parts of archives on the workers of a Dask cluster.

Dask gives a part to another worker when the one that read it is lost; after some such losses it takes the
part for their cause (`distributed.scheduler.allowed-failures`, three by default).
https://distributed.dask.org/en/stable/resilience.html
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from distributed import Client
from distributed.scheduler import KilledWorker

from flows.workers import WorkerLost
from tasks.backfill.parts import Part, Reading
from tasks.backfill.read import read_part
from tasks.backfill.wanted import Wanted
from tasks.sources import Source


@asynccontextmanager
async def dask_workers(address: str) -> AsyncIterator[_Cluster]:
    """The cluster of the scheduler at that address (tcp://host:8786); OSError if it does not answer."""
    async with Client(address, asynchronous=True, set_as_default=False) as client:  # type: ignore[no-untyped-call]
        yield _Cluster(client)


class _Cluster:
    def __init__(self, client: Client) -> None:
        self._client = client
        workers = client.scheduler_info(n_workers=-1)["workers"].values()
        self.count = max(1, sum(worker["nthreads"] for worker in workers))

    async def read(self, part: Part, wanted: Wanted, sources: Mapping[str, Source]) -> Reading:
        future = self._client.submit(read_part, part, wanted, sources, pure=False)
        try:
            reading: Reading = await future
            return reading
        except KilledWorker as error:
            raise WorkerLost(f"{part.label}: {error}") from None
        finally:
            await future.cancel()  # type: ignore[no-untyped-call]
