"""Adds sources to sources.toml. What stands there stays, to the byte: comments, order, spelling."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile
from urllib.parse import urlsplit

import tomlkit
from courlan import extract_domain
from slugify import slugify

from tasks.discover.sources_file import SourcesError, parse_sources, read_text

MAX_NAME_CHARS = 40  # of a name that is made
# What a file begins with that was not there before.
HEAD = """\
# Where Copydesk looks for news. Every field is explained in docs/sources.md.

[fetch]
# Say who you are and how you can be reached: some sites refuse robots without a contact.
user_agent = "Copydesk/0.1 (news research)"
"""


def add_sources(path: Path, tables: Mapping[str, Mapping[str, object]]) -> None:
    """Appends sources, by name, each with its fields; makes the file if absent. All are written, or none.

    Raises SourcesError where a name is taken or the file as it would be is not right; it then stays.
    """
    is_there = path.exists()
    before = read_text(path) if is_there else HEAD
    taken = parse_sources(path, before).sources
    for name in tables:
        if name in taken:
            raise SourcesError(f'{path}: there is a source "{name}" already; --name gives another name')
    added = "" if before.endswith("\n") or not before else "\n"
    added += "".join("\n" + source_toml(name, fields) for name, fields in tables.items())
    parse_sources(path, before + added)
    raw = path.read_bytes() if is_there else before.encode()
    ends = b"\r\n" if b"\r\n" in raw else b"\n"
    _write(path.resolve(), raw + added.encode().replace(b"\n", ends))  # a link stays one


def source_toml(name: str, fields: Mapping[str, object]) -> str:
    """The table of a source."""
    table = tomlkit.table()
    for key, value in fields.items():
        table.add(key, value)
    sources = tomlkit.table(is_super_table=True).add(name, table)
    return tomlkit.dumps(tomlkit.document().add("sources", sources))


def name_of_site(url: str) -> str:
    """A name for the source of a site: "https://www.bbc.co.uk/news" is "bbc"."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    domain = extract_domain(url)
    if domain is None:  # of no public domain: all of the name but its end
        return name_of_title(host if host.replace(".", "").isdigit() else host.rpartition(".")[0] or host)
    return name_of_title(domain.partition(".")[0])


def name_of_title(title: str, taken: Sequence[str] | Mapping[str, object] = ()) -> str:
    """A name that a source may have, in ASCII, and that is not taken."""
    name = slugify(title, max_length=MAX_NAME_CHARS, word_boundary=True) or "source"
    found, number = name, 1
    while found in taken:
        number += 1
        found = f"{name}-{number}"
    return found


def _write(path: Path, data: bytes) -> None:
    """Replaces the file as a whole; it keeps its rights."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("wb", dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
            Path(file.name).chmod(mode)
            Path(file.name).replace(path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
