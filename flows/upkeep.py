"""The maintain flow: what keeps a warehouse well when no news come."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed

from flows.alerts import tell_crash, tell_failure
from flows.counted import counted
from flows.maintain import Compacted, tidy
from flows.naming import run_name
from flows.run import run_of, tell_end
from tasks.discover.sources_file import read_sources
from warehouse.home import Home


@flow(
    name="maintain",
    flow_run_name=run_name,
    on_completion=[tell_end],
    on_failure=[tell_end, tell_failure],
    on_crashed=[tell_crash],
)
async def maintain(home: Path, sources_file: Path) -> State:
    """Tidies the warehouse and the archive up, checks, compares, indexes, and publishes.

    All but the first is how every run ends: so it is made up for here if runs were killed.

    Args:
        home: folder of the warehouse.
        sources_file: the sources.toml that says how long things are kept.
    """
    settings = read_sources(sources_file)
    async with run_of("maintain", Home(home), alerts=settings.alerts) as desk:
        done = await asyncio.to_thread(tidy, desk.home, settings.retention, datetime.now(UTC))
        desk.progress.problems += done.problems
    return Completed(message=_in_words(done))


def _in_words(done: Compacted) -> str:
    (bytes_before, bytes_after), (files_before, files_after) = done.loader_bytes, done.files
    return (
        f"{bytes_before / 1e6:,.1f} MB before, {bytes_after / 1e6:,.1f} now;"
        f" {counted(files_before, 'archive file')} before, {files_after} now"
    )
