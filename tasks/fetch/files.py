"""Files that the user names, for `copydesk load` and `copydesk extract`."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, NamedTuple
from uuid import uuid4

from tasks.fetch.decode import gunzip
from tasks.fetch.warc_files import SUFFIXES, is_warc
from tasks.fetch.warc_records import digest
from tasks.records import LOADED, Capture, EndsHere, Entry, Outcome

MAX_FILE_BYTES = 10_000_000  # as stored, and again when unpacked
# What a folder is searched for, with the type that stands for the name. A .gz of each counts too.
_TYPES = {
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "application/xhtml+xml",
    ".mhtml": "multipart/related",
    ".mht": "multipart/related",
    ".txt": "text/plain",
}


class FilesError(Exception):
    """A path that cannot be loaded, in one line."""


class FileList(NamedTuple):
    """What was found under the paths that the user named."""

    files: list[Path]  # each once, in the order of the paths, sorted within a folder
    skipped: list[tuple[Path, str]]  # with the reason


def is_url(name: str) -> bool:
    """True if the user names a page on the web, not a path."""
    return name.lower().startswith(("http://", "https://"))


def find_files(paths: Iterable[Path], warcs: bool = False) -> FileList:
    """The files to load. A file that is named is taken whatever it is called; folders are searched.

    In folders WARC files count only with `warcs`. Raises FilesError for a path that is not there.
    """
    found = FileList([], [])
    taken: set[Path] = set()
    for path in paths:
        if path.is_dir():
            for file in _walk(path, found.skipped, warcs):
                _take(file, found, taken)
        elif path.is_file():
            _take(path, found, taken)
        elif path.exists():
            raise FilesError(f"{path}: neither a file nor a folder")
        else:
            raise FilesError(f"{path}: no such file or folder")
    return found


def read_file(path: Path, source_id: str, url: str | None = None) -> Capture:
    """The file as a capture, not yet archived; `url` is the page's own address, where it is known.

    A .gz file is unpacked. Raises EndsHere: UNREACHABLE (no such file, not readable), TOO_LARGE,
    UNREADABLE (broken .gz).
    """
    return _capture(file_entry(path, source_id, url), _read(path), content_type(path))


def read_stream(stream: BinaryIO, source_id: str) -> Capture:
    """A page from a pipe as a capture. Raises EndsHere: TOO_LARGE."""
    raw = stream.read(MAX_FILE_BYTES + 1)
    if len(raw) > MAX_FILE_BYTES:
        raise EndsHere(Outcome.TOO_LARGE, f"more than {MAX_FILE_BYTES:,} bytes")
    return _capture(Entry(source_id, "file:///dev/stdin", LOADED, datetime.now(UTC)), raw, None)


def file_entry(path: Path, source_id: str, url: str | None = None) -> Entry:
    """The entry that a file is; its URL the page's own, where that is known."""
    return Entry(source_id, url or path.absolute().as_uri(), LOADED, seen_at=datetime.now(UTC))


def content_type(path: Path) -> str | None:
    """The type that the file's name stands for; None where it says nothing."""
    name = path.name.lower().removesuffix(".gz")
    return _TYPES.get(os.path.splitext(name)[1])  # noqa: PTH122 (the name alone, its .gz gone)


def _capture(entry: Entry, payload: bytes, kind: str | None) -> Capture:
    return Capture(
        capture_id=f"urn:uuid:{uuid4()}",
        entry=entry,
        url=entry.url,
        fetched_at=entry.seen_at,
        status=200,
        headers=(("Content-Type", kind),) if kind else (),
        payload=payload,
        digest=digest(payload),
    )


def _walk(folder: Path, skipped: list[tuple[Path, str]], warcs: bool) -> Iterator[Path]:
    """Files below the folder that may be pages. Hidden files and links to folders are passed over."""

    def unreadable(error: OSError) -> None:
        skipped.append((Path(error.filename or folder), f"cannot be read: {error.strerror}"))

    for root, folders, names in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(root, name)
            if name.startswith("."):
                continue
            if content_type(path) is None and not (warcs and is_warc(path)):
                also = f", nor {', '.join(SUFFIXES)}" if warcs else ""
                skipped.append((path, f"not one of {', '.join(_TYPES)} (or .gz of these){also}"))
            elif not path.is_file():
                skipped.append((path, "not a file"))
            else:
                yield path


def _take(path: Path, found: FileList, taken: set[Path]) -> None:
    real = path.resolve()
    if real not in taken:
        taken.add(real)
        found.files.append(path)


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_FILE_BYTES + 1)
    except FileNotFoundError:
        raise EndsHere(Outcome.UNREACHABLE, "no such file") from None
    except (OSError, ValueError) as error:  # ValueError: a null character in the name
        reason = getattr(error, "strerror", None) or str(error)
        raise EndsHere(Outcome.UNREACHABLE, f"cannot be read: {reason}") from None
    if len(raw) > MAX_FILE_BYTES:
        raise EndsHere(Outcome.TOO_LARGE, f"more than {MAX_FILE_BYTES:,} bytes")
    return gunzip(raw, MAX_FILE_BYTES) if path.name.lower().endswith(".gz") else raw
