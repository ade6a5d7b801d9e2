"""Writes WARC files anew: without some captures, or several files as one."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

READ_BYTES = 1 << 16
MAX_HEAD_BYTES = 1 << 16  # of a record's own headers
_GZIP = zlib.MAX_WBITS + 16
CAPTURES = ("response", "resource", "revisit")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a capture stands now."""

    capture_id: str
    warc_file: str
    warc_offset: int  # bytes
    warc_length: int  # bytes, compressed


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


def rewrite(folder: Path, names: Sequence[str], target: str, without: Set[str] = frozenset()) -> list[Place]:
    """Copies records into the new file `target`, in their order, but for those of some captures.

    Gives the place of each capture in it. Names are relative to the folder. A record that a killed writer
    left half is dropped. When it returns, the file is on the disk. Raises OSError, also if it was there.
    """
    path = folder / target
    path.parent.mkdir(parents=True, exist_ok=True)
    places: list[Place] = []
    with path.open("xb") as new:
        for name in names:
            with (folder / name).open("rb") as old:
                for member in members(old):
                    if member.capture_id in without:
                        continue
                    if member.is_capture:
                        places.append(Place(member.capture_id, target, new.tell(), member.length))
                    _copy(old, member, new)
        new.flush()
        os.fsync(new.fileno())
    sync_folder(path.parent)
    return places


def members(file: BinaryIO) -> Iterator[Member]:
    """The records of a WARC file with a gzip member a record, as far as they can be read."""
    offset = 0
    while True:
        file.seek(offset)
        try:
            length, head = _measured(file)
        except (EOFError, zlib.error):
            return
        yield Member(offset, length, _headers(head))
        offset += length


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


def _copy(old: BinaryIO, member: Member, new: BinaryIO) -> None:
    old.seek(member.offset)
    left = member.length
    while left > 0:
        data = old.read(min(READ_BYTES, left))
        if not data:
            raise EOFError(f"cut short while it was read at {member.offset}")
        new.write(data)
        left -= len(data)


def sync_folder(folder: Path) -> None:
    """Makes a new file's name durable, where the system can open a folder (not on Windows)."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
