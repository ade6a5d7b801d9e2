"""An archive in parts, of which each can be read by a process of its own. Pure.

A WARC file as crawlers write it has a gzip member a record, so reading can begin at any of them: a part is a
range of bytes, and its records are those that begin in it. Any other must be unpacked from its beginning:
there a part holds so many of its pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tasks.records import Article, Capture, Ended
from tasks.step import Step

# Of the packed file: some hundred pages and some seconds of reading, so that what Prefect asks for a task run
# (about 0.1 s) does not count, and a kill costs no more than that.
PART_BYTES = 16_000_000
LEAST_PART_BYTES = 1_000_000
PARTS_A_WORKER = 4  # at least, of a small file, so that all have something to do


@dataclass(frozen=True, slots=True)
class Part:
    """Some of an archive: the records that begin in a range of its bytes, or these pages."""

    location: str
    size: int  # bytes, of the whole file
    start: int  # byte, or number of the first page
    end: int  # exclusive
    pages: Sequence[Capture | Ended] | None = None  # of a file that cannot be read from the middle
    wanted: str | None = None  # conditions that its pages had to meet, as Wanted.noted

    @property
    def label(self) -> str:
        """The file's name, and how far into it: "CC-NEWS-….warc.gz 16 to 32 MB"."""
        name = self.location.partition("?")[0].rpartition("/")[2]
        if self.pages is not None:
            return f"{name} {self.start + 1} to {self.end}"
        return f"{name} {self.start / 1e6:.1f} to {self.end / 1e6:.1f} MB"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a part came to; light: without the pages."""

    step: Step[Article]
    passed_over: int  # pages that were not wanted
    repeated: int  # revisits: the archive says that a page had come again, the very same
    problems: list[str]  # records that could not be read


def cut(location: str, size: int, done: Iterable[tuple[int, int]], workers: int) -> Iterator[Part]:
    """What of a file is not `done` yet, in parts, from its beginning."""
    length = min(PART_BYTES, max(LEAST_PART_BYTES, size // (workers * PARTS_A_WORKER)))
    for start, end in _gaps(size, done):
        for begin in range(start, end, length):
            yield Part(location, size, begin, min(begin + length, end))


def _gaps(size: int, done: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The ranges between those that are done, which may touch or overlap."""
    reached = 0
    for start, end in sorted(done):
        if min(start, size) > reached:
            yield reached, min(start, size)
        reached = max(reached, end)
    if reached < size:
        yield reached, size
