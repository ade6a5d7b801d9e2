"""Prefect's temporary server, which a run has where PREFECT_API_URL names none: it ends when the run does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import prefect
from prefect.server.api.server import SubprocessASGIServer
from prefect.settings import PREFECT_API_URL, get_current_settings


class OwnServer(SubprocessASGIServer):
    """Prefect's way leaves the server behind, with its 200 MB, if the run is killed; this one is tethered."""

    def _run_uvicorn_command(self) -> subprocess.Popen[Any]:
        # As Prefect starts it, but for the tether and the garbage.
        arguments = ["--app-dir", str(Path(prefect.__file__).parents[1]), "--factory"]
        arguments += ["prefect.server.api.server:create_app", "--host", "127.0.0.1", "--port", str(self.port)]
        arguments += ["--log-level", "error", "--lifespan", "on"]
        return subprocess.Popen(
            [sys.executable, "-m", "flows.tether", "flows.prefect_server", "uvicorn", *arguments],
            env={
                **os.environ,
                "PREFECT_UI_ENABLED": "0",
                "PREFECT__SERVER_EPHEMERAL": "1",
                "PREFECT__SERVER_FINAL": "1",
                **get_current_settings().to_environment_variables(exclude_unset=True),
            },
            stdin=subprocess.PIPE,  # never written to: it closes when this process ends
        )


def tether_own_server() -> None:
    """To be called before the first flow of a process: Prefect uses the one that was made first."""
    if not PREFECT_API_URL.value():
        OwnServer()
