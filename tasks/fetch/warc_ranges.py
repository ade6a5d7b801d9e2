"""Reads the records of a WARC file that begin in a range of its bytes, without what stands before."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, BinaryIO

from tasks.fetch.warc_files import BROKEN, broken, pages, records_of
from tasks.fetch.warc_heads import BoundedIterator
from tasks.fetch.warc_members import GZIP, MAX_HEAD_BYTES, READ_BYTES, WARC, end_of, first_record
from tasks.records import Capture, Ended

_GZIP = zlib.MAX_WBITS | 16


def is_splittable(file: BinaryIO) -> bool:
    """True if each record is a gzip member of its own, as the first shows, or another if that is broken."""
    try:
        return _begins_with_record(file)
    except (ValueError, zlib.error):
        return first_record(file, 1, file.seek(0, os.SEEK_END)) is not None


def _begins_with_record(file: BinaryIO) -> bool:
    """True if the first gzip member is a record and no more. ValueError or zlib.error if that is broken."""
    file.seek(0)
    packed = file.read(MAX_HEAD_BYTES)
    if not packed.startswith(GZIP):
        return False
    head, found, _ = zlib.decompressobj(_GZIP).decompress(packed, MAX_HEAD_BYTES).partition(b"\r\n\r\n")
    if not head.startswith(WARC):
        return False
    if not found:
        raise ValueError("a head that does not end")
    left = len(head) + 4 + _content_length(head) + 4  # two line ends follow the block
    file.seek(0)
    unpacker = zlib.decompressobj(_GZIP)
    while left >= 0 and not unpacker.eof and (packed := unpacker.unconsumed_tail or file.read(READ_BYTES)):
        left -= len(unpacker.decompress(packed, min(left, READ_BYTES) + 1))
    if left > 0 and unpacker.eof:
        raise ValueError("it ends before its block does")
    return left == 0 and unpacker.eof


def _content_length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length" and (length := int(value)) >= 0:
            return length
    raise ValueError("no Content-Length")


def read_range(
    file: BinaryIO,
    location: str,
    source_id: str,
    start: int,
    end: int,
    problems: list[str],
    revisits: bool = False,
) -> Iterator[Capture | Ended]:
    """The pages whose records begin in [start, end), each with its place; else as `read_warc`.

    Behind a record that is broken, which is told in `problems`, reading goes on where the next one begins.
    The captures of ranges that touch are all the file's, each once.
    """
    at: int | None = start
    while at is not None and (at := first_record(file, at, end)) is not None:
        placed = _Placed(file, at, end)
        try:
            for record in pages(placed, source_id, revisits):
                yield placed.with_place(record, location)
            if _is_cut_short(file, placed.last, end):
                problems.append(f"{location}, at or behind byte {placed.last}: the file is cut short")
            return
        except BROKEN as error:
            problems.append(f"{location}, at or behind byte {placed.last}: {broken(error)}")
            at = placed.last + 1


def _is_cut_short(file: BinaryIO, last: int, end: int) -> bool:
    """True if a range that reaches the file's end does so within its last record.

    To warcio a file that ends within a record's headers is sound.
    """
    size = file.seek(0, os.SEEK_END)
    return end == size and end_of(file, last) != size


class _Placed:
    """The records from an offset on to the end of a range; remembers where each begins and ends."""

    def __init__(self, file: BinaryIO, start: int, end: int) -> None:
        file.seek(start)
        self._archive = BoundedIterator(file)
        self._end = end
        self._places: dict[str, tuple[int, int]] = {}  # of the responses that are still to be asked for
        self.last = start

    def __iter__(self) -> Iterator[Any]:
        name: str | None = None
        for record in records_of(self._archive):
            self.last = self._archive.offset
            if name:
                self._places[name] = (self._places[name][0], self.last)
                name = None
            if record.rec_type in ("response", "resource"):
                if self.last >= self._end:
                    return
                name = (record.rec_headers.get_header("WARC-Record-ID") or "").strip("<>")
                if name:
                    # Only the response before may still be asked for: `pages` is one behind.
                    self._places = dict([*self._places.items()][-1:]) | {name: (self.last, self.last)}
            elif self.last >= self._end and record.rec_type not in ("metadata", "request"):
                return
            yield record
        if name:
            self._places[name] = (self._places[name][0], self._archive.offset)

    def with_place(self, record: Capture | Ended, location: str) -> Capture | Ended:
        """The capture with where it lies; for one without an id of its own nobody could say it again."""
        if not isinstance(record, Capture):
            return record
        start, end = self._places.pop(record.capture_id, (None, None))
        if start is None or end is None:
            return replace(record, warc_file=location)
        return replace(record, warc_file=location, warc_offset=start, warc_length=end - start or None)
