"""The Prefect task that has a part of an archive read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from prefect import task
from prefect.cache_policies import NO_CACHE

from tasks.backfill.parts import Part, Reading
from tasks.backfill.wanted import Wanted
from tasks.sources import Source


class Reader(Protocol):
    """Whoever reads parts."""

    async def read(self, part: Part, wanted: Wanted, sources: Mapping[str, Source]) -> Reading: ...


@task(name="read archive", cache_policy=NO_CACHE, persist_result=False)
async def read_archive(part: Part, wanted: Wanted, sources: Mapping[str, Source], reader: Reader) -> Reading:
    """The part's articles and ends."""
    return await reader.read(part, wanted, sources)
