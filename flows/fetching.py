"""The fetcher of a run: what it may know beforehand, and what it leaves for later runs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from flows.run import Desk
from tasks.fetch.fetcher import Fetcher
from tasks.fetch.robots import MAX_AGE, KeptRobots
from tasks.sources import FetchSettings
from warehouse.home import Home
from warehouse.loader import open_loader


@asynccontextmanager
async def fetcher_of(desk: Desk, settings: FetchSettings | None) -> AsyncIterator[Fetcher]:
    """A fetcher that asks no site for its robots.txt twice a day, however many runs there are.

    At the end its own robots.txt files are kept, and the requests that nobody has taken from it.
    """
    async with Fetcher(settings) as fetcher:
        fetcher.know_robots(await asyncio.to_thread(_robots, desk.home))
        yield fetcher
        await asyncio.to_thread(_keep, desk, fetcher)


def _robots(home: Home) -> list[KeptRobots]:
    with open_loader(home) as loader:
        return loader.robots(datetime.now(UTC) - MAX_AGE)


def _keep(desk: Desk, fetcher: Fetcher) -> None:
    rest = [attempt for of_source in fetcher.attempts.values() for attempt in of_source]
    if fetcher.fresh_robots or rest:
        with open_loader(desk.home) as loader:
            loader.keep_robots(fetcher.fresh_robots, datetime.now(UTC) - MAX_AGE)
            loader.keep_attempts(desk.run_id, rest)
