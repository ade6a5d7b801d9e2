"""What a team deploys: prefect.yaml to a process pool with a worker, and the unit for systemd."""

import asyncio
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PREFECT = Path(sys.executable).with_name("prefect")


@pytest.mark.xdist_group("prefect")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_prefect_yaml_deploys_to_a_pool_whose_worker_runs_it(prefect_server, tmp_path):
    from prefect.client.orchestration import get_client
    from prefect.settings import PREFECT_API_URL

    sources = tmp_path / "sources.toml"
    sources.write_text('[sources.harbour-post]\nfeeds = ["https://paper.example/rss"]\n')
    environment = {
        **os.environ,
        "PREFECT_API_URL": PREFECT_API_URL.value(),
        "COPYDESK_HOME": str(tmp_path / "data"),
        "COPYDESK_SOURCES": str(sources),
    }

    def prefect(*arguments):
        done = subprocess.run(
            [PREFECT, "--no-prompt", *arguments], cwd=ROOT, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr

    async def call():
        async with get_client() as client:
            made = await client.read_deployment_by_name("maintain/maintenance")
            due = await client.read_deployment_by_name("ingest/what is due")
            assert due.parameters["home"] == environment["COPYDESK_HOME"]
            return (await client.create_flow_run_from_deployment(made.id)).id

    async def state(run_id):
        async with get_client() as client:
            return (await client.read_flow_run(run_id)).state

    automation = tmp_path / "automation.yaml"
    automation.write_text((ROOT / "docs" / "deploy.md").read_text().split("```yaml\n")[1].split("```")[0])
    prefect("automation", "create", "--from-file", str(automation))
    prefect("work-pool", "create", "copydesk", "--type", "process", "--overwrite")
    prefect("deploy", "--all")
    run_id = asyncio.run(call())
    prefect("worker", "start", "--pool", "copydesk", "--run-once")
    assert asyncio.run(state(run_id)).is_completed()
    assert (tmp_path / "data" / "copydesk.duckdb").exists()


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd-analyze")
def test_the_unit_is_one_that_systemd_understands():
    unit = ROOT / "deploy" / "copydesk.service"
    done = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True)
    assert (done.returncode, [line for line in done.stderr.splitlines() if "copydesk" in line]) == (0, [])
