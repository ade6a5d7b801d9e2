"""warcio's reader of WARC files, bounded: it would take a line, or a head of a record, of any length."""

from __future__ import annotations

from typing import Any, BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import DecompressingBufferedReader
from warcio.exceptions import ArchiveLoadFailed

# Of a record's own headers, or of those of HTTP in it. Ours may have three times the 64 kB that a server may
# send, as percent-encoding makes three bytes of one.
MAX_LINE_BYTES = 256_000
MAX_HEAD_LINES = 1_000
MAX_HEAD_BYTES = 1_000_000


class BoundedIterator(ArchiveIterator):  # type: ignore[misc]  # warcio has no types
    """The records of a file. ArchiveLoadFailed where lines or heads are longer than any that make sense."""

    def __init__(self, stream: BinaryIO | Any) -> None:
        super().__init__(stream)
        self.reader = _BoundedReader(self.fh)


class _BoundedReader(DecompressingBufferedReader):  # type: ignore[misc]
    """Counts the lines that come one behind the other, up to an empty one or to a block."""

    _lines = 0
    _bytes = 0

    def read(self, length: int | None = None) -> bytes:
        self._lines = self._bytes = 0
        data: bytes = super().read(length)
        return data

    def readline(self, length: int | None = None) -> bytes:
        """warcio's own gives less than a line, if that does not come at once and a length is given."""
        most = MAX_LINE_BYTES + 1 if length is None else min(length, MAX_LINE_BYTES + 1)
        line = b""
        while len(line) < most and not line.endswith(b"\n"):
            self._fillbuff()
            if self.empty():
                break
            line += self.buff.readline(most - len(line))
        self._count(line)
        return line

    def _count(self, line: bytes) -> None:
        if not line.strip():
            self._lines = self._bytes = 0
        self._lines += 1
        self._bytes += len(line)
        if len(line) > MAX_LINE_BYTES:
            raise ArchiveLoadFailed(f"a line of more than {MAX_LINE_BYTES:,} bytes")
        if self._lines > MAX_HEAD_LINES or self._bytes > MAX_HEAD_BYTES:
            raise ArchiveLoadFailed(
                f"a record's head of more than {MAX_HEAD_LINES:,} lines or {MAX_HEAD_BYTES:,} bytes"
            )
