"""The Prefect task that cleans a batch of captures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from prefect import task
from prefect.cache_policies import NO_CACHE

from tasks.clean.memory import SiteMemory
from tasks.clean.reader import read_page
from tasks.records import Capture, Draft
from tasks.sources import Source, source_of
from tasks.step import Step, each


@task(name="clean", cache_policy=NO_CACHE, persist_result=False)
def clean(
    captures: Sequence[Capture], sources: Mapping[str, Source], memories: Mapping[str, SiteMemory]
) -> Step[Draft]:
    """Reads every capture into a draft. `sources` are by source_id; `memories` by host, some may lack."""
    return each(
        captures,
        lambda capture: read_page(
            capture, memories.get(capture.host), source_of(sources, capture.entry.source_id).selectors
        ),
        capture_of=lambda capture: capture,
    )
