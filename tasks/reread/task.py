"""The Prefect task that reads a batch of archived captures again, on every core."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from functools import partial
from pathlib import Path

from prefect import task
from prefect.cache_policies import NO_CACHE

from tasks.clean.memory import SiteMemory
from tasks.records import Archived, Article
from tasks.reread.reread import reread as reread_captures
from tasks.sources import Source
from tasks.step import Step

CHUNK = 20  # captures that a process takes at a time


@task(name="re-read", cache_policy=NO_CACHE, persist_result=False)
def reread(
    places: Sequence[Archived],
    folder: Path,
    sources: Mapping[str, Source],
    memories: Mapping[str, SiteMemory],
    pool: Executor,
) -> Step[Article]:
    """Reads the captures in the pool's processes; their order is kept."""
    chunks = [places[start : start + CHUNK] for start in range(0, len(places), CHUNK)]
    read = partial(reread_captures, folder=folder, sources=sources, memories=memories)
    steps = list(pool.map(read, chunks))
    return Step([one for step in steps for one in step.done], [end for step in steps for end in step.ended])
