"""Writes the loader's file anew: what was deleted from it leaves no room, and no trace."""

from __future__ import annotations

import os
from contextlib import suppress

from warehouse.engine import connect_loader, in_our_words
from warehouse.home import Home
from warehouse.loader import locked
from warehouse.migrations import migrate
from warehouse.publish import clean_up, sync_folder


def compact(home: Home, timeout: float) -> None:
    """Copies all that the file holds into a new one, which takes its place. Publishing is the caller's.

    `timeout` is the wait for the lock, in seconds. Killed at any moment, it leaves the old file or the new
    one, and at most a temporary one, which the next publishing removes. Raises WarehouseError.
    """
    with locked(home, timeout):
        clean_up(home)
        try:
            _copy(home)
            # All of the log stands in the file since the checkpoint; the new file must not get it twice.
            home.loader.with_name(home.loader.name + ".wal").unlink(missing_ok=True)
            with in_our_words(home.loader):
                home.compacting.replace(home.loader)
                sync_folder(home.path)
        except BaseException:
            with suppress(OSError):
                clean_up(home)
            raise


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
            con.execute(f"ATTACH '{_quoted(str(new))}' AS compacted")
            con.execute(f'COPY FROM DATABASE "{name}" TO compacted')
            con.execute("CHECKPOINT compacted")
            con.execute("DETACH compacted")
            with new.open("rb") as file:
                os.fsync(file.fileno())
    finally:
        con.close()


def _quoted(text: str) -> str:
    return text.replace("'", "''")
