"""`python -m flows.serving SOURCES HOME`: the process that runs what is due, until SIGTERM.

`copydesk up` and `copydesk serve` start it (flows/supervise.py).
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx
from prefect import get_client
from prefect.client.orchestration import PrefectClient
from prefect.deployments.runner import RunnerDeployment
from prefect.runner import Runner
from prefect.settings import PREFECT_API_URL, PREFECT_UI_URL

from flows import alerts, prefect_login
from flows.counted import counted
from flows.output import FAILED, USAGE, say
from flows.schedules import deployments_of
from flows.zombies import mark_silent_runs, prune, sweep
from tasks.discover.sources_file import read_sources
from tasks.sources import MANUAL

# Flow runs of this process at once; each is a process of its own of about 150 MB.
RUNS_AT_ONCE = 3
SERVER_TIMEOUT = 180.0  # seconds until a server must answer; a fresh database takes a small machine 30
TELLS_AFTER = 5.0  # seconds without a server until somebody is told that it is waited for
POLL_SECONDS = 0.5
STOP_REASON = "The schedules were stopped."  # of runs that are cancelled
AGAIN_SECONDS = 1.0  # a run that was just about to begin shows up late


class Schedules(Runner):
    """Prefect's runner, which on SIGTERM has its runs land what they have, and ends when they have.

    Prefect's own way kills the runs and leaves them marked as running.
    """

    _stopping: asyncio.Task[None] | None = None

    def handle_sigterm(self, *args: Any, **kwargs: Any) -> None:
        """Called by the signal. The work is done by the event loop, which the signal has interrupted."""
        if self._loop and not self._stopping:
            self._loop.call_soon_threadsafe(self._begin_to_stop)

    def _begin_to_stop(self) -> None:
        if not self._stopping:
            alerts.stopping.set()
            self._stopping = asyncio.create_task(self._stop_all())

    async def cancel_all(self) -> None:
        """Stops the runs under way. One that has ended, and whose process is about to, stays as it ended.

        Prefect's own way marks that one as cancelled, too.
        """
        for run_id in self._process_manager.flow_run_ids():
            run = await self._client.read_flow_run(run_id)
            if run.state is None or not run.state.is_final():
                await self._cancellation_manager.cancel(run, state_msg=STOP_REASON)

    async def _stop_all(self) -> None:
        await self.astop()
        while True:
            await asyncio.sleep(AGAIN_SECONDS)
            await self.cancel_all()


async def serve(deployments: Sequence[RunnerDeployment], home: Path) -> None:
    """Registers the deployments and runs what is due."""
    schedules = Schedules(name="copydesk", pause_on_shutdown=False, limit=RUNS_AT_ONCE)
    async with get_client() as client:
        await _wait_for_server(client)
        ours = {await schedules.aadd_deployment(one): one.parameters for one in deployments}
        await prune(client, ours, str(home))
        swept = await sweep(client, ours)
        await mark_silent_runs(client)
    if swept:
        say(
            f"copydesk: {counted(swept, 'run')} of an earlier process still marked as running; now as crashed"
        )
    say(f"Schedules are running. Prefect's UI: {PREFECT_UI_URL.value()}. Stop with Ctrl-C.")
    await schedules.start()


async def _wait_for_server(client: PrefectClient) -> None:
    begun = time.monotonic()
    is_told = False
    while problem := await client.api_healthcheck():
        waited = time.monotonic() - begun
        if waited > TELLS_AFTER and not is_told:
            say(f"Waiting for the Prefect server at {PREFECT_API_URL.value()}, {SERVER_TIMEOUT:g} s at most.")
            is_told = True
        if waited > SERVER_TIMEOUT:
            say(f"copydesk: no Prefect server answers at {PREFECT_API_URL.value()}: {problem}")
            sys.exit(FAILED)
        await asyncio.sleep(POLL_SECONDS)
    try:
        await client.api_version()
    except httpx.HTTPStatusError as error:
        if error.response.status_code != httpx.codes.UNAUTHORIZED:
            raise
        say(
            f"copydesk: Prefect's server at {PREFECT_API_URL.value()} asks for a login: {prefect_login.TO_DO}"
        )
        sys.exit(USAGE)


def main(sources_file: Path, home: Path) -> None:
    """Runs until stopped."""
    if not PREFECT_API_URL.value():
        say("copydesk: no Prefect server is named: set PREFECT_API_URL, or use copydesk up (README)")
        sys.exit(USAGE)
    sources = [source for source in read_sources(sources_file).sources.values() if source.schedule != MANUAL]
    # Made here, as Prefect makes coroutines of them inside an event loop.
    asyncio.run(serve(deployments_of(sources, sources_file, home), home))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
