"""A source's schedule becomes a deployment that Prefect's server accepts."""

import asyncio
from pathlib import Path

import pytest

from tasks.sources import Source

pytestmark = [
    pytest.mark.xdist_group("prefect"),
    # Prefect's client leaves sockets for the garbage collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


async def registered(made):
    """The deployment as the server has it."""
    from prefect.client.orchestration import get_client

    deployment_id = await made.apply()
    async with get_client() as client:
        return await client.read_deployment(deployment_id)


def test_a_schedule_becomes_a_deployment_of_the_ingest_flow_for_that_source(prefect_server):
    from flows.schedules import deployment

    source = Source(source_id="harbour-post", feeds=("https://paper.example/rss",), schedule="*/20 * * * *")

    made = deployment(source, Path("/press/sources.toml"), Path("/press/data"))
    found = asyncio.run(registered(made))
    assert found.name == "harbour-post"
    assert [one.schedule.cron for one in found.schedules] == ["*/20 * * * *"]
    assert found.parameters == {
        "source_ids": ["harbour-post"],
        "sources_file": "/press/sources.toml",
        "home": "/press/data",
    }
    assert found.global_concurrency_limit.limit == 1


def test_sources_whose_pause_is_learnt_share_a_deployment_that_looks_who_is_due(prefect_server):
    from flows.schedules import auto_deployment

    found = asyncio.run(registered(auto_deployment(Path("/press/sources.toml"), Path("/press/data"))))
    assert [one.schedule.cron for one in found.schedules] == ["*/10 * * * *"]
    assert found.parameters == {
        "source_ids": [], "sources_file": "/press/sources.toml", "home": "/press/data", "due_only": True
    }  # fmt: skip
    assert found.global_concurrency_limit.limit == 2
