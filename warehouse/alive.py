"""Which runs are alive: each holds a lock on a file of its own in the home, `.running/RUN_ID`.

The system frees a dead process's lock, however it died: a file that nobody holds is that of a run that is
over, whatever the warehouse says. Where several homes share a warehouse, each knows of its own runs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from warehouse.engine import in_our_words
from warehouse.home import Home

PATIENCE = 10.0  # seconds: another run may be looking whether this one is over


@contextmanager
def alive(home: Home, run_id: str) -> Iterator[None]:
    """Meanwhile, others see that the run is alive."""
    path = home.running / run_id
    with in_our_words(home.path):
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path, timeout=PATIENCE, thread_local=False).acquire()
    with lock:
        yield


def over(home: Home) -> list[str]:
    """The ids of runs that have ended, in whatever way, until their files are removed. Raises CannotWrite."""
    with in_our_words(home.path):
        return [path.name for path in home.running.glob("*") if _is_free(path)]


def living(home: Home) -> list[str]:
    """The ids of this home's runs that are alive. Raises CannotWrite."""
    with in_our_words(home.path):
        return [path.name for path in home.running.glob("*") if not _is_free(path)]


def remove(home: Home, run_ids: Iterable[str]) -> None:
    """Removes the files of runs whose end the warehouse knows."""
    for run_id in run_ids:
        (home.running / run_id).unlink(missing_ok=True)


def _is_free(path: Path) -> bool:
    try:
        with FileLock(path, thread_local=False).acquire(timeout=0):
            return True
    except Timeout:
        return False
