"""What runs are called."""

import asyncio
from datetime import UTC, datetime

import pytest

from flows.naming import run_name, work_of


@pytest.mark.parametrize(
    ("flow_name", "parameters", "work"),
    [
        ("ingest", {"source_ids": ["bay", "quay"]}, "ingest bay quay"),
        ("ingest", {"source_ids": ["a", "b", "c", "d"]}, "ingest a b c …"),
        ("ingest", {"source_ids": []}, "ingest all sources"),
        ("ingest", {"source_ids": [], "due_only": True}, "ingest what is due"),
        (
            "load",
            {"what": ["saved/", "https://u:secret@paper.example/"]},
            "load saved/ https://paper.example/",
        ),
        ("maintain", {"home": "data"}, "maintain"),
    ],
)
def test_a_run_is_called_after_its_flow_and_what_it_works_on_without_secrets(flow_name, parameters, work):
    assert work_of(flow_name, parameters) == work


@pytest.mark.xdist_group("prefect: files")
def test_a_scheduled_run_is_called_after_the_time_that_it_was_due_at_not_when_it_began(prefect_server):
    from prefect import flow, get_client
    from prefect.flow_engine import run_flow
    from prefect.states import Scheduled

    @flow(name="ingest", flow_run_name=run_name)
    async def ingest(source_ids: list[str]):
        pass

    async def name_of_run_due_at(when):
        parameters = {"source_ids": ["bay"]}
        async with get_client() as client:
            due = await client.create_flow_run(
                ingest, parameters=parameters, state=Scheduled(scheduled_time=when)
            )
            await run_flow(ingest, flow_run=due, parameters=parameters)
            return (await client.read_flow_run(due.id)).name

    name = asyncio.run(name_of_run_due_at(datetime(2026, 5, 16, 8, 20, tzinfo=UTC)))
    assert name == "ingest bay, 2026-05-16 08:20"
