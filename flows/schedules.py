"""When flows run by themselves: a Prefect deployment for each source that has a cron expression, one for all
whose schedule is "auto", and one that keeps the warehouse well."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import cast

from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.deployments.runner import RunnerDeployment
from prefect.schedules import Cron
from prefect.types.entrypoint import EntrypointType

from flows.ingest import ingest
from flows.run import TAG
from flows.upkeep import maintain
from tasks.discover.polling import TICK
from tasks.sources import Source

# A run that finds its source's last run still going is cancelled: the next one will do.
ONE_AT_A_TIME = ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW)

# The name is none that a source can have.
AUTO_NAME = "what is due"
EVERY_TICK = f"*/{TICK // timedelta(minutes=1)} * * * *"
# One source with many pages must not keep the others waiting; a source that a run works at is left to it.
AUTO_RUNS = ConcurrencyLimitConfig(limit=2, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW)


MAINTENANCE_NAME = "maintenance"
EVERY_NIGHT = "17 3 * * *"
# Schedules have slugs, those of prefect.yaml: the server changes no deployment that has some to one without.


def deployment(source: Source, sources_file: Path, home: Path) -> RunnerDeployment:
    """The source's schedule as a deployment named after it."""
    made = ingest.to_deployment(
        name=source.source_id,
        schedule=Cron(source.cron or "", timezone="UTC", slug="cron"),
        parameters={"source_ids": [source.source_id], "sources_file": str(sources_file), "home": str(home)},
        tags=[TAG, source.source_id],
        concurrency_limit=ONE_AT_A_TIME,
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
    return cast(RunnerDeployment, made)  # a coroutine only inside a running event loop


def auto_deployment(sources_file: Path, home: Path) -> RunnerDeployment:
    """Looks every few minutes which of the "auto" sources of the file are due, and ingests those."""
    made = ingest.to_deployment(
        name=AUTO_NAME,
        schedule=Cron(EVERY_TICK, timezone="UTC", slug="tick"),
        parameters={
            "source_ids": [],
            "sources_file": str(sources_file),
            "home": str(home),
            "due_only": True,
        },
        tags=[TAG],
        concurrency_limit=AUTO_RUNS,
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
    return cast(RunnerDeployment, made)


def maintenance(sources_file: Path, home: Path) -> RunnerDeployment:
    """Keeps the warehouse well, once a day."""
    made = maintain.to_deployment(
        name=MAINTENANCE_NAME,
        schedule=Cron(EVERY_NIGHT, timezone="UTC", slug="night"),
        parameters={"sources_file": str(sources_file), "home": str(home)},
        tags=[TAG],
        concurrency_limit=ONE_AT_A_TIME,
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
    return cast(RunnerDeployment, made)


def deployments_of(sources: Sequence[Source], sources_file: Path, home: Path) -> list[RunnerDeployment]:
    """All that runs by itself for these sources, and for "auto" ones that come into the file later."""
    made = [deployment(source, sources_file, home) for source in sources if source.cron]
    return [*made, auto_deployment(sources_file, home), maintenance(sources_file, home)]
