"""Processes that read pages: Python runs one page at a time in each."""

from __future__ import annotations

import multiprocessing
import os
import signal
from concurrent.futures import ProcessPoolExecutor

from tasks.collector import collect_seldom


def processes(count: int | None = None) -> ProcessPoolExecutor:
    """So many processes, by default one a core. They are started afresh: a copy of this one would hold its
    locks. Ctrl-C, which reaches them too, is left to this process."""
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(count or os.cpu_count(), context, _begin)


def _begin() -> None:
    collect_seldom()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
