"""`copydesk up`."""

from __future__ import annotations

import os
import socket
from typing import TYPE_CHECKING, Annotated

import typer

from flows.options import DEFAULT_HOME, DEFAULT_SOURCES, HomeOption, SourcesOption
from flows.output import errors, say
from flows.prefect_login import LOGIN, SERVERS_LOGIN, login_of

if TYPE_CHECKING:
    from warehouse.home import Home

LOOPBACK = "127.0.0.1"
PORT = 4200  # Prefect's own
# Where the user says that the server's data are to be.
PLACES = ("PREFECT_HOME", "PREFECT_SERVER_DATABASE_CONNECTION_URL", "PREFECT_API_DATABASE_CONNECTION_URL")


def up(
    sources: SourcesOption = DEFAULT_SOURCES,
    home: HomeOption = DEFAULT_HOME,
    port: Annotated[
        int | None,
        typer.Option(min=1, max=65535, help="Port of Prefect's UI; else 4200 or, if it is taken, another."),
    ] = None,
) -> None:
    """Start a Prefect server of your own, its UI, and the schedules of all sources; Ctrl-C stops all of it.

    The server listens on this machine only, asks for a login, and keeps its data beside the warehouse, in the
    folder prefect/. What has landed so far of a run in progress is kept and published.

    Example: copydesk up --home data
    """
    from dataclasses import replace

    from flows.commands.scheduled import only_one, schedules
    from flows.supervise import Part, supervise
    from warehouse.home import Home

    place = Home(home.resolve())
    runs = schedules(sources, home, {})  # a mistake in the sources file is told before anything is started
    with only_one(place):
        place.prefect.mkdir(exist_ok=True)
        chosen = _port(port)
        say(f"Starting Prefect's server at http://{LOOPBACK}:{chosen}; the warehouse is {place.shown}.")
        login = login_of(place)
        if not os.environ.get(SERVERS_LOGIN):  # not into a log, which others may read
            say(f"Its UI asks for a login: {login if errors.is_terminal else f'the line in {place.login}'}")
        environment = _environment(place, chosen, login)
        command = f"prefect server start --host {LOOPBACK} --port {chosen} --log-level WARNING".split()
        log = place.prefect / "server.log"
        server = Part("Prefect's server", "flows.prefect_server", command, environment, log)
        raise typer.Exit(supervise([server, replace(runs, environment=environment)]))


def _environment(home: Home, port: int, login: str) -> dict[str, str]:
    """What makes Prefect use this server, and no other."""
    api = f"http://{LOOPBACK}:{port}/api"
    settings = {
        SERVERS_LOGIN: login,
        LOGIN: login,
        # To a browser these are two origins; no other page may ask.
        "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": f"http://{LOOPBACK}:{port},http://localhost:{port}",
        "PREFECT_API_URL": api,
        "PREFECT_UI_URL": f"http://{LOOPBACK}:{port}",
        "PREFECT_SERVER_UI_API_URL": api,  # or the UI asks at 4200
        "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "false",
    }
    if not any(name in os.environ for name in PLACES):
        settings["PREFECT_HOME"] = str(home.prefect)
    # Else the database only grows.
    if "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED" not in os.environ:
        settings["PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED"] = "events,flow_runs"
    # Prefect lists all time zones for each schedule that it reads. tzdata has a list of its own; the system's
    # are searched file by file, a third of what an idle server took (benchmarks/soak.py: 4.9% of a core, now
    # 3.2%).
    settings["PYTHONTZPATH"] = os.environ.get("PYTHONTZPATH", "")
    return settings


def _port(wanted: int | None) -> int:
    """The wanted port, or Prefect's own, or one that is free. Raises OSError if the wanted one is not."""
    for port in [wanted] if wanted else [PORT, 0]:
        try:
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((LOOPBACK, port))
                return int(probe.getsockname()[1])
        except OSError as error:
            if wanted:
                raise OSError(error.errno, error.strerror, f"{LOOPBACK}:{port}") from error
    raise AssertionError("the system has no free port")
