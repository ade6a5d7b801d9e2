"""Makes a warehouse smaller: what was deleted from it leaves no room, and no trace."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import timedelta

from tasks.folders import sync_folder
from warehouse import lake_upkeep
from warehouse.engine import connect_loader, connect_reader, in_our_words, log_of
from warehouse.home import Home
from warehouse.locks import LOCK_TIMEOUT, locked
from warehouse.migrations import migrate
from warehouse.publish import clean_up, ensure_loader
from warehouse.quoting import quoted


def compact(home: Home, timeout: float = LOCK_TIMEOUT, history: timedelta = lake_upkeep.HISTORY) -> None:
    """Writes the loader's file anew, or merges a shared warehouse's files. Publishing is the caller's.

    `history` is how far back readers of a shared warehouse can still look. `timeout` is the wait for the
    lock, in seconds. Killed at any moment, it leaves the old file or the new one, and at most temporary
    ones, which the next publishing, or compacting, removes. Raises WarehouseError.
    """
    with locked(home, timeout):
        if shared := home.lake:
            with in_our_words(shared), connect_loader(shared) as con:
                migrate(con)
                lake_upkeep.compact(con, history)
            return
        clean_up(home)
        ensure_loader(home)
        try:
            _copy(home)
            # All of the log stands in the file since the checkpoint; the new file must not get it twice.
            log_of(home.loader).unlink(missing_ok=True)
            with in_our_words(home.loader):
                home.compacting.replace(home.loader)
                sync_folder(home.path)
        except BaseException:
            with suppress(OSError):
                clean_up(home)
            raise


def size(home: Home) -> int:
    """Bytes of the loader's file, or of the files of a shared warehouse; 0 if there is none yet."""
    shared = home.lake
    if shared is None:
        return home.loader.stat().st_size if home.loader.exists() else 0
    with connect_reader(shared) as con, in_our_words(shared):
        return lake_upkeep.size(con)


def _copy(home: Home) -> None:
    new = home.compacting
    con = connect_loader(home.loader)
    try:
        with in_our_words(home.loader):
            migrate(con)
            # Counted as a change: the published file is a copy of the old one.
            con.execute("UPDATE meta.changes SET changes = changes + 1")
            con.execute("CHECKPOINT")
            name = con.execute("SELECT current_database()").fetchall()[0][0]
        with in_our_words(new):
            con.execute(f"ATTACH {quoted(str(new))} AS compacted")
            con.execute(f'COPY FROM DATABASE "{name}" TO compacted')
            con.execute("CHECKPOINT compacted")
            con.execute("DETACH compacted")
            with new.open("rb") as file:
                os.fsync(file.fileno())
    finally:
        con.close()
