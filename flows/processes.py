"""Processes that read pages: Python runs one page at a time in each."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor

from tasks.collector import collect_seldom

ORPHANED = 1  # exit code, which nobody sees


def processes(count: int | None = None) -> ProcessPoolExecutor:
    """So many processes, by default one a core. They are started afresh: a copy of this one would hold its
    locks. Ctrl-C, which reaches them too, is left to this process; but when it is gone, they end."""
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(count or os.cpu_count(), context, _begin)


def _begin() -> None:
    collect_seldom()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_the_parent, daemon=True).start()


def _end_with_the_parent() -> None:
    """They would wait for work for ever: each holds both ends of the pipe that brings it."""
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(ORPHANED)
