"""The archive: WARC files that hold every capture as it came, readable by the field's standard tools."""

from __future__ import annotations

import contextlib
import os
import threading
import zlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self
from uuid import uuid4

from isal import isal_zlib
from warcio.exceptions import ArchiveLoadFailed

from tasks.fetch.locations import LocationError, is_whole, opened
from tasks.fetch.unlanded import Mark
from tasks.fetch.warc_heads import BoundedIterator
from tasks.fetch.warc_members import CAPTURES
from tasks.fetch.warc_records import (
    Headers,
    Original,
    headers_of,
    metadata_record,
    request_record,
    resource_record,
    response_record,
    revisit_record,
    warcinfo_record,
)
from tasks.folders import sync_folder
from tasks.records import Capture

MAX_FILE_BYTES = 1_000_000_000  # a file that has grown beyond is followed by a new one
MAX_PAYLOAD_BYTES = 250_000_000  # that read() gives
# Of ISA-L, which writes what any gzip reads. On 400 news pages of 190 kB on average it takes 0.6 ms a page,
# and leaves 40.5 kB (level 2: 0.3 ms, 41.9 kB). zlib takes 1.7 ms at its level 4, and leaves 38.1 kB.
COMPRESSION_LEVEL = 3


class ArchiveError(Exception):
    """A capture that the archive cannot give: no such file, or not a record there."""


class Archive:
    """A folder of WARC files. Each Archive object writes files of its own, so two runs never share one.

    They are marked (unlanded.py) until `settle`: what is closed without it, the next run lands. Usable as a
    context manager.
    """

    def __init__(self, folder: Path, max_file_bytes: int = MAX_FILE_BYTES) -> None:
        self._folder = folder
        self._max_file_bytes = max_file_bytes
        self._token = new_token()
        self._mark = Mark(folder, self._token)
        self._originals: dict[tuple[str, str], Original] = {}  # by URL and digest
        self.stored: Counter[str] = Counter()  # captures, by WARC file
        self._number = 0
        self._day = ""
        self._file: BinaryIO | None = None
        self._name = ""
        # Where the next record goes; the file itself cannot say while another thread flushes it.
        self._offset = 0
        self._written = 0  # records
        self._synced = 0  # of these, safely on the disk
        # Syncing takes long and is done in a thread while others store; a file is closed by one of them only.
        self._closing = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def store(self, capture: Capture, request_headers: Headers | None = None) -> Capture:
        """Writes the capture; gives it back with its place. Call `sync` before anything relies on it.

        With `request_headers` it is a response with its request (with none if they are empty), else a loaded
        file (a resource record). A response whose URL and payload the archive holds already, as far as it has
        been told (`remember`), becomes a revisit record without the payload.
        """
        original = None
        if request_headers is None:
            records = [resource_record(capture)]
        else:
            original = self._originals.get((capture.url, capture.digest))
            records = [revisit_record(capture, original) if original else response_record(capture)]
        if request_headers:
            records.append(request_record(capture, request_headers))
        records.append(metadata_record(capture))
        try:
            self._open()
            offset = self._offset
            self._write(records[0])
            length = self._offset - offset
            for record in records[1:]:
                self._write(record)
        except OSError:
            self._abandon()
            raise
        self.stored[self._name] += 1
        capture = replace(
            capture,
            warc_file=self._name,
            warc_offset=offset,
            warc_length=length,
            refers_to=original.capture_id if original else None,
        )
        if request_headers is not None and original is None:
            self.remember([_original(capture)])
        return capture

    def remember(self, originals: Iterable[Original]) -> None:
        """Pages that the archive holds: one that comes again, the very same, is stored as a revisit."""
        self._originals.update({(one.url, one.digest): one for one in originals})

    def there(self, originals: Iterable[Original]) -> list[Original]:
        """Those whose records are there still: days are moved away, files are lost or cut short.

        A page that repeats one of the others has to be stored whole, or else its body would be lost.
        """
        ends: dict[str, int] = {}
        found = []
        for one in originals:
            if one.warc_file not in ends:
                ends[one.warc_file] = _size(self._folder / one.warc_file)
            if one.warc_offset < ends[one.warc_file]:
                found.append(one)
        return found

    def sync(self) -> None:
        """Returns when all that was stored is on the disk."""
        with self._closing:
            self._sync()

    def settle(self) -> None:
        """All that was stored has landed."""
        self._mark.lift()

    def close(self) -> None:
        """Syncs and closes the file; what was not settled is for the next run to land."""
        self._close_file()
        self._mark.leave()

    def _close_file(self) -> None:
        with self._closing:
            if self._file is not None:
                self._sync()
                self._file.close()
                self._file = None

    def _sync(self) -> None:
        written = self._written
        if self._file is not None and self._synced < written:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._synced = written

    def read(self, warc_file: str, offset: int) -> tuple[Headers, bytes]:
        """The headers as received, and the payload, of the capture stored there. Raises ArchiveError.

        Of a revisit the payload is empty: it stands where the capture is that the revisit refers to.
        """
        try:
            with self.open(warc_file) as file:
                file.seek(offset)
                return _read_record(file)
        except (ArchiveLoadFailed, OSError, EOFError, ValueError, zlib.error) as error:
            raise ArchiveError(f"no capture in {warc_file} at {offset}: {error}") from None

    def open(self, warc_file: str) -> BinaryIO:
        """That file, or one of another archive that was backfilled. Raises ArchiveError."""
        if is_whole(warc_file):
            try:
                return opened(warc_file)
            except LocationError as error:
                raise ArchiveError(str(error)) from None
        path = (self._folder / warc_file).resolve()
        if not path.is_relative_to(self._folder.resolve()):
            raise ArchiveError(f"{warc_file} is outside the archive")
        if self._file is not None and warc_file == self._name:
            self._file.flush()
        try:
            return path.open("rb")
        except FileNotFoundError:
            raise ArchiveError(f"the archive has no file {warc_file}") from None
        except OSError as error:
            raise ArchiveError(f"the archive's file {warc_file} cannot be read: {error.strerror}") from None

    def _open(self) -> None:
        today = datetime.now(UTC).strftime("%Y-%m-%d")
        if self._file is not None and (today != self._day or self._offset >= self._max_file_bytes):
            self._close_file()
        if self._file is None:
            self._mark.set()
            self._day = today
            self._number += 1
            self._name = file_name(today, self._token, self._number)
            path = self._folder / self._name
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = path.open("xb")
            sync_folder(path.parent)
            self._offset = 0
            self._write(warcinfo_record(path.name))

    def _abandon(self) -> None:
        """Leaves a file that could not be written to (the disk is full): what follows needs a sound one."""
        with self._closing, contextlib.suppress(OSError):
            file, self._file = self._file, None
            if file is not None:
                file.close()

    def _write(self, record: bytes) -> None:
        assert self._file is not None
        # One gzip member a record, so that a reader can start at any record's offset.
        self._offset += self._file.write(isal_zlib.compress(record, COMPRESSION_LEVEL, zlib.MAX_WBITS + 16))
        self._written += 1


def new_token() -> str:
    """What the names of the files that one writer makes have in common, and no others."""
    return uuid4().hex[:12]


def file_name(day: str, token: str, number: int) -> str:
    """Where a file stands in the archive's folder; `day` in UTC, 2026-05-16."""
    return f"{day}/copydesk-{day}-{token}-{number:05d}.warc.gz"


def _size(path: Path) -> int:
    """In bytes; 0 of a file that is not there."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _original(capture: Capture) -> Original:
    assert capture.warc_file is not None and capture.warc_offset is not None
    return Original(
        capture.capture_id,
        capture.url,
        capture.fetched_at,
        capture.digest,
        capture.warc_file,
        capture.warc_offset,
    )


def _read_record(file: BinaryIO) -> tuple[Headers, bytes]:
    # Where no WARC record begins, warcio takes what it finds for a record of the old ARC format, one time in
    # a hundred even compressed bytes; the record's format says so.
    for record in BoundedIterator(file):
        if record.format != "warc" or record.rec_type not in CAPTURES:
            break
        payload: bytes = record.raw_stream.read(MAX_PAYLOAD_BYTES)
        if record.http_headers is None:
            kind = record.rec_headers.get_header("Content-Type")
            return (("Content-Type", kind),) if kind else (), payload
        return headers_of(record), payload
    raise ArchiveError("there is no capture's record")
