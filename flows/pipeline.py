"""The way of a batch, from captures to rows: what every flow that lands articles has in common."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from flows.run import Desk
from flows.threads import in_thread
from tasks.clean.memory import SiteMemory
from tasks.clean.task import clean
from tasks.land.task import land
from tasks.normalize.task import normalize
from tasks.records import Article, Capture, Ended
from tasks.sources import Source
from warehouse.home import Home
from warehouse.loader import open_loader

# Entries a batch: few enough that a kill costs seconds of reading (pages are archived before), enough that a
# task run's cost (about 0.1 s over client and server) does not count: with 100, ingesting took 1.7 ms more of
# the processor a page. One task run a step and batch, never one an article.
BATCH = 200

Record = TypeVar("Record")


def batches(records: Sequence[Record]) -> Iterator[Sequence[Record]]:
    """Cuts a sequence into batches."""
    return (records[start : start + BATCH] for start in range(0, len(records), BATCH))


async def read_and_land(
    captures: Sequence[Capture], ended: Sequence[Ended], sources: Mapping[str, Source], desk: Desk, label: str
) -> None:
    """Cleans, normalizes and lands one batch, with the entries that ended on the way.

    `sources` by source_id; captures of a source that is not among them are read without settings.
    """
    memories = await asyncio.to_thread(memories_of, desk.home, {capture.host for capture in captures})
    drafts = await in_thread(clean, f"clean {label}", captures, sources, memories)
    articles = await in_thread(normalize, f"normalize {label}", drafts.done, sources)
    await land_batch(articles.done, [*ended, *drafts.ended, *articles.ended], captures, desk, label)


async def land_batch(
    articles: Sequence[Article], ended: Sequence[Ended], captures: Sequence[Capture], desk: Desk, label: str
) -> None:
    """Lands what a batch has come to; every entry of it is counted."""
    landed = await in_thread(land, f"land {label}", desk.home, desk.run_id, articles, ended, captures)
    desk.progress.add(landed)


def memories_of(home: Home, hosts: Iterable[str]) -> dict[str, SiteMemory]:
    """What the warehouse remembers of these sites; files belong to none."""
    with open_loader(home) as loader:
        return loader.memory(set(hosts) - {""})
