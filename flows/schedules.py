"""When flows run by themselves: a Prefect deployment a source, all served by this process."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import cast

from prefect import serve
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.deployments.runner import RunnerDeployment

from flows.ingest import ingest
from tasks.sources import Source

# Flow runs of this process at once; each is a process of its own of about 150 MB.
RUNS_AT_ONCE = 2

# A run that finds its source's last run still going is cancelled: the next one will do.
ONE_AT_A_TIME = ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW)


def deployment(source: Source, sources_file: Path, home: Path) -> RunnerDeployment:
    """The source's schedule as a deployment named after it."""
    made = ingest.to_deployment(
        name=source.source_id,
        cron=source.schedule,
        parameters={"source_ids": [source.source_id], "sources_file": str(sources_file), "home": str(home)},
        tags=["copydesk", source.source_id],
        concurrency_limit=ONE_AT_A_TIME,
    )
    return cast(RunnerDeployment, made)  # a coroutine only inside a running event loop


def serve_sources(sources: Sequence[Source], sources_file: Path, home: Path) -> None:
    """Registers a deployment a source and runs what is due, until stopped."""
    serve(
        *(deployment(source, sources_file, home) for source in sources),
        limit=RUNS_AT_ONCE,
        pause_on_shutdown=False,
    )
