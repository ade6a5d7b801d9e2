"""The records of a WARC file as gzip members, one a record: where each stands, also behind what is broken."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

GZIP = b"\x1f\x8b\x08"  # a member begins so, and so do other bytes once in 16 MB
WARC = b"WARC/"  # what a member that is a record unpacks to, at first
PEEK = 256  # packed bytes that are surely enough to unpack that
SEARCHED = 1 << 20  # bytes that are looked through at a time
READ_BYTES = 1 << 16
MAX_HEAD_BYTES = 1 << 16  # of a record's own headers
CAPTURES = ("response", "resource", "revisit")
_GZIP = zlib.MAX_WBITS | 16


@dataclass(frozen=True, slots=True)
class Member:
    """A record as it stands in its file: a gzip member of its own."""

    offset: int
    length: int
    headers: dict[str, str]  # WARC's own, names in lower case

    @property
    def end(self) -> int:
        """Where the next record begins, in bytes."""
        return self.offset + self.length

    @property
    def capture_id(self) -> str:
        """The capture that it is, or belongs to; "" for a file's own record."""
        name = self.headers.get("warc-concurrent-to") or self.headers.get("warc-record-id", "")
        return "" if self.headers.get("warc-type") == "warcinfo" else name.strip("<>")

    @property
    def is_capture(self) -> bool:
        """False for what stands beside a capture: its request, its metadata."""
        return self.headers.get("warc-type") in CAPTURES


def members(file: BinaryIO) -> Iterator[Member]:
    """The records of a file with a gzip member a record. What is broken, or cut short, is passed over."""
    offset: int | None = 0
    size = file.seek(0, os.SEEK_END)
    while offset is not None:
        file.seek(offset)
        try:
            length, head = _measured(file)
        except (EOFError, zlib.error):
            offset = first_record(file, offset + 1, size)
        else:
            yield Member(offset, length, _headers(head))
            offset += length


def first_record(file: BinaryIO, start: int, end: int) -> int | None:
    """The offset of the first record that begins in [start, end)."""
    while start < end:
        file.seek(start)
        window = file.read(SEARCHED + len(GZIP) - 1)
        at = window.find(GZIP)
        while at >= 0 and start + at < end:
            if _is_record(file, start + at):
                return start + at
            at = window.find(GZIP, at + 1)
        start += SEARCHED
    return None


def end_of(file: BinaryIO, offset: int) -> int | None:
    """Where the record ends that begins there; None if it is broken, or the file ends before."""
    file.seek(offset)
    try:
        return offset + _measured(file)[0]
    except (EOFError, zlib.error):
        return None


def _is_record(file: BinaryIO, offset: int) -> bool:
    file.seek(offset)
    try:
        return zlib.decompressobj(_GZIP).decompress(file.read(PEEK), len(WARC)) == WARC
    except zlib.error:
        return False


def _measured(file: BinaryIO) -> tuple[int, bytes]:
    """Length of the gzip member that begins here, and the beginning of what it holds."""
    unpacked = zlib.decompressobj(_GZIP)
    head, length = b"", 0
    while not unpacked.eof:
        data = file.read(READ_BYTES)
        if not data:
            raise EOFError
        length += len(data)
        head += unpacked.decompress(data)[: MAX_HEAD_BYTES - len(head)]
    return length - len(unpacked.unused_data), head


def _headers(head: bytes) -> dict[str, str]:
    lines = head.partition(b"\r\n\r\n")[0].decode("utf-8", "replace").split("\r\n")
    pairs = (line.partition(":") for line in lines[1:])
    return {name.strip().lower(): value.strip() for name, _, value in pairs}
