"""What becomes of runs when the schedules are stopped."""

from __future__ import annotations

import asyncio
import socket
import sys

import anyio
import pytest

pytestmark = pytest.mark.xdist_group("prefect: sites")


def test_a_run_that_has_ended_stays_as_it_ended_though_its_process_is_still_there(prefect_server):
    from prefect import flow, get_client
    from prefect.runner._process_manager import ProcessHandle
    from prefect.states import Completed, Running

    from flows.serving import Desk

    @flow(name="of the schedules")
    def ours():
        pass

    async def stopped():
        async with get_client() as client, Desk(name="desk", pause_on_shutdown=False) as desk:
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
