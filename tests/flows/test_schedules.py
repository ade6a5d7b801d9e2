"""A source's schedule becomes a deployment that Prefect's server accepts."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tasks.sources import Source

pytestmark = [
    pytest.mark.xdist_group("prefect: sites"),
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


def test_a_source_that_is_added_later_is_looked_at_also_where_none_was_auto_at_first():
    from flows.schedules import deployments_of

    timed = Source(source_id="timed", feeds=("https://paper.example/rss",), schedule="0 0 1 1 *")
    found = deployments_of([timed], Path("/press/sources.toml"), Path("/press/data"))
    assert [one.name for one in found] == ["timed", "what is due", "maintenance"]


@pytest.mark.whole
def test_serve_runs_schedules_on_a_server_that_is_there_and_takes_away_what_left_the_file(
    prefect_server, tmp_path
):
    from prefect.client.orchestration import get_client
    from prefect.settings import PREFECT_API_URL

    from flows.schedules import deployment

    async def names():
        async with get_client() as client:
            return {
                one.name for one in await client.read_deployments() if one.parameters["home"] == str(tmp_path)
            }

    sources = tmp_path / "sources.toml"
    sources.write_text(
        '[sources.harbour-post]\nfeeds = ["https://paper.example/rss"]\nschedule = "0 0 1 1 *"\n'
    )
    gone = Source(source_id="gone", feeds=("https://paper.example/rss",), schedule="0 0 1 1 *")
    asyncio.run(registered(deployment(gone, sources, tmp_path)))
    process = subprocess.Popen(
        [Path(sys.executable).with_name("copydesk"), "serve", "--sources", sources, "--home", tmp_path],
        env={**os.environ, "PREFECT_API_URL": PREFECT_API_URL.value()},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        said = next((line for line in process.stderr if line.startswith("Schedules are running")), None)
        assert said and asyncio.run(names()) == {"harbour-post", "what is due", "maintenance"}
        process.send_signal(signal.SIGTERM)
        assert process.communicate(timeout=120)[1].startswith("copydesk: stopping")
        assert process.returncode == 0
    finally:
        process.kill()
        process.communicate()


@pytest.mark.whole
def test_serve_needs_a_server(tmp_path):
    sources = tmp_path / "sources.toml"
    sources.write_text('[sources.harbour-post]\nfeeds = ["https://paper.example/rss"]\n')
    done = subprocess.run(
        [Path(sys.executable).with_name("copydesk"), "serve", "--sources", sources, "--home", tmp_path],
        env={**os.environ, "PREFECT_API_URL": "", "PREFECT_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr.splitlines()) == (
        2, ["copydesk: no Prefect server is named: set PREFECT_API_URL, or use copydesk up (README)"]
    )  # fmt: skip
