"""What becomes of runs when the schedules are stopped."""

from __future__ import annotations

import asyncio
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
