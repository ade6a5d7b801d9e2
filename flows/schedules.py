"""When flows run by themselves: a Prefect deployment for each source that has a cron expression, and one for
all whose schedule is "auto", served by this process."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import cast

from prefect import serve
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.deployments.runner import RunnerDeployment

from flows.ingest import ingest
from tasks.discover.polling import TICK
from tasks.sources import AUTO, Source

# Flow runs of this process at once; each is a process of its own of about 150 MB.
RUNS_AT_ONCE = 3

# A run that finds its source's last run still going is cancelled: the next one will do.
ONE_AT_A_TIME = ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW)

# The name is none that a source can have.
AUTO_NAME = "what is due"
EVERY_TICK = f"*/{TICK // timedelta(minutes=1)} * * * *"
# One source with many pages must not keep the others waiting; a source that a run works at is left to it.
AUTO_RUNS = ConcurrencyLimitConfig(limit=2, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW)


def deployment(source: Source, sources_file: Path, home: Path) -> RunnerDeployment:
    """The source's schedule as a deployment named after it."""
    made = ingest.to_deployment(
        name=source.source_id,
        cron=source.cron,
        parameters={"source_ids": [source.source_id], "sources_file": str(sources_file), "home": str(home)},
        tags=["copydesk", source.source_id],
        concurrency_limit=ONE_AT_A_TIME,
    )
    return cast(RunnerDeployment, made)  # a coroutine only inside a running event loop


def auto_deployment(sources_file: Path, home: Path) -> RunnerDeployment:
    """Looks every few minutes which of the "auto" sources of the file are due, and ingests those."""
    made = ingest.to_deployment(
        name=AUTO_NAME,
        cron=EVERY_TICK,
        parameters={
            "source_ids": [],
            "sources_file": str(sources_file),
            "home": str(home),
            "due_only": True,
        },
        tags=["copydesk"],
        concurrency_limit=AUTO_RUNS,
    )
    return cast(RunnerDeployment, made)


def serve_sources(sources: Sequence[Source], sources_file: Path, home: Path) -> None:
    """Registers the deployments and runs what is due, until stopped."""
    deployments = [deployment(source, sources_file, home) for source in sources if source.cron]
    if any(source.schedule == AUTO for source in sources):
        deployments.append(auto_deployment(sources_file, home))
    serve(
        *deployments,
        limit=RUNS_AT_ONCE,
        pause_on_shutdown=False,
    )
