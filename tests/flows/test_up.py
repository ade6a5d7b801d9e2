"""`copydesk up` for real: its server, its schedules, runs that are killed, and what is left after a stop.

The tests share one server, and the last one stops it.
"""

import asyncio
import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import duckdb
import httpx
import pytest

from tests.site.server import SampleSite

pytestmark = [
    pytest.mark.xdist_group("up"),
    pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="finds processes in /proc"),
]

COPYDESK = Path(sys.executable).with_name("copydesk")
DEADLINE = 180.0  # seconds: what a very busy machine may need
POLL = 0.2
# Prefect's least for an automation that waits for what does not come.
SILENCE = timedelta(seconds=10)


def until(seen, what):
    latest = time.monotonic() + DEADLINE
    while not (found := seen()):
        assert time.monotonic() < latest, what
        time.sleep(POLL)
    return found


def free_port():
    """One that nobody listens on: the default may be another server's."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Up:
    """A running `copydesk up`."""

    def __init__(self, folder, site):
        self.home = folder / "data"
        self.log = folder / "log"
        self.told = folder / "told"  # by alerts
        self.site = site
        sources = folder / "sources.toml"
        text = site.sources_toml()
        # The first is looked at every minute, the second takes minutes and waits to be called.
        text = text.replace("[sources.harbour-post]", '[sources.harbour-post]\nschedule = "* * * * *"')
        head, slow = text.split("[sources.stadtblatt]")
        slow = slow.replace("delay_seconds = 0", "delay_seconds = 20", 1)
        program = f"import sys; open({str(self.told)!r}, 'a').write(sys.stdin.read())"
        alerts = f"[alerts]\ncommand = {json.dumps([sys.executable, '-c', program])}\n"
        sources.write_text(f'{alerts}{head}[sources.stadtblatt]\nschedule = "0 0 1 1 *"{slow}')
        environment = {**os.environ, "PREFECT_RUNNER_POLL_FREQUENCY": "1"}
        for name in ("HOME", "API_URL", "SERVER_DATABASE_CONNECTION_URL", "SERVER_API_AUTH_STRING"):
            environment.pop(f"PREFECT_{name}", None)
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [COPYDESK, "up", "--sources", sources, "--home", self.home, "--port", str(free_port())],
                stdout=log,
                stderr=log,
                env=environment,
            )
        ready = until(lambda: self.said(r"UI: (http://127\.0\.0\.1:\d+)"), "the schedules never ran")
        self.api = f"{ready}/api"

    def said(self, pattern):
        found = re.search(pattern, self.log.read_text())
        assert found or self.process.poll() is None, self.log.read_text()
        return found and found[1]

    def ask(self, question):
        """What the server answers: `question` is a coroutine function of a client."""
        from prefect.client.orchestration import PrefectClient

        async def asked():
            async with PrefectClient(self.api, auth_string=self.login) as client:
                return await question(client)

        return asyncio.run(asked())

    @property
    def login(self):
        return (self.home / "prefect" / "login").read_text().strip()

    def run(self, deployment):
        """Has a deployment run now; returns the run's id."""

        async def create(client):
            found = await client.read_deployment_by_name(deployment)
            return (await client.create_flow_run_from_deployment(found.id)).id

        return self.ask(create)

    def state(self, run_id):
        return self.ask(lambda client: client.read_flow_run(run_id)).state

    def begin_slow_run(self):
        """Has the slow source ingested; returns the run's id and process once it asks for pages."""
        self.site.forget_requests()
        run_id = self.run("ingest/stadtblatt")

        def looked():
            state = self.state(run_id)
            assert not state.is_final(), state
            return state.is_running() and self.site.requests("stadtblatt")

        until(looked, "the run never began")
        return run_id, self.pids(f"PREFECT__FLOW_RUN_ID={run_id}")[0]

    def pids(self, variable):
        """Processes that have this in their environment."""
        found = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdecimal()]
        return [pid for pid in found if has(pid, variable)]


def has(pid, variable):
    try:
        return variable.encode() in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:  # of somebody else, or gone
        return False


@pytest.fixture(scope="module")
def up(tmp_path_factory):
    with SampleSite() as site:
        up = Up(tmp_path_factory.mktemp("up"), site)
        yield up
        up.process.kill()  # the others notice
        up.process.wait()


def test_nobody_has_its_server_do_anything_without_the_login(up):
    assert (up.home / "prefect" / "login").stat().st_mode & 0o777 == 0o600
    assert up.login not in up.log.read_text()  # which others may read
    wanted = f"{up.api}/deployments/filter"
    assert httpx.post(wanted, json={}).status_code == 401
    assert httpx.post(wanted, json={}, auth=tuple(up.login.split(":"))).status_code == 200
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    own, foreign = up.api.removesuffix("/api"), "https://evil.example"
    assert httpx.options(wanted, headers={**asked, "Origin": own}).status_code == 200
    assert httpx.options(wanted, headers={**asked, "Origin": foreign}).status_code == 400


def test_a_run_that_falls_silent_is_marked(up):
    from prefect import flow
    from prefect.events import Event
    from prefect.events.clients import PrefectEventsClient
    from prefect.settings import PREFECT_API_AUTH_STRING, temporary_settings
    from prefect.states import Running

    from flows.run import ENDED, TAG
    from flows.zombies import HEARTBEAT, mark_silent_runs

    @flow(name="of another machine")
    def ours():
        pass

    async def tell(*told):
        tag = {"prefect.resource.id": f"prefect.tag.{TAG}", "prefect.resource.role": "tag"}
        with temporary_settings({PREFECT_API_AUTH_STRING: up.login}):
            async with PrefectEventsClient(up.api) as events:
                for name, run_id in told:
                    resource = {"prefect.resource.id": f"prefect.flow-run.{run_id}"}
                    await events.emit(Event(event=name, resource=resource, related=[tag]))

    async def begin(client):
        await mark_silent_runs(client, SILENCE)
        runs = [await client.create_flow_run(ours, tags=[TAG], state=Running()) for _ in range(2)]
        await tell(*((HEARTBEAT, run.id) for run in runs))
        return [run.id for run in runs]

    def looked():
        asyncio.run(tell((ENDED, ended)))  # again and again, as the server may not yet know that it has begun
        return up.state(silent).is_crashed()

    silent, ended = up.ask(begin)
    until(looked, "the silent run was never marked")
    assert up.state(ended).is_running()  # and is about to say how it has ended
    up.ask(mark_silent_runs)  # with its usual patience again: runs beat only every half minute


def test_a_run_that_is_killed_is_marked_and_leaves_its_place_to_the_next(up):
    killed, process = up.begin_slow_run()
    os.kill(process, signal.SIGKILL)
    until(lambda: up.state(killed).is_crashed(), "the killed run was never marked")
    until(lambda: up.told.exists() and "ingest stadtblatt" in up.told.read_text(), "nobody was told")
    up.begin_slow_run()


def test_a_source_is_ingested_on_its_schedule(up):
    async def of_schedule(client):
        runs = await client.read_flow_runs()
        done = [run.name for run in runs if run.auto_scheduled and run.state.is_completed()]
        return [
            name for name in done if re.fullmatch(r"ingest harbour-post, \d{4}-\d\d-\d\d \d\d:\d\d", name)
        ]

    until(lambda: up.ask(of_schedule), "no scheduled run was completed")
    with duckdb.connect(up.home / "copydesk.duckdb", read_only=True) as con:
        assert con.execute("SELECT count(*) FROM articles WHERE source_id = 'harbour-post'").fetchall() > [
            (5,)
        ]


def test_a_stop_leaves_no_process_no_run_and_no_paused_schedule(up):
    server = f"PREFECT_API_URL={up.api}"
    assert len(up.pids(server)) >= 3  # the server, the schedules, the slow run
    up.process.send_signal(signal.SIGTERM)
    assert up.process.wait(DEADLINE) == 0
    assert "Traceback" not in up.log.read_text().partition("copydesk: stopping")[2]
    assert up.pids(server) == []
    with closing(sqlite3.connect(up.home / "prefect" / "prefect.db")) as con:
        runs = con.execute("SELECT state_name FROM flow_run WHERE deployment_id IS NOT NULL").fetchall()
        inactive = con.execute("SELECT count(*) FROM deployment_schedule WHERE NOT active").fetchall()
        paused = con.execute("SELECT count(*) FROM deployment WHERE paused").fetchall()
    assert {state for (state,) in runs} - {"Scheduled", "Late"} == {"Completed", "Crashed", "Cancelled"}
    assert (inactive, paused) == ([(0,)], [(0,)])
    with duckdb.connect(up.home / "copydesk.duckdb", read_only=True) as con:
        runs = con.execute("SELECT DISTINCT state FROM runs ORDER BY state").fetchall()
    assert runs == [("completed",), ("killed",), ("stopped",)]
    with duckdb.connect(up.home / "loader.duckdb", read_only=True) as con:
        told = con.execute("SELECT condition FROM core.alerts WHERE condition LIKE 'crashed %'").fetchall()
    assert told == [("crashed ingest stadtblatt",)]
