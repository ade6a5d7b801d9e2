"""Processes for tests that work at a warehouse, say how far they are, and can be killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from warehouse.home import Home

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0  # seconds that a child may take before the test fails


def start(code: str, home: Home) -> subprocess.Popen[str]:
    """A Python process that runs the code with `home` at hand and talks over its pipes."""
    head = (
        "import sys\n"
        "__file__ = 'child'\n"  # or DuckDB takes it for a session at a terminal, and shows its progress
        "from tests.warehouse.samples import article, batch\n"
        "from warehouse.home import Home\n"
        "from warehouse.loader import open_loader\n"
        "from warehouse.publish import publish\n"
        "from warehouse.query import open_published\n"
        f"home = Home({str(home.path)!r})\n"
        "def say(*words):\n    print(*words, flush=True)\n"
    )
    return subprocess.Popen(
        [sys.executable, "-c", head + code],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def hear(process: subprocess.Popen[str]) -> str:
    """The next line that a process says."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


def end(process: subprocess.Popen[str], word: str = "\n") -> str:
    """Tells a process to go on, waits for its end, and gives what it said last."""
    said, _ = process.communicate(word, timeout=PATIENCE)
    assert process.returncode == 0
    return said.strip()


def kill(process: subprocess.Popen[str]) -> None:
    """Kills a process, as nothing else does."""
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=PATIENCE)
