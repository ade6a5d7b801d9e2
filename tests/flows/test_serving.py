"""What becomes of runs when the schedules are stopped."""

from __future__ import annotations

import asyncio
import socket
import sys
from datetime import UTC, datetime, timedelta

import anyio
import pytest

pytestmark = pytest.mark.xdist_group("prefect: sites")


def test_a_run_that_has_ended_stays_as_it_ended_though_its_process_is_still_there(prefect_server):
    from prefect import flow, get_client
    from prefect.runner._process_manager import ProcessHandle
    from prefect.states import Completed, Running

    from flows.serving import Schedules

    @flow(name="of the schedules")
    def ours():
        pass

    async def stopped():
        async with get_client() as client, Schedules(name="desk", pause_on_shutdown=False) as desk:
            runs = [await client.create_flow_run(ours, state=state) for state in (Completed(), Running())]
            processes = [await anyio.open_process([sys.executable, "-c", "input()"]) for _ in runs]
            for run, process in zip(runs, processes, strict=True):
                await desk._process_manager.add(run.id, ProcessHandle(process))
            await desk.cancel_all()
            ended = [(await client.read_flow_run(run.id)).state.name for run in runs]
            left = [process.returncode is None for process in processes]
            for process in processes:
                await process.stdin.aclose()
                await process.wait()
            return ended, left

    assert asyncio.run(stopped()) == (["Completed", "Cancelled"], [True, False])


def test_a_missed_run_is_made_up_for_in_the_home_as_it_is_now(prefect_server):
    from prefect import get_client
    from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterId
    from prefect.states import Scheduled

    from flows.upkeep import maintain
    from flows.zombies import sweep

    old = {"home": "/srv/old", "sources_file": "/srv/sources.toml"}
    new = {**old, "home": "/srv/new"}

    async def swept():
        async with get_client() as client:
            flow_id = await client.create_flow(maintain)
            ours = await client.create_deployment(flow_id, "moved", parameters=old)
            times = [datetime.now(UTC) - timedelta(hours=hours) for hours in (3, 2)]
            for time in times:
                await client.create_flow_run_from_deployment(ours, state=Scheduled(scheduled_time=time))
            await sweep(client, {ours: new})
            by_id = DeploymentFilter(id=DeploymentFilterId(any_=[ours]))
            runs = await client.read_flow_runs(deployment_filter=by_id)
            await client.delete_deployment(ours)
            return times, [(run.expected_start_time, run.parameters) for run in runs]

    (_, latest), runs = asyncio.run(swept())
    assert runs == [(latest, new)]


def test_who_waits_for_a_server_that_is_not_there_is_told_so_and_in_the_end_what_is_wrong(
    monkeypatch, capsys
):
    from prefect.client.orchestration import PrefectClient
    from prefect.settings import PREFECT_API_URL, temporary_settings

    from flows import serving

    with socket.socket() as taken:  # nobody listens
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/api"
        monkeypatch.setattr(serving, "TELLS_AFTER", 0.0)
        monkeypatch.setattr(serving, "SERVER_TIMEOUT", 1.0)

        async def waiting():
            async with PrefectClient(url) as client:
                await serving._wait_for_server(client)

        with temporary_settings({PREFECT_API_URL: url}), pytest.raises(SystemExit) as end:
            asyncio.run(waiting())
    assert end.value.code == 1
    first, last = capsys.readouterr().err.splitlines()
    assert first == f"Waiting for the Prefect server at {url}, 1 s at most."
    assert last.startswith(f"copydesk: no Prefect server answers at {url}: ")


def test_who_lacks_the_servers_login_is_told_which_setting_wants_it(capsys):
    from prefect.client.orchestration import PrefectClient

    from flows import serving
    from tests.flows.test_doctor import prefect

    async def waiting(url):
        async with PrefectClient(url) as client:
            await serving._wait_for_server(client)

    with prefect(200, "desk:geheim") as url, pytest.raises(SystemExit) as end:
        asyncio.run(waiting(url))
    assert end.value.code == 2
    assert "asks for a login: set PREFECT_API_AUTH_STRING" in capsys.readouterr().err
