"""The Prefect task that normalizes a batch of drafts."""

from __future__ import annotations

from collections.abc import Sequence

from prefect import task
from prefect.cache_policies import NO_CACHE

from tasks.normalize.article import normalize as normalize_draft
from tasks.records import Article, Draft
from tasks.sources import Source
from tasks.step import Step, each


@task(name="normalize", cache_policy=NO_CACHE, persist_result=False)
def normalize(drafts: Sequence[Draft], source: Source) -> Step[Article]:
    """Makes every draft an article."""
    return each(drafts, lambda draft: normalize_draft(draft, source), capture_of=lambda draft: draft.capture)
