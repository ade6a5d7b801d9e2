"""Adds sources to sources.toml. What stands there stays, to the byte: comments, order, spelling."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import tomlkit
from courlan import extract_domain
from slugify import slugify

from tasks.discover.sources_file import SourcesError, parse_sources, read_text
from tasks.folders import written_whole

MAX_NAME_CHARS = 40  # of a name that is made
# What a file begins with that was not there before.
HEAD = """\
# Where Copydesk looks for news. Every field is explained in docs/sources.md.

[fetch]
# Say who you are and how you can be reached: some sites refuse robots without a contact.
user_agent = "Copydesk/0.1 (news research)"
"""


def add_sources(path: Path, tables: Mapping[str, Mapping[str, object]]) -> None:
    """Appends sources, by name, each with its fields; makes the file if absent, for its owner alone where
    a login stands in it. All are written, or none.

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
    sources = parse_sources(path, before + added).sources.values()
    verbatim = path.read_bytes().decode() if is_there else before
    ends = "\r\n" if "\r\n" in verbatim else "\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    with written_whole(path, is_private=any(source.has_logins for source in sources)) as file:
        file.write(verbatim + added.replace("\n", ends))


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
