"""The locks of a warehouse: files in its home, or advisory locks in the database of a shared one.

Whoever holds one and dies, however, holds it no longer.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from warehouse import lake
from warehouse.engine import in_our_words
from warehouse.errors import WarehouseBusy
from warehouse.home import Home
from warehouse.lake import Lake

# Seconds to wait for another loader: it holds the lock for one batch, or for one publishing, at a time.
LOCK_TIMEOUT = 120.0
LOCK_POLL = 0.02  # seconds between two looks at a lock file that another holds

_LOADING, _KEEPING_HOUSE = 1, 2  # keys of advisory locks


@contextmanager
def locked(home: Home, timeout: float) -> Iterator[None]:
    """Holds the lock of those who write to the warehouse; makes its folder if absent.

    Raises WarehouseBusy when another process holds it for longer than `timeout` seconds.
    """
    with _held(home, home.lock, _LOADING, timeout, _busy(home.lake or home.path, timeout)):
        yield


@contextmanager
def shared_locked(shared: Lake, timeout: float) -> Iterator[None]:
    """Holds that lock of a shared warehouse, whichever is the home's. Raises WarehouseBusy."""
    with ExitStack() as stack:
        with in_our_words(shared):
            stack.enter_context(lake.locked(shared, _LOADING, timeout, _busy(shared, timeout)))
        yield


@contextmanager
def keeping_house(home: Home, timeout: float) -> Iterator[None]:
    """Holds the lock of those who write the archive's files anew. Raises WarehouseBusy after `timeout` s."""
    busy = f"Another process is tidying {home.path} up. Wait for it, or end it."
    with _held(home, home.maintenance, _KEEPING_HOUSE, timeout, busy):
        yield


def busy(home: Home, timeout: float) -> WarehouseBusy:
    """What is told to whom that lock was not free for so many seconds."""
    return WarehouseBusy(_busy(home.lake or home.path, timeout))


def _busy(place: Path | Lake, timeout: float) -> str:
    return f"Another run has held {place} for over {timeout:g} s. Wait for it, or end it."


@contextmanager
def _held(home: Home, file: Path, key: int, timeout: float, busy: str) -> Iterator[None]:
    with in_our_words(home.path):
        home.path.mkdir(parents=True, exist_ok=True)
    shared = home.lake
    if shared is None:
        with _file_held(file, timeout, busy):
            yield
    else:
        with ExitStack() as stack:
            with in_our_words(shared):
                stack.enter_context(lake.locked(shared, key, timeout, busy))
            yield


@contextmanager
def _file_held(file: Path, timeout: float, busy: str) -> Iterator[None]:
    # Another thread than the one that took it may give it back (warehouse/turns.py).
    lock = FileLock(file, timeout=timeout, poll_interval=LOCK_POLL, thread_local=False)
    with in_our_words(file.parent):
        try:
            lock.acquire()
        except Timeout as error:
            raise WarehouseBusy(busy) from error
    try:
        yield
    finally:
        lock.release()
