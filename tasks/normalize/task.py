"""The Prefect task that normalizes a batch of drafts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from prefect import task
from prefect.cache_policies import NO_CACHE

from tasks.normalize.article import normalize as normalize_draft
from tasks.records import Article, Draft
from tasks.sources import Source, source_of
from tasks.step import Step, each


@task(name="normalize", cache_policy=NO_CACHE, persist_result=False)
def normalize(drafts: Sequence[Draft], sources: Mapping[str, Source]) -> Step[Article]:
    """Makes every draft an article. `sources` are by source_id."""
    return each(
        drafts,
        lambda draft: normalize_draft(draft, source_of(sources, draft.capture.entry.source_id)),
        capture_of=lambda draft: draft.capture,
    )
