"""Puts the loader's work into the file that analysts open.

The loader's file is checkpointed, copied beside the published one and renamed over it: whoever has the old
one open keeps reading it, and no moment exists at which there is none or half of one.
"""

from __future__ import annotations

import os
import shutil
import sys
from contextlib import suppress
from pathlib import Path

import duckdb

from warehouse.engine import connect_loader, connect_reader, in_our_words
from warehouse.errors import WarehouseError
from warehouse.home import Home
from warehouse.loader import locked
from warehouse.migrations import migrate

# Seconds to wait for a loader, which holds the lock for one batch at a time.
LOCK_TIMEOUT = 120.0

_FICLONE = 0x40049409  # ioctl of Linux: share the blocks of another file (btrfs, XFS)
_CHANGES = "SELECT changes FROM meta.changes"


def publish(home: Home, timeout: float = LOCK_TIMEOUT) -> bool:
    """Publishes what has landed since the last time; False if nothing has.

    `timeout` is the wait for the lock, in seconds. Raises WarehouseBusy after it, and CannotWrite when there
    is no space; the old file then stays.
    """
    with locked(home, timeout):
        _clean_up(home)
        con = connect_loader(home.loader)
        try:
            with in_our_words(home.loader):
                migrate(con)
                if _changes(con) == _published_changes(home):
                    return False
                con.execute("CHECKPOINT")
        finally:
            con.close()
        with in_our_words(home.published):
            _replace(home)
    return True


def _changes(con: duckdb.DuckDBPyConnection) -> int | None:
    row = con.execute(_CHANGES).fetchone()
    return row[0] if row else None


def _published_changes(home: Home) -> int | None:
    """The count of changes that the published file holds; None if there is none, or it cannot be read."""
    if not home.published.exists():
        return None
    try:
        con = connect_reader(home.published)
    except WarehouseError:
        return None
    try:
        return _changes(con)
    except duckdb.Error:
        return None
    finally:
        con.close()


def _temporary(home: Home) -> Path:
    return home.published.with_name(f".{home.published.name}.new")


def _clean_up(home: Home) -> None:
    """Removes what a publisher that was killed has left."""
    _temporary(home).unlink(missing_ok=True)


def _replace(home: Home) -> None:
    new = _temporary(home)
    try:
        _copy(home.loader, new)
        # What someone wrote into the old file must not be replayed into the new one.
        home.published.with_name(home.published.name + ".wal").unlink(missing_ok=True)
        new.replace(home.published)
        _sync_folder(home.path)
    except BaseException:
        with suppress(OSError):
            new.unlink(missing_ok=True)
        raise


def _copy(source: Path, target: Path) -> None:
    """Copies a file and waits until it is on the disk; shares its blocks where the file system can."""
    if not _cloned(source, target):
        shutil.copyfile(source, target)
    with target.open("rb+") as file:
        os.fsync(file.fileno())


def _cloned(source: Path, target: Path) -> bool:
    if sys.platform != "linux":
        return False
    import fcntl

    with source.open("rb") as old, target.open("wb") as new:
        try:
            fcntl.ioctl(new.fileno(), _FICLONE, old.fileno())
        except OSError:  # not this file system
            return False
    return True


def _sync_folder(folder: Path) -> None:
    if sys.platform == "win32":  # a folder cannot be opened there
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
