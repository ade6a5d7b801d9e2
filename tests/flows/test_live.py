"""A run that takes its time shows how far it is; what libraries complain of stands in its log."""

import asyncio
import logging
import time
from datetime import UTC, datetime

import pytest

from flows.progress import Progress
from tasks.records import Ended, Entry, Outcome
from tests.site.server import SampleSite

pytestmark = [
    pytest.mark.xdist_group("prefect: sites"),
    # Prefect's client leaves sockets for the garbage collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
DEADLINE = 60.0
ENTRY = Entry("a", "http://paper.example/1", "urls", datetime(2026, 1, 1, tzinfo=UTC))


async def until(look):
    latest = time.monotonic() + DEADLINE
    while not (found := await look()):
        assert time.monotonic() < latest
        await asyncio.sleep(0.05)
    return found


async def artifacts(run_id):
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterFlowRunId

    async with get_client() as client:
        chosen = ArtifactFilter(flow_run_id=ArtifactFilterFlowRunId(any_=[run_id]))
        return [(one.type, one.data, one.description) for one in await client.read_artifacts(
            artifact_filter=chosen
        )]  # fmt: skip


def test_a_run_shows_what_share_of_its_entries_has_ended(prefect_server):
    from prefect import flow
    from prefect.runtime import flow_run

    from flows.live import shown_live

    @flow
    async def slow():
        progress, run_id = Progress(), flow_run.id
        progress.offer(2)
        async with shown_live(progress, look_seconds=0.05):
            assert await until(lambda: artifacts(run_id))
            progress.add([Ended(ENTRY, Outcome.NEW)])
            half = ("progress", 50.0, "1 entry: 1 new")
            await until(lambda: shows(run_id, half))
            progress.add([Ended(ENTRY, Outcome.GONE)])
        return await artifacts(run_id)

    async def shows(run_id, wanted):
        return wanted in await artifacts(run_id)

    assert asyncio.run(slow()) == [("progress", 100.0, "2 entries: 1 new, 1 gone")]


def test_a_short_run_costs_no_artifact(prefect_server):
    from prefect import flow
    from prefect.runtime import flow_run

    from flows.live import shown_live

    @flow
    async def quick():
        async with shown_live(Progress()):
            pass
        return await artifacts(flow_run.id)

    assert asyncio.run(quick()) == []


def test_warnings_of_libraries_and_of_steps_stand_in_the_run_s_log(prefect_server):
    from prefect import flow
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import LogFilter, LogFilterFlowRunId
    from prefect.runtime import flow_run

    @flow
    async def complaining():
        for name in ("tasks.step", "httpx"):
            logging.getLogger(name).warning("heard from %s", name)
            logging.getLogger(name).debug("not to be heard")
        return flow_run.id

    async def logged(run_id):
        async with get_client() as client:
            chosen = LogFilter(flow_run_id=LogFilterFlowRunId(any_=[run_id]))
            heard = {one.message for one in await client.read_logs(chosen) if "heard" in one.message}
            return heard if len(heard) >= 2 else None

    async def run():
        run_id = await complaining()
        return await until(lambda: logged(run_id))

    assert asyncio.run(run()) == {"heard from tasks.step", "heard from httpx"}


def test_the_report_of_a_run_links_what_is_new(run, tmp_path):
    from flows.ingest import ingest

    sources_file = tmp_path / "sources.toml"
    with SampleSite() as site:
        sources_file.write_text(site.sources_toml())
        state, _ = run(ingest, source_ids=["harbour-post"], sources_file=sources_file, home=tmp_path / "data")
        base = site.base("harbour-post")
    [(kind, report, _)] = asyncio.run(artifacts(state.state_details.flow_run_id))
    assert kind == "markdown"
    assert report.count(f"](<{base}") == 12  # as many as are new
    assert f"- {base.removeprefix('http://').replace('-', chr(92) + '-')}: " in report
