"""Where archives of others lie: files of this machine, or objects in an S3-compatible store.

A location is an absolute path or an s3:// URL. What the store wants to know besides stands in its query:
?region=eu-west-1, ?endpoint_override=127.0.0.1%3A9000&scheme=http, ?anonymous=true. Keys are taken from the
environment (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY) or the usual files, never from the URL: it is stored.
https://arrow.apache.org/docs/python/filesystems.html#s3
"""

from __future__ import annotations

import glob
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import takewhile
from pathlib import Path
from typing import Any, BinaryIO, cast
from urllib.parse import parse_qs, urlsplit

S3 = "s3://"
READ_AHEAD = 4 << 20  # bytes that one request to a store brings
_WILD = "*?["
_SECRETS = ("access_key", "secret_key", "session_token")


class LocationError(Exception):
    """A location that cannot be read: missing, refused, or no location at all."""


@dataclass(frozen=True, slots=True)
class Located:
    """A file that was found."""

    location: str
    size: int  # bytes


def find(patterns: Sequence[str], suffixes: tuple[str, ...]) -> list[Located]:
    """The files that paths, folders, globs and s3:// URLs (with * too) name, each once, by location.

    Of a folder, a glob or a prefix only files with one of the suffixes are taken. Raises LocationError for a
    pattern that names no file.
    """
    found: dict[str, Located] = {}
    for pattern in patterns:
        named = list(_in_store(pattern, suffixes) if is_remote(pattern) else _here(pattern, suffixes))
        if not named:
            raise LocationError(f"{pattern}: no such archive ({', '.join(suffixes)})")
        found |= {one.location: one for one in named}
    return [found[location] for location in sorted(found)]


def is_remote(location: str) -> bool:
    """True for an object in a store."""
    return location.startswith(S3)


def refuse_keys(location: str) -> None:
    """Raises LocationError for a URL that holds keys, before anything keeps it."""
    if not is_remote(location):
        return
    parts = urlsplit(location)
    if "@" in parts.netloc or any(secret in parse_qs(parts.query) for secret in _SECRETS):
        raise LocationError(
            f"{S3}{parts.netloc.rpartition('@')[2]}{parts.path}: keys belong into the environment,"
            " AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
        )


def is_whole(location: str) -> bool:
    """True for a location; a file of the project's own archive is known by its path in there."""
    return is_remote(location) or Path(location).is_absolute()


def opened(location: str) -> BinaryIO:
    """The file, to be read from any offset. Raises LocationError."""
    try:
        if not is_remote(location):
            return Path(location).open("rb")
        system, path = _store(location)
        return cast(BinaryIO, io.BufferedReader(system.open_input_file(path), READ_AHEAD))
    except (OSError, ValueError) as error:
        raise LocationError(f"{location}: {_reason(error)}") from error


def _here(pattern: str, suffixes: tuple[str, ...]) -> Iterator[Located]:
    path = Path(pattern)
    if path.is_file():
        named = [path]
    elif path.is_dir():
        named = [one for one in path.rglob("*") if one.is_file() and one.name.lower().endswith(suffixes)]
    else:
        found = map(Path, glob.glob(pattern, recursive=True))  # noqa: PTH207  of any folder, absolute too
        named = [one for one in found if one.is_file() and one.name.lower().endswith(suffixes)]
    for one in named:
        whole = one.resolve()
        yield Located(str(whole), whole.stat().st_size)


def _in_store(pattern: str, suffixes: tuple[str, ...]) -> Iterator[Located]:
    from pyarrow.fs import FileSelector, FileType

    parts = urlsplit(pattern)
    query = f"?{parts.query}" if parts.query else ""
    try:
        system, path = _store(pattern)
        info = system.get_file_info(path)
        if info.type == FileType.File:
            yield Located(pattern, info.size)
            return
        base = path if info.type == FileType.Directory else _without_wild(path)
        selector = FileSelector(base, recursive=True, allow_not_found=True)
        for one in system.get_file_info(selector):
            is_meant = base == path or fnmatchcase(one.path, path)
            if is_meant and one.type == FileType.File and one.path.lower().endswith(suffixes):
                yield Located(f"{S3}{one.path}{query}", one.size)
    except (OSError, ValueError) as error:
        raise LocationError(f"{pattern}: {_reason(error)}") from error


def _store(location: str) -> tuple[Any, str]:
    from pyarrow.fs import FileSystem

    refuse_keys(location)
    return cast(tuple[Any, str], FileSystem.from_uri(location))


def _without_wild(path: str) -> str:
    """The folders before the first that has a star in it."""
    folders = path.split("/")[:-1]
    return "/".join(takewhile(lambda folder: not any(sign in folder for sign in _WILD), folders))


def _reason(error: Exception) -> str:
    said = getattr(error, "strerror", None) or str(error)
    return " ".join(said.split())[:200]
