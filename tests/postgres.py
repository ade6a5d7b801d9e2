"""A PostgreSQL server for tests: its own folder, a Unix socket and no port; it ends with the block."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest

DEBIANS = Path("/usr/lib/postgresql")
USER = "postgres"  # of the server; as root, of the system too: PostgreSQL refuses to run as root
# Tests need no durability: a kill of the server is none of the machine.
OPTIONS = "-c listen_addresses='' -c fsync=off -c max_connections=40 -c shared_buffers=16MB"


@contextmanager
def postgres() -> Iterator[str]:
    """Runs a server while the block runs; yields where it is, as libpq reads it: "host=… user=… dbname=…".

    A machine without PostgreSQL skips the test; in CI that is a failure.
    """
    programs = _programs()
    with tempfile.TemporaryDirectory(prefix="pg-") as folder:  # short: a socket's path has 107 bytes at most
        if os.geteuid() == 0:
            shutil.chown(folder, USER, USER)
        data = f"{folder}/data"
        _run(programs / "initdb", "-D", data, "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
        control = [programs / "pg_ctl", "-D", data, "-w", "-s"]
        _run(*control, "-l", f"{folder}/log", "-o", f"-k {folder} {OPTIONS}", "start")
        try:
            yield f"host={folder} user={USER} dbname=postgres"
        finally:
            _run(*control, "-m", "immediate", "stop")


def new_database(server: str) -> str:
    """Makes an empty database in the server; returns where it is."""
    name = f"test_{uuid4().hex}"
    subprocess.run([_programs() / "psql", "-q", "-d", server, "-c", f"CREATE DATABASE {name}"], check=True)
    return server.replace("dbname=postgres", f"dbname={name}")


def _programs() -> Path:
    found = sorted(DEBIANS.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if on_path := shutil.which("initdb"):
        found.append(Path(on_path).resolve())
    if not found:
        if os.environ.get("CI") == "true":
            pytest.fail("PostgreSQL is not installed: .ci/run should have")
        pytest.skip("PostgreSQL is not installed")
    return found[-1].parent


def _run(*command: Path | str) -> None:
    """Runs one of the server's programs; as another user where this one is root."""
    user = {"user": USER, "group": USER, "extra_groups": []} if os.geteuid() == 0 else {}
    # The server keeps what it is given: a pipe would never end.
    with tempfile.TemporaryFile("w+") as said:
        done = subprocess.run(command, cwd="/", stdout=said, stderr=said, stdin=subprocess.DEVNULL, **user)
        if done.returncode:
            said.seek(0)
            pytest.fail(f"{command[0]} failed: {said.read()}")
