"""The fetcher of a run: what it may know beforehand, and what it leaves for later runs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from flows.run import Desk
from tasks.fetch.fetcher import Fetcher
from tasks.fetch.hosts import Rest
from tasks.fetch.robots import MAX_AGE, KeptRobots
from tasks.sources import FetchSettings
from warehouse.home import Home
from warehouse.loader import open_loader


@asynccontextmanager
async def fetcher_of(desk: Desk, settings: FetchSettings | None) -> AsyncIterator[Fetcher]:
    """A fetcher that asks no site for its robots.txt twice a day, and none that wants to be left alone,
    however many runs there are.

    At the end its own robots.txt files are kept, what hosts have asked for, and the requests that nobody has
    taken from it.
    """
    async with Fetcher(settings) as fetcher:
        robots, rests = await asyncio.to_thread(_known, desk.home)
        fetcher.know_robots(robots)
        fetcher.know_rests(rests)
        yield fetcher
        await asyncio.to_thread(_keep, desk, fetcher)


def _known(home: Home) -> tuple[list[KeptRobots], list[Rest]]:
    now = datetime.now(UTC)
    with open_loader(home) as loader:
        return loader.robots(now - MAX_AGE), loader.rests(now)


def _keep(desk: Desk, fetcher: Fetcher) -> None:
    rest = [attempt for of_source in fetcher.attempts.values() for attempt in of_source]
    if fetcher.fresh_robots or fetcher.fresh_rests or rest:
        now = datetime.now(UTC)
        with open_loader(desk.home) as loader, loader.writing():
            loader.keep_robots(fetcher.fresh_robots, now - MAX_AGE)
            loader.keep_rests(fetcher.fresh_rests, now)
            loader.keep_attempts(desk.run_id, rest)
