"""The archive: WARC files that hold every capture as it came, readable by the field's standard tools."""

from __future__ import annotations

import contextlib
import os
import platform
import threading
import zlib
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self
from urllib.parse import urlsplit
from uuid import uuid4

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tasks.fetch.response import status_words
from tasks.records import Capture

Headers = tuple[tuple[str, str], ...]

MAX_FILE_BYTES = 1_000_000_000  # a file that has grown beyond is followed by a new one
MAX_PAYLOAD_BYTES = 250_000_000  # that read() gives
WARC_VERSION = "WARC/1.1"
# Of zlib. On 120 news pages of 174 kB on average level 4 takes 1.5 ms a page and leaves 35 kB, level 6 takes
# 2.4 ms and leaves 34 kB, level 9 (warcio's own) 3.7 ms for the same.
COMPRESSION_LEVEL = 4
# Headers that describe the bytes on the wire. The archive holds the page without transfer and content
# encodings, and keeps these under the names that Common Crawl gives them.
_WIRE_HEADERS = {"content-encoding", "transfer-encoding", "content-length"}
_KEPT_AS = "X-Crawler-"


class ArchiveError(Exception):
    """A capture that the archive cannot give: no such file, or not a record there."""


class Archive:
    """A folder of WARC files. Each Archive object writes files of its own, so two runs never share one.

    Usable as a context manager, plain or async.
    """

    def __init__(self, folder: Path, max_file_bytes: int = MAX_FILE_BYTES) -> None:
        self._folder = folder
        self._max_file_bytes = max_file_bytes
        self._token = uuid4().hex[:12]
        self._number = 0
        self._day = ""
        self._file: BinaryIO | None = None
        self._name = ""
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

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def store(self, capture: Capture, request_headers: Headers | None = None) -> Capture:
        """Writes the capture; gives it back with its place. Call `sync` before anything relies on it.

        With `request_headers` it is a response with its request, else a loaded file (a resource record).
        """
        writer = _Writer(capture)
        try:
            file = self._open()
            offset = file.tell()
            self._write(writer.resource() if request_headers is None else writer.response())
            length = file.tell() - offset
            if request_headers is not None:
                self._write(writer.request(request_headers))
        except OSError:
            self._abandon()
            raise
        return replace(capture, warc_file=self._name, warc_offset=offset, warc_length=length)

    def sync(self) -> None:
        """Returns when all that was stored is on the disk."""
        with self._closing:
            self._sync()

    def close(self) -> None:
        """Syncs and closes the file; the next `store` opens another."""
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
        """The headers as received, and the payload, of the capture stored there. Raises ArchiveError."""
        path = (self._folder / warc_file).resolve()
        if not path.is_relative_to(self._folder.resolve()):
            raise ArchiveError(f"{warc_file} is outside the archive")
        if self._file is not None and warc_file == self._name:
            self._file.flush()
        try:
            with path.open("rb") as file:
                file.seek(offset)
                return _read_record(file)
        except FileNotFoundError:
            raise ArchiveError(f"the archive has no file {warc_file}") from None
        except (ArchiveLoadFailed, OSError, EOFError, ValueError, zlib.error) as error:
            raise ArchiveError(f"no capture in {warc_file} at {offset}: {error}") from None

    def _open(self) -> BinaryIO:
        today = datetime.now(UTC).strftime("%Y-%m-%d")
        if self._file is not None and (today != self._day or self._file.tell() >= self._max_file_bytes):
            self.close()
        if self._file is None:
            self._day = today
            self._number += 1
            self._name = f"{today}/copydesk-{today}-{self._token}-{self._number:05d}.warc.gz"
            path = self._folder / self._name
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = path.open("xb")
            _sync_folder(path.parent)
            self._write(_warcinfo(path.name))
        return self._file

    def _abandon(self) -> None:
        """Leaves a file that could not be written to (the disk is full): what follows needs a sound one."""
        with self._closing, contextlib.suppress(OSError):
            file, self._file = self._file, None
            if file is not None:
                file.close()

    def _write(self, record: bytes) -> None:
        assert self._file is not None
        # One gzip member a record, so that a reader can start at any record's offset.
        self._file.write(zlib.compress(record, COMPRESSION_LEVEL, zlib.MAX_WBITS + 16))
        self._written += 1


class _Writer:
    """The records of one capture, uncompressed."""

    def __init__(self, capture: Capture) -> None:
        self._capture = capture
        self._date = capture.fetched_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        self._buffer = BytesIO()
        self._warc = WARCWriter(self._buffer, gzip=False, warc_version=WARC_VERSION)

    def response(self) -> bytes:
        headers = [_to_archive(name, value) for name, value in self._capture.headers]
        headers.append(("Content-Length", str(len(self._capture.payload))))
        status = status_words(self._capture.status).removeprefix("status ")
        http = StatusAndHeaders(status, headers, protocol="HTTP/1.1")
        return self._record("response", self._capture.capture_id, self._capture.payload, http)

    def request(self, headers: Headers) -> bytes:
        parts = urlsplit(self._capture.url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        http = StatusAndHeaders(f"GET {target} HTTP/1.1", list(headers), is_http_request=True)
        return self._record(
            "request", f"urn:uuid:{uuid4()}", b"", http, concurrent_to=self._capture.capture_id
        )

    def resource(self) -> bytes:
        return self._record("resource", self._capture.capture_id, self._capture.payload, None)

    def _record(
        self,
        kind: str,
        record_id: str,
        payload: bytes,
        http: StatusAndHeaders | None,
        concurrent_to: str | None = None,
    ) -> bytes:
        fields = {"WARC-Record-ID": f"<{record_id}>", "WARC-Date": self._date}
        if concurrent_to is not None:
            fields["WARC-Concurrent-To"] = f"<{concurrent_to}>"
        else:
            fields["WARC-Payload-Digest"] = self._capture.digest
        content_type = (
            (self._capture.header("Content-Type") or "application/octet-stream") if not http else ""
        )
        record = self._warc.create_warc_record(
            self._capture.url,
            kind,
            payload=BytesIO(payload),
            length=len(payload),
            warc_content_type=content_type,
            warc_headers_dict=fields,
            http_headers=http,
        )
        self._buffer.seek(0)
        self._buffer.truncate()
        self._warc.write_record(record)
        return self._buffer.getvalue()


def _warcinfo(name: str) -> bytes:
    buffer = BytesIO()
    writer = WARCWriter(buffer, gzip=False, warc_version=WARC_VERSION)
    about = {
        "software": f"Copydesk (Python {platform.python_version()})",
        "format": "WARC File Format 1.1",
        "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        "description": "Payloads without transfer and content encodings; their headers as X-Crawler-*",
    }
    writer.write_record(writer.create_warcinfo_record(name, about))
    return buffer.getvalue()


def _to_archive(name: str, value: str) -> tuple[str, str]:
    kept = f"{_KEPT_AS}{name}" if name.lower() in _WIRE_HEADERS else name
    return kept, " ".join(value.split())


def _read_record(file: BinaryIO) -> tuple[Headers, bytes]:
    for record in ArchiveIterator(file):
        if record.rec_type not in ("response", "resource"):
            break
        payload: bytes = record.raw_stream.read(MAX_PAYLOAD_BYTES)
        if record.http_headers is None:
            kind = record.rec_headers.get_header("Content-Type")
            return (("Content-Type", kind),) if kind else (), payload
        headers = tuple(
            (name.removeprefix(_KEPT_AS), value)
            for name, value in record.http_headers.headers
            if name.lower() not in _WIRE_HEADERS
        )
        return headers, payload
    raise ArchiveError("there is no response or resource record")


def _sync_folder(folder: Path) -> None:
    """Makes a new file's name durable, where the system can open a folder (not on Windows)."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
