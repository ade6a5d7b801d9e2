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

ROOM = 4 << 30  # bytes that must be free in memory: an empty database has 8 MB, and some tests make many


@contextmanager
def postgres() -> Iterator[str]:
    """Runs a server while the block runs; yields where it is, as libpq reads it: "host=… user=… dbname=…".

    A machine without PostgreSQL skips the test; in CI that is a failure.
    """
    programs = _programs()
    with tempfile.TemporaryDirectory(prefix="pg-", dir=_place()) as folder:
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


def restart(server: str) -> None:
    """Has the server die and come back: every connection to it breaks."""
    data = server.split()[0].removeprefix("host=") + "/data"
    _run(_programs() / "pg_ctl", "-D", data, "-w", "-s", "-m", "immediate", "restart")


def new_database(server: str, like: str | None = None) -> str:
    """Makes a database in the server, empty or a copy of another; returns where it is."""
    name = f"test_{uuid4().hex}"
    model = f" TEMPLATE {like.rpartition('dbname=')[2]}" if like else ""
    tell(server, f"CREATE DATABASE {name}{model}")
    return server.replace("dbname=postgres", f"dbname={name}")


def tell(database: str, sql: str) -> str:
    """Runs SQL in a database; returns the rows, fields separated by |."""
    command = [_programs() / "psql", "-qtA", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", sql]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def _place() -> Path | None:
    """Where its folder goes: into memory, if there is some. From a disk, 40 databases took 20 s to remove.

    The path is short in any case: a socket's has 107 bytes at most.
    """
    memory = Path("/dev/shm")
    return memory if memory.is_dir() and shutil.disk_usage(memory).free > ROOM else None


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
