"""What is still to go from the archive, and where captures stand after their file was written anew.

A file is never changed in place: a new one is written beside it, the index is turned to it in one
transaction, then the old one is deleted. Whichever file would be left over if the process died is on the list
meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pyarrow as pa

from tasks.fetch.rewrite import Place
from warehouse import rows
from warehouse.arrow import registered
from warehouse.engine import in_our_words
from warehouse.loader import Loader

_TO_REWRITE = """
SELECT warc_file, list(capture_id) FROM raw.removals WHERE capture_id IS NOT NULL
GROUP BY warc_file ORDER BY warc_file
"""
_TO_DELETE = "SELECT DISTINCT warc_file FROM raw.removals WHERE capture_id IS NULL ORDER BY warc_file"
_CONCERNED = "SELECT DISTINCT warc_file FROM raw.removals"
_INDEXED = """
SELECT capture_id, warc_file, warc_offset + warc_length FROM raw.captures SEMI JOIN asked USING (warc_file)
"""
_MOVE = """
UPDATE raw.captures SET
    warc_file = placed.warc_file, warc_offset = placed.warc_offset, warc_length = placed.warc_length
FROM placed
WHERE raw.captures.capture_id = placed.capture_id AND raw.captures.warc_file IN (FROM old_files)
"""


def to_rewrite(loader: Loader) -> dict[str, set[str]]:
    """By file, the captures that are to go from it."""
    with in_our_words(loader.store):
        return {name: set(captures) for name, captures in loader.con.execute(_TO_REWRITE).fetchall()}


def to_delete(loader: Loader) -> list[str]:
    """The files that are to go."""
    with in_our_words(loader.store):
        return [name for (name,) in loader.con.execute(_TO_DELETE).fetchall()]


def concerned(loader: Loader) -> set[str]:
    """The files that are to go, or of which something is."""
    with in_our_words(loader.store):
        return {name for (name,) in loader.con.execute(_CONCERNED).fetchall()}


def indexed(loader: Loader, files: Iterable[str]) -> dict[str, tuple[str, int]]:
    """The captures that stand in these files: in which, and where each ends, in bytes."""
    with in_our_words(loader.store), registered(loader.con, "asked", _files(files)):
        return {name: (file, end) for name, file, end in loader.con.execute(_INDEXED).fetchall()}


def begin(loader: Loader, target: str) -> None:
    """Notes, before a file is written, that it is to go if this goes no further."""
    with loader.writing():
        loader.con.execute("INSERT INTO raw.removals VALUES (?, NULL)", [target])


def turn(loader: Loader, old: Sequence[str], target: str, places: Sequence[Place]) -> None:
    """Turns the index from the old files to the new one, which stays; the old ones are to go."""
    columns: list[rows.Column] = [
        ("capture_id", pa.string(), lambda place: place.capture_id),
        ("warc_file", pa.string(), lambda place: place.warc_file),
        ("warc_offset", pa.int64(), lambda place: place.warc_offset),
        ("warc_length", pa.int64(), lambda place: place.warc_length),
    ]
    con = loader.con
    with (
        loader.writing(),
        registered(con, "placed", rows.table(columns, places)),
        registered(con, "old_files", _files(old)),
    ):
        con.execute(_MOVE)
        con.execute("DELETE FROM raw.removals WHERE warc_file IN (FROM old_files) OR warc_file = ?", [target])
        con.execute("INSERT INTO raw.removals SELECT warc_file, NULL FROM old_files")


def done(loader: Loader, files: Iterable[str]) -> None:
    """These files are gone."""
    with loader.writing(), registered(loader.con, "asked", _files(files)):
        loader.con.execute("DELETE FROM raw.removals WHERE capture_id IS NULL AND warc_file IN (FROM asked)")


def _files(names: Iterable[str]) -> pa.Table:
    return rows.strings("warc_file", names)
