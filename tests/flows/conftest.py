"""One Prefect server for all flow tests, and one demo for those of the program, each run by one worker."""

import asyncio
import gc
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

import flows  # noqa: F401  (sets Prefect's defaults before Prefect is imported)
from flows.cli import app
from tests.certificates import certified
from tests.site.server import SampleSite

COPYDESK = Path(sys.executable).parent / "copydesk"


@pytest.fixture(scope="session")
def prefect_server(tmp_path_factory):
    from prefect.settings import PREFECT_API_SSL_CERT_FILE, temporary_settings
    from prefect.testing.utilities import prefect_test_harness

    # The server speaks HTTP, but each client, a dozen a run, reads a file of certificates: one will do.
    file = tmp_path_factory.mktemp("tls") / "one.pem"
    file.write_bytes(certified("nobody.localhost")[0])
    with (
        temporary_settings({PREFECT_API_SSL_CERT_FILE: str(file)}),
        prefect_test_harness(server_startup_timeout=180),
    ):
        gc.collect()
        gc.freeze()  # Prefect is here to stay, too
        yield


@pytest.fixture(scope="session")
def run(prefect_server, empty):
    """Runs a flow; returns its final state and the counts.

    A home that is absent is not made by the flow, which takes a quarter of a second, but copied.
    """
    from flows.progress import Progress, watcher

    def run_flow(flow, **parameters):
        if (home := parameters.get("home")) and not Path(home).exists():
            shutil.copytree(empty.path, home)
        seen = [Progress()]
        token = watcher.set(lambda progress: seen.append(progress))
        try:
            state = asyncio.run(_state(flow, parameters))
        finally:
            watcher.reset(token)
            gc.collect()  # what Prefect leaves open is told of in this test, not in another's
        return state, seen[-1]

    return run_flow


async def _state(flow, parameters):
    return await flow(**parameters, return_state=True)


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("user")


@pytest.fixture(scope="session")
def copydesk(folder):
    """Runs the program in a folder of its own; no warning or traceback ever reaches the user."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    environment |= {"PREFECT_HOME": str(folder / "prefect"), "COLUMNS": "100", "PYTHONWARNINGS": "default"}

    def run(*arguments, stdin="", **extra):
        done = subprocess.run(
            [COPYDESK, *arguments],
            cwd=folder,
            env=environment | extra,
            capture_output=True,
            text=True,
            errors="surrogateescape",
            input=stdin,
        )
        assert "Traceback" not in done.stderr + done.stdout, done.stderr
        return done

    return run


@pytest.fixture(scope="session")
def demo(copydesk):
    done = copydesk("demo")
    assert done.returncode == 0, done.stderr
    return done


class ForbiddingSite(SampleSite):
    """The sample site, which can refuse pages."""

    forbidden = frozenset()

    def answer(self, site, target):
        answer = super().answer(site, target)
        return (403, *answer[1:]) if target.partition("?")[0] in self.forbidden else answer


@pytest.fixture
def site():
    with ForbiddingSite() as running:
        yield running


@pytest.fixture
def ingest(run, site, tmp_path):
    """Ingests the sample sites into tmp_path/home; returns the state and the counts."""
    from flows.ingest import ingest as flow

    sources = tmp_path / "sources.toml"
    sources.write_text(site.sources_toml())

    def call(*source_ids):
        return run(flow, source_ids=list(source_ids), sources_file=sources, home=tmp_path / "home")

    return call


@pytest.fixture
def load(run, tmp_path):
    from flows.load import load as flow

    def call(*what, allow_private=False):
        names = [str(name) for name in what]
        return run(flow, what=names, home=tmp_path / "home", allow_private=allow_private)

    return call


@pytest.fixture
def call(home, tmp_path, monkeypatch):
    """Calls a command in a folder of its own, on the `home` of the test's module."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COPYDESK_HOME", str(home.path))
    return lambda *words: CliRunner().invoke(app, words)
