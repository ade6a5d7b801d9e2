"""What a team deploys: compose.yaml's programs with PostgreSQL, prefect.yaml, and the unit for systemd."""

import asyncio
import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import pytest
import yaml

import flows
from tests.postgres import postgres
from tests.site.server import SampleSite
from warehouse.home import Home
from warehouse.query import open_published

ROOT = Path(__file__).parent.parent.parent
PROGRAMS = Path(sys.executable).parent
SERVICES = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text("utf-8"))["services"]
OF_RUNS = ("PREFECT_FLOWS_", "PREFECT_LOGGING_EXTRA_", "PREFECT_LOGGING_LOGGERS_")
DEADLINE = 180.0  # seconds: what a very busy machine may need
POLL = 0.2
LOGIN = "desk:open sesame"


@contextmanager
def server(environment, log):
    """compose.yaml's server, on loopback and a free port; yields the address of its API."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [*SERVICES["server"]["command"], "--port", str(port)]
    command[command.index("0.0.0.0")] = "127.0.0.1"
    with log.open("wb") as out:
        process = subprocess.Popen(command, env=environment, cwd=log.parent, stdout=out, stderr=out)
    try:
        yield f"http://127.0.0.1:{port}/api", process
    finally:
        process.terminate()
        process.wait()


def ready(process, environment, log):
    """Asks as compose.yaml's healthcheck does."""
    test = SERVICES["server"]["healthcheck"]["test"]
    api = environment["PREFECT_API_URL"]
    command = [sys.executable, *test[2:-1], test[-1].replace("http://127.0.0.1:4200/api", api)]
    latest = time.monotonic() + DEADLINE
    while subprocess.run(command, capture_output=True).returncode:
        assert process.poll() is None and time.monotonic() < latest, log.read_text()
        time.sleep(POLL)


@pytest.mark.whole
@pytest.mark.xdist_group("deploy")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_the_programs_of_compose_yaml_run_the_sample_site_on_a_server_with_postgresql(tmp_path):
    from prefect.client.orchestration import PrefectClient

    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    environment |= {
        **SERVICES["server"]["environment"],
        "PATH": f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}",
        "PREFECT_SERVER_API_AUTH_STRING": LOGIN,
        "PREFECT_API_AUTH_STRING": LOGIN,
        "PREFECT_HOME": str(tmp_path / "prefect"),
        "COPYDESK_HOME": str(tmp_path / "data"),
        "COPYDESK_SOURCES": str(tmp_path / "sources.toml"),
    }
    automation = tmp_path / "automation.yaml"
    automation.write_text((ROOT / "docs" / "deploy.md").read_text().split("```yaml\n")[1].split("```")[0])

    def done(*command):
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr

    async def call():
        async with PrefectClient(api, auth_string=LOGIN) as client:
            made = await client.read_deployment_by_name("ingest/what is due")
            assert made.parameters["home"] == environment["COPYDESK_HOME"]
            assert await client.read_deployment_by_name("maintain/maintenance")
            names = {one.name for one in await client.read_automations()}
            assert names == {"Copydesk: silent runs have crashed", "Copydesk says that something is wrong"}
            return (await client.create_flow_run_from_deployment(made.id)).id

    async def state(run_id):
        async with PrefectClient(api, auth_string=LOGIN) as client:
            return (await client.read_flow_run(run_id)).state

    with postgres() as place, SampleSite() as site:
        (tmp_path / "sources.toml").write_text(site.sources_toml())
        where = dict(part.split("=", 1) for part in place.split())
        query = urlencode({"host": where["host"]})
        url = f"postgresql+asyncpg://{where['user']}@/{where['dbname']}?{query}"
        environment["PREFECT_SERVER_DATABASE_CONNECTION_URL"] = url
        log = tmp_path / "server.log"
        with server(environment, log) as (api, process):
            environment["PREFECT_API_URL"] = api
            ready(process, environment, log)
            done(*SERVICES["deploy"]["command"])
            done("prefect", "--no-prompt", "automation", "create", "--from-file", automation)
            run_id = asyncio.run(call())
            done(*SERVICES["worker"]["command"], "--run-once")
            assert asyncio.run(state(run_id)).is_completed()
            assert not (tmp_path / "prefect" / "prefect.db").exists()  # PostgreSQL it was
    with open_published(Home(tmp_path / "data")) as con:
        assert con.execute("SELECT count(DISTINCT source_id) FROM articles").fetchall() == [(3,)]


def test_compose_yaml_names_settings_that_prefect_has_and_volumes_and_services_that_are_there():
    from prefect.settings import Settings
    from prefect.settings.legacy import _get_settings_fields

    whole = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text("utf-8"))
    known = {*_get_settings_fields(Settings), "COPYDESK_HOME", "COPYDESK_SOURCES"}
    for name, service in whole["services"].items():
        assert set(service.get("depends_on", ())) <= whole["services"].keys()
        volumes = {volume.split(":")[0] for volume in service.get("volumes", ())}
        assert {one for one in volumes if not one.startswith(".")} <= whole["volumes"].keys()
        assert all((ROOT / "deploy" / one).exists() for one in volumes if one.startswith("."))
        if name != "database":  # PostgreSQL's image has settings of its own
            assert set(service["environment"]) <= known
    assert (ROOT / whole["services"]["server"]["build"]["dockerfile"]).exists()


def test_runs_of_a_teams_worker_have_the_settings_that_those_of_up_and_serve_have():
    """The worker imports Prefect before anything of ours could set them."""
    given = yaml.safe_load((ROOT / "prefect.yaml").read_text("utf-8"))
    wanted = {name: value for name, value in flows.PREFECT_DEFAULTS.items() if name.startswith(OF_RUNS)}
    assert len(wanted) == 3
    for deployment in given["deployments"]:
        assert deployment["work_pool"]["job_variables"]["env"] == wanted


def test_the_unit_is_one_that_systemd_understands():
    if not shutil.which("systemd-analyze"):
        if os.environ.get("CI") == "true":
            pytest.fail("systemd-analyze is not installed: .ci/run should have")
        pytest.skip("needs systemd-analyze")
    unit = ROOT / "deploy" / "copydesk.service"
    done = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True)
    assert (done.returncode, [line for line in done.stderr.splitlines() if "copydesk" in line]) == (0, [])
