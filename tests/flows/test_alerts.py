"""Somebody is told when something is wrong: once a day, wherever the settings say, and no secret with it."""

import asyncio
import json
import os
import signal
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from uuid import uuid4

import pytest

from tasks.sources import Alerts
from tests.site.server import SampleSite
from warehouse.alerts import claim, unclaim
from warehouse.home import Home
from warehouse.loader import open_loader

pytestmark = [
    pytest.mark.xdist_group("prefect: sites"),
    # Prefect's client leaves sockets for the garbage collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
ID = "stale_sources of-this-test"
NOW = datetime(2026, 5, 16, 8, tzinfo=UTC)


class Hook(HTTPServer):
    """Keeps what is posted to it, and answers with `status`."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.status, self.posted = 200, []

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/secret-token"


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.posted.append((self.path, json.loads(body)["text"]))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *arguments):
        pass


@pytest.fixture
def hook():
    with Hook() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def tell(prefect_server, tmp_path):
    """Alerts from within a run; returns what stands in its log."""
    from prefect import flow

    from flows.alerts import alert

    home = Home(tmp_path / "data")

    @flow
    async def telling(settings, texts):
        await alert(home, settings, texts)

    return lambda settings, texts: asyncio.run(telling(settings, texts))


def test_a_condition_is_told_of_once_a_day(tmp_path):
    with open_loader(Home(tmp_path), timeout=10) as loader:
        assert claim(loader, {"a": "A", "b": "B"}, NOW) == {"a": "A", "b": "B"}
        assert claim(loader, {"a": "A again", "c": "C"}, NOW + timedelta(hours=23)) == {"c": "C"}
        assert claim(loader, {"a": "A again"}, NOW + timedelta(hours=25)) == {"a": "A again"}
        assert claim(loader, {"a": "A"}, NOW) == {"a": "A"}  # the clock was ahead, and was set back
        assert claim(loader, {"a": "A"}, NOW) == {}
        unclaim(loader, ["a"])
        assert claim(loader, {"a": "A"}, NOW + timedelta(hours=26)) == {"a": "A"}


def test_webhook_and_command_get_the_text_once(tell, hook, tmp_path):
    told = tmp_path / "told"
    program = f"import sys; open({str(told)!r}, 'a').write(sys.stdin.read())"
    settings = Alerts(webhook=hook.url, command=(sys.executable, "-c", program))
    for _ in range(2):
        tell(settings, {"stale_sources a": "a: nothing new", "run ingest": "no source could be read"})
    assert hook.posted == [("/secret-token", "Copydesk: a: nothing new\nno source could be read")]
    assert told.read_text() == "a: nothing new\nno source could be read\n"


def test_what_nobody_took_is_told_again_and_the_log_does_not_hold_the_address(tell, hook, caplog):
    hook.status = 500
    settings = Alerts(webhook=hook.url, command=("/absent/program",))
    tell(settings, {"a": "A"})
    tell(settings, {"a": "A"})
    assert len(hook.posted) == 2
    assert "the webhook at 127.0.0.1 answers 500" in caplog.text
    assert "/absent/program could not be run: FileNotFoundError" in caplog.text
    assert "secret-token" not in caplog.text


def test_what_the_webhook_took_is_not_told_again_because_the_command_failed(tell, hook, caplog):
    settings = Alerts(webhook=hook.url, command=(sys.executable, "-c", "raise SystemExit(3)"))
    tell(settings, {"a": "A"})
    tell(settings, {"a": "A"})
    assert len(hook.posted) == 1
    assert "ended with 3" in caplog.text


def test_a_run_in_which_no_source_answers_is_told_of_by_name_and_hides_no_other(run, hook, tmp_path):
    from flows.ingest import ingest

    sources_file = tmp_path / "sources.toml"
    with SampleSite() as site:
        sources_file.write_text(f'[alerts]\nwebhook = "{hook.url}"\n{site.sources_toml()}')
        for name in ("harbour-post", "stadtblatt", "harbour-post"):
            site.switch_off(name)
            state, _ = run(ingest, source_ids=[name], sources_file=sources_file, home=tmp_path / "data")
            assert state.is_failed()
    told = [text.partition("failed: no source could be read")[0] for _, text in hook.posted]
    assert told == ["Copydesk: ingest harbour-post ", "Copydesk: ingest stadtblatt "]


def test_a_run_that_fails_before_it_has_begun_is_told_of(run, hook, tmp_path):
    from flows.ingest import ingest

    sources_file = tmp_path / "sources.toml"
    sources_file.write_text(f'[alerts]\nwebhook = "{hook.url}"\n[sources.a]\nfeed = "no such field"\n')
    state, _ = run(ingest, source_ids=[], sources_file=sources_file, home=tmp_path / "data")
    assert state.is_failed()
    ((_, text),) = hook.posted
    assert text.startswith("Copydesk: ingest all sources failed: ")
    assert "line 4" in text


def test_an_alert_is_an_event_for_automations(tell):
    from prefect.client.orchestration import get_client

    async def events():
        async with get_client() as client:
            chosen = {"filter": {"event": {"name": ["copydesk.alert"]}}}
            found = (await client.request("POST", "/events/filter", json=chosen)).json()["events"]
            return [
                one["payload"] for one in found if one["resource"]["prefect.resource.id"] == f"copydesk.{ID}"
            ]

    tell(Alerts(), {ID: "a: nothing new"})
    latest = time.monotonic() + 60
    while not (found := asyncio.run(events())):
        assert time.monotonic() < latest
    assert found == [{"text": "a: nothing new"}]


def test_a_run_whose_process_is_gone_is_told_of_unless_it_was_stopped(prefect_server, hook, tmp_path):
    from prefect.client.schemas.objects import FlowRun
    from prefect.states import Crashed

    from flows import alerts
    from flows.ingest import ingest

    sources = tmp_path / "sources.toml"
    sources.write_text(f'[alerts]\nwebhook = "{hook.url}"\n')
    parameters = {"home": str(tmp_path / "data"), "sources_file": str(sources), "source_ids": ["paper"]}
    run = FlowRun(flow_id=uuid4(), deployment_id=uuid4(), parameters=parameters)

    def told():
        asyncio.run(alerts.tell_crash(ingest, run, Crashed(message="Its process is gone.")))
        return [text for _, text in hook.posted]

    alerts.stopping.set()
    try:
        assert told() == []
    finally:
        alerts.stopping.clear()
    assert told() == ["Copydesk: ingest paper has crashed: Its process is gone."]


def _with_a_broken_warehouse(hook, tmp_path):
    sources_file = tmp_path / "sources.toml"
    sources_file.write_text(f'[alerts]\nwebhook = "{hook.url}"\n[sources.a]\nurls = ["http://a.example/"]\n')
    home = tmp_path / "data"
    home.mkdir()
    (home / "loader.duckdb").write_bytes(b"no database" * 1000)
    return sources_file, home


def test_what_the_warehouse_cannot_keep_is_told_all_the_same(run, hook, tmp_path):
    from flows.ingest import ingest

    sources_file, home = _with_a_broken_warehouse(hook, tmp_path)
    for _ in range(2):
        state, _ = run(ingest, source_ids=[], sources_file=sources_file, home=home)
        assert state.is_failed()
    ((_, text),) = hook.posted  # once a day, though the warehouse cannot keep that it was told
    assert "cannot be read as a warehouse" in text
    for file in (home / ".told").iterdir():
        os.utime(file, (time.time() - 86_500,) * 2)
    run(ingest, source_ids=[], sources_file=sources_file, home=home)
    assert len(hook.posted) == 2


def test_what_nobody_took_is_told_again_though_the_warehouse_cannot_be_written(run, hook, tmp_path):
    from flows.ingest import ingest

    sources_file, home = _with_a_broken_warehouse(hook, tmp_path)
    hook.status = 500
    for _ in range(2):
        run(ingest, source_ids=[], sources_file=sources_file, home=home)
    assert len(hook.posted) == 2


def test_a_command_may_leave_a_program_behind_and_write_what_it_likes(tell, tmp_path, caplog):
    inner = f"{sys.executable} -c 'import time; time.sleep(600)'"
    left = tmp_path / "left"
    command = f"head -c 100 /dev/urandom; {inner} & echo $! > {left}"
    try:
        tell(Alerts(command=("sh", "-c", command)), {"a": "A"})
    finally:
        os.kill(int(left.read_text()), signal.SIGKILL)
    assert "could not be" not in caplog.text


def test_an_address_that_cannot_be_asked_keeps_no_command_from_being_run(tell, tmp_path, caplog):
    told = tmp_path / "told"
    settings = Alerts(webhook="http://a..ä.example/", command=("cp", "/dev/stdin", str(told)))
    tell(settings, {"a": "A"})
    assert told.read_text() == "A\n"
    assert "the webhook at a..ä.example does not answer: InvalidURL" in caplog.text
