"""Starts the processes that `copydesk up` and `serve` consist of, and stops them with all they started."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue

from flows.output import FAILED, STOPPED, say

# Seconds that a process has to stop in: a run in progress lands and publishes what it has.
STOP_GRACE = 60.0


@dataclass(frozen=True, eq=False)
class Part:
    """One of the processes: a module to run, with its arguments."""

    name: str  # for the user
    module: str
    arguments: Sequence[str]
    environment: Mapping[str, str]  # beside what this process has
    log: Path | None = None  # where its output goes, replacing what was there; else to ours


class Stopped(Exception):
    """A second signal: everything ends now."""


def supervise(parts: Sequence[Part]) -> int:
    """Runs the parts until a signal stops them, or one of them ends by itself.

    The first SIGINT or SIGTERM stops them in turn, the last one first; the second kills all of them at once.
    Each leads a session of its own: Ctrl-C in a terminal reaches this process only, which can then choose the
    order, and a kill of its group takes along whatever it has started.

    Returns the exit code: 0 after a stop that was asked for, that of the part that has ended, or FAILED.
    """
    events: SimpleQueue[Part | None] = SimpleQueue()  # a part that has ended; None for a signal
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda number, frame: events.put(None))
    running: dict[Part, subprocess.Popen[bytes]] = {}
    try:
        for part in parts:
            running[part] = _start(part)
            threading.Thread(target=_watch, args=(part, running[part], events), daemon=True).start()
        ended = events.get()
        if ended is None:
            say("copydesk: stopping; runs in progress land what they have. Again to stop at once")
        elif ended.log:
            say(f"copydesk: {ended.name} has ended by itself; {ended.log} may say why")
        _stop(list(running.values()), events)
        code = 0
    except Stopped:
        ended, code = None, STOPPED
    finally:
        for process in running.values():
            _kill(process)
    if ended:
        return max(running[ended].returncode, FAILED)
    say("copydesk: stopped; what had landed is kept")
    return code


def _start(part: Part) -> subprocess.Popen[bytes]:
    log = part.log.open("wb") if part.log else None
    try:
        return subprocess.Popen(
            [sys.executable, "-m", "flows.tether", part.module, *part.arguments],
            env={**os.environ, **part.environment},
            stdin=subprocess.PIPE,  # never written to: it closes when this process ends
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    finally:
        if log:
            log.close()


def _watch(part: Part, process: subprocess.Popen[bytes], events: SimpleQueue[Part | None]) -> None:
    process.wait()
    events.put(part)


def _stop(running: Sequence[subprocess.Popen[bytes]], events: SimpleQueue[Part | None]) -> None:
    """Asks each to stop, the last that was started first, and waits for it as long as it may take."""
    for process in reversed(running):
        process.terminate()
        latest = time.monotonic() + STOP_GRACE
        while process.poll() is None and (left := latest - time.monotonic()) > 0:
            with suppress(Empty):
                if events.get(timeout=left) is None:
                    raise Stopped


def _kill(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError, PermissionError):  # macOS has the latter for a group that is gone
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
