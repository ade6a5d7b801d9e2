"""The pages that a user names on the command line, as captures, one at a time."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tasks.fetch.fetch import capture_of
from tasks.fetch.fetcher import Fetcher
from tasks.fetch.files import FilesError, find_files, is_url, read_file, read_stream
from tasks.records import Capture, EndsHere, Entry, Outcome
from tasks.sources import FetchSettings, Source

STANDARD_INPUT = "-"
SOURCE_ID = "extract"


@dataclass(frozen=True, slots=True)
class NamedPage:
    """A page that the user named, and its capture, or why there is none."""

    name: str  # path, URL or "-", as the user wrote it
    capture: Capture | EndsHere
    page_id: str | None = None  # of a manifest's line


def pages_of(
    what: Sequence[str], manifest: Path | None, allow_private: bool, fetching: FetchSettings | None = None
) -> Iterator[NamedPage]:
    """The named pages, in their order; then those of the manifest."""
    source = Source(source_id=SOURCE_ID, allow_private=allow_private)
    with ExitStack() as stack:
        ask: Callable[[str], Capture | EndsHere] | None = None  # certificates are read for who needs them
        for name in what:
            if name == STANDARD_INPUT:
                yield NamedPage(name, _standard_input())
            elif is_url(name):
                ask = ask or stack.enter_context(_web(source, fetching))
                yield NamedPage(name, ask(name))
            else:
                yield from _files(name)
    if manifest:
        yield from _manifest(manifest)


def _standard_input() -> Capture | EndsHere:
    try:
        return read_stream(sys.stdin.buffer, SOURCE_ID)
    except EndsHere as end:
        return end


@contextmanager
def _web(source: Source, fetching: FetchSettings | None) -> Iterator[Callable[[str], Capture | EndsHere]]:
    """What asks for a page; one fetcher for all of them, as it pauses and knows each robots.txt."""
    fetcher = Fetcher(fetching)

    async def fetch(url: str) -> Capture:
        response = await fetcher.get(url, source)
        response.raise_for_status()
        return capture_of(Entry(SOURCE_ID, url, "extract", datetime.now(UTC)), response)

    with asyncio.Runner() as loop:

        def ask(url: str) -> Capture | EndsHere:
            try:
                return loop.run(fetch(url))
            except EndsHere as end:
                return end

        loop.run(fetcher.__aenter__())
        try:
            yield ask
        finally:
            loop.run(fetcher.__aexit__(None, None, None))


def _files(name: str) -> Iterator[NamedPage]:
    if not name:
        yield NamedPage(name, EndsHere(Outcome.UNREACHABLE, "a page with no name was asked for"))
        return
    try:
        files = find_files([Path(name)]).files
    except FilesError as error:
        yield NamedPage(name, EndsHere(Outcome.UNREACHABLE, str(error)))
        return
    if not files:
        yield NamedPage(name, EndsHere(Outcome.UNREACHABLE, f"{name}: no page in it"))
    for file in files:
        yield NamedPage(str(file), _file(file))


def _file(path: Path, url: str | None = None) -> Capture | EndsHere:
    try:
        return read_file(path, SOURCE_ID, url)
    except EndsHere as end:
        return end


def _manifest(manifest: Path) -> Iterator[NamedPage]:
    """Lines of id, url and path; a line that is none is told as a page that cannot be read."""
    try:
        lines = manifest.open(encoding="utf-8", errors="replace")
    except OSError as error:
        yield NamedPage(str(manifest), EndsHere(Outcome.UNREACHABLE, f"{manifest}: {error.strerror}"))
        return
    with lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield _manifest_page(manifest, number, line)


def _manifest_page(manifest: Path, number: int, line: str) -> NamedPage:
    try:
        fields = json.loads(line)
        page_id, path, url = str(fields["id"]), manifest.parent / fields["path"], fields.get("url")
        if not isinstance(url, str | None):
            raise TypeError("url")
    except (ValueError, TypeError, KeyError, AttributeError):
        reason = f"{manifest} line {number}: not a JSON object with id, path and perhaps url"
        return NamedPage(f"{manifest}:{number}", EndsHere(Outcome.UNREADABLE, reason))
    return NamedPage(str(path), _file(path, url), page_id)
