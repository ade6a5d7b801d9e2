"""The Prefect task that lands a batch, and the one that publishes."""

from __future__ import annotations

from collections.abc import Sequence

from prefect import task
from prefect.cache_policies import NO_CACHE

from tasks.backfill.parts import Part
from tasks.records import Article, Capture, Ended, Reread
from tasks.step import Step
from warehouse.home import Home
from warehouse.loader import open_loader
from warehouse.publish import publish as publish_home


@task(name="land", cache_policy=NO_CACHE, persist_result=False)
def land(
    home: Home, run_id: str, articles: Sequence[Article], ended: Sequence[Ended], captures: Sequence[Capture]
) -> list[Ended]:
    """Writes a batch in one transaction; returns how each of its entries ended."""
    with open_loader(home) as loader:
        return loader.land(run_id, articles, ended, captures)


@task(name="land part", cache_policy=NO_CACHE, persist_result=False)
def land_part(home: Home, run_id: str, part: Part, step: Step[Article]) -> list[Ended]:
    """Writes what a part of an archive came to, and that it did; returns how each of its entries ended."""
    with open_loader(home) as loader:
        return loader.land(run_id, step.done, step.ended, [], part)


@task(name="land re-read", cache_policy=NO_CACHE, persist_result=False)
def land_rereads(home: Home, run_id: str, rereads: Sequence[Reread]) -> list[Ended]:
    """Writes what today's reader made of archived pages; returns how each ended."""
    with open_loader(home) as loader:
        return loader.land_rereads(run_id, rereads)


@task(name="publish", task_run_name="publish", cache_policy=NO_CACHE, persist_result=False)
def publish(home: Home) -> None:
    """Puts what has landed into the file that analysts open."""
    publish_home(home)
