"""Puts the loader's work into the file that analysts open.

The loader's file is checkpointed, copied beside the published one and renamed over it: whoever has the old
one open keeps reading it, and no moment exists at which there is none or half of one.
"""

from __future__ import annotations

import errno
import os
import shutil
from contextlib import closing, suppress
from pathlib import Path

import duckdb

from tasks.folders import sync_folder
from warehouse.engine import connect_loader, connect_reader, in_our_words, log_of
from warehouse.errors import WarehouseDamaged, WarehouseError
from warehouse.home import Home
from warehouse.locks import LOCK_TIMEOUT, locked
from warehouse.migrations import migrate

COPY_BYTES = 1 << 20  # at a time, where the system does not copy by itself
_CHANGES = "SELECT changes FROM meta.changes"


def publish(home: Home, timeout: float = LOCK_TIMEOUT, anew: bool = False) -> bool:
    """Publishes what has landed since the last time, or all of it `anew`; False if there was nothing to do.

    `timeout` is the wait for the lock, in seconds. Raises WarehouseBusy after it, and CannotWrite when there
    is no space; the old file then stays. Of a shared warehouse, analysts see at once what has landed.
    """
    if home.lake:
        return False
    with locked(home, timeout):
        clean_up(home)
        ensure_loader(home)
        con = connect_loader(home.loader)
        try:
            with in_our_words(home.loader):
                migrate(con)
                if not anew and _is_published(con, home):
                    return False
                con.execute("CHECKPOINT")
        finally:
            con.close()
        with in_our_words(home.published):
            _replace(home)
    return True


def _changes(con: duckdb.DuckDBPyConnection) -> int:
    count: int = con.execute(_CHANGES).fetchall()[0][0]
    return count


def _is_published(con: duckdb.DuckDBPyConnection, home: Home) -> bool:
    try:
        return _changes(con) == _published_changes(home)
    except WarehouseError:  # it gives way to one that can be read
        return False


def _published_changes(home: Home) -> int | None:
    """The count of changes that the published file holds; None if there is none. Raises WarehouseError."""
    path = home.published
    if not path.exists() or not path.stat().st_size:
        return None
    with closing(connect_reader(path)) as con, in_our_words(path):
        try:
            return _changes(con)
        except duckdb.CatalogException as error:
            raise WarehouseDamaged(f"{path} is a database, but no warehouse of Copydesk.") from error


def ensure_loader(home: Home) -> None:
    """Has the loader go on from the published file where its own is gone: an empty one would be published.

    Where the published file cannot be read just now, nothing else has what it holds: that is an error. Raises
    WarehouseError. The caller holds the lock. A log that is left goes: it names rows of the file that it was
    written for, and DuckDB would replay it into any other. What it held is in the archive.
    """
    if not home.loader.exists() and _published_changes(home) is not None:
        with in_our_words(home.loader):
            log_of(home.loader).unlink(missing_ok=True)
            put_copy_in_place(home)


def put_copy_in_place(home: Home) -> None:
    """Makes the loader's file a copy of the published one. The caller holds the lock."""
    _copy(home.published, home.compacting)
    home.compacting.replace(home.loader)
    sync_folder(home.path)


def clean_up(home: Home) -> None:
    """Removes what was left by one that was killed while it published or compacted."""
    for path in (home.publishing, home.compacting, log_of(home.compacting)):
        path.unlink(missing_ok=True)


def _replace(home: Home) -> None:
    new = home.publishing
    try:
        _copy(home.loader, new)
        # What someone wrote into the old file must not be replayed into the new one.
        log_of(home.published).unlink(missing_ok=True)
        new.replace(home.published)
        sync_folder(home.path)
    except BaseException:
        with suppress(OSError):
            new.unlink(missing_ok=True)
        raise


def _copy(source: Path, target: Path) -> None:
    """Copies a file and waits until it is on the disk."""
    with source.open("rb") as old, target.open("wb") as new:
        if not _copied_by_the_system(old.fileno(), new.fileno()):
            new.seek(0)
            new.truncate()
            shutil.copyfileobj(old, new, COPY_BYTES)
        new.flush()
        os.fsync(new.fileno())


def _copied_by_the_system(old: int, new: int) -> bool:
    """Lets Linux copy: where the file system can, it shares the blocks and copies nothing."""
    if not hasattr(os, "copy_file_range"):
        return False
    left = os.fstat(old).st_size
    try:
        while left > 0:
            copied = os.copy_file_range(old, new, left)
            if copied == 0:
                return False
            left -= copied
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise
        os.lseek(old, 0, os.SEEK_SET)
        return False
    return True
