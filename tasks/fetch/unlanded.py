"""Captures that were archived and have not landed: what a run leaves behind that was killed in between.

A run marks the files that it archives into, before the first byte, by one file `.unlanded/TOKEN` in the
archive's folder; TOKEN stands in the names of its WARC files. It holds a lock on the mark as long as it
lives, and lifts the mark once all has landed. A mark that nobody holds is a dead run's, and the next run
lands what lies there.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from filelock import FileLock, Timeout
from warcio.exceptions import ArchiveLoadFailed

from tasks.fetch.warc_files import entry_of
from tasks.fetch.warc_heads import BoundedIterator
from tasks.fetch.warc_members import Member, members
from tasks.fetch.warc_records import headers_of
from tasks.folders import sync_folder
from tasks.records import LOADED, Capture, Entry

FOLDER = ".unlanded"  # hidden: `load` passes it over
_UNKNOWN = ""  # source of a capture until its own entry has been read


class Mark:
    """The mark of one run in an archive."""

    def __init__(self, archive: Path, token: str) -> None:
        self._archive = archive
        self._token = token
        self._path = archive / FOLDER / token
        self._lock = FileLock(self._path, thread_local=False)

    @property
    def files(self) -> list[str]:
        """The WARC files of the run, relative to the archive, in the order in which they were begun."""
        found = self._archive.glob(f"*/copydesk-*-{self._token}-*.warc.gz")
        return sorted(path.relative_to(self._archive).as_posix() for path in found)

    def set(self) -> None:
        """Marks what follows, safely on the disk. Does nothing the second time."""
        if not self._lock.is_locked:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._lock.acquire(timeout=0)
            sync_folder(self._path.parent)

    def claim(self) -> bool:
        """Takes over the mark of a dead run; False if that run lives, or another has taken it over."""
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            return False
        return True

    def lift(self) -> None:
        """All has landed."""
        if self._lock.is_locked:
            self._path.unlink(missing_ok=True)
            self._lock.release()

    def leave(self) -> None:
        """Lets go of the mark; if it has not been lifted, what it marks is the next run's."""
        self._lock.release()


def left_behind(archive: Path) -> Iterator[Mark]:
    """The marks of dead runs, each claimed while it is at hand."""
    for path in sorted((archive / FOLDER).glob("*")):
        mark = Mark(archive, path.name)
        if mark.claim():
            try:
                yield mark
            finally:
                mark.leave()


def is_marked(archive: Path, warc_file: str) -> bool:
    """True if the file may hold captures that have not landed: it must be neither rewritten nor deleted."""
    tokens = (path.name for path in (archive / FOLDER).glob("*"))
    return any(f"-{token}-" in warc_file for token in tokens)


def read_unlanded(archive: Path, warc_file: str, problems: list[str]) -> Iterator[Capture]:
    """The captures in one of our files, with their places, in its order; revisits without their payload.

    What is broken between them is told in `problems` and passed over. A capture that was not written to its
    end is none, and is cut off the file, so that standard tools find it sound. Raises OSError. Only for who
    has claimed the file's mark.
    """
    path = archive / warc_file
    end = behind = 0  # of the last capture that is whole, of the last record
    pending: Capture | None = None
    with path.open("rb") as file:
        for member, record in _records(file):
            if member.offset > behind:
                problems.append(
                    f"{path}: bytes {behind} to {member.offset} are broken, and what was in them is lost"
                )
            behind = member.end
            if record.rec_type == "metadata" and pending is not None:
                if entry := entry_of(pending, record):
                    yield replace(pending, entry=entry)
                pending = None
                end = member.end
            elif member.is_capture:
                payload = record.raw_stream.read()
                pending = replace(
                    _capture(record, payload),
                    warc_file=warc_file,
                    warc_offset=member.offset,
                    warc_length=member.length,
                )
            elif pending is None:
                end = member.end
    if end < path.stat().st_size:
        os.truncate(path, end)


def _records(file: BinaryIO) -> Iterator[tuple[Member, Any]]:
    """Each record that is whole."""
    for member in members(file):
        file.seek(member.offset)
        plain = zlib.decompress(file.read(member.length), zlib.MAX_WBITS + 16)
        try:
            record = next(iter(BoundedIterator(BytesIO(plain))))
        except (ArchiveLoadFailed, StopIteration):  # no record of ours, though it unpacks
            continue
        yield member, record


def _capture(record: Any, payload: bytes) -> Capture:
    header = record.rec_headers.get_header
    url = header("WARC-Target-URI")
    fetched_at = datetime.fromisoformat(header("WARC-Date")).astimezone(UTC)
    kind = header("Content-Type")
    http = record.http_headers
    return Capture(
        capture_id=header("WARC-Record-ID").strip("<>"),
        entry=Entry(_UNKNOWN, url, LOADED, fetched_at),
        url=url,
        fetched_at=fetched_at,
        status=int(http.get_statuscode()) if http else 200,
        headers=headers_of(record) if http else (("Content-Type", kind),),
        payload=payload,
        digest=header("WARC-Payload-Digest"),
        refers_to=(header("WARC-Refers-To") or "").strip("<>") or None,
    )
