"""The news agencies of the world, as agencies.toml lists them, and what their names are looked up in."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from tasks.normalize.credit_words import credit_words, fold

UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Agency:
    """One agency of agencies.toml, whose head says what each field means."""

    name: str
    country: str
    site: str
    aliases: tuple[str, ...] = ()
    initials: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    sign_offs: tuple[str, ...] = ()
    wikidata: str | None = None
    iptc: str | None = None


@dataclass(frozen=True, slots=True)
class Index:
    """What the lookups read: each key leads to one canonical name."""

    names: dict[str, str]  # folded name
    initials: dict[str, str]  # exact letters
    any_case: dict[str, str]  # folded initials
    hosts: dict[str, str]
    keys: frozenset[str]  # the longest word of each name: a text without any of them names none
    unspaced: re.Pattern[str]  # names in scripts that put no space between words


@cache
def all_agencies() -> tuple[Agency, ...]:
    """Every agency of agencies.toml, in the order of the file."""
    with (Path(__file__).with_name("agencies.toml")).open("rb") as file:
        rows: list[dict[str, Any]] = tomllib.load(file)["agency"]
    return tuple(_agency(row) for row in rows)


def _agency(row: dict[str, Any]) -> Agency:
    values: dict[str, Any] = {key: tuple(v) if isinstance(v, list) else v for key, v in row.items()}
    return Agency(**values)


@cache
def index() -> Index:
    """What the lookups read, made once."""
    found = Index({}, {}, {}, {}, frozenset(), re.compile(""))
    unspaced: list[str] = []
    for agency in all_agencies():
        for letters in agency.initials:
            found.initials[letters] = agency.name
            found.any_case[fold(letters)] = agency.name
        for alias in (agency.name, *agency.aliases):
            if alias not in agency.initials:
                found.names[fold(alias)] = agency.name
                if UNSPACED.search(alias):
                    unspaced.append(alias)
        for host in (agency.site, *agency.hosts):
            found.hosts[host] = agency.name
            found.names.setdefault(fold(host), agency.name)  # "Reuters.com"
    unspaced.sort(key=len, reverse=True)
    written = [name for agency in all_agencies() for name in (agency.name, *agency.aliases, *agency.initials)]
    forms = [_WORD.findall(name.casefold()) for name in written]
    forms += [name.split() for name in (*found.names, *found.any_case, *credit_words().generic)]
    keys = frozenset(max(words, key=len) for words in forms if words)
    return replace(found, keys=keys, unspaced=re.compile("|".join(map(re.escape, unspaced))))


def agency_of_host(host: str) -> str | None:
    """The agency whose own site that host belongs to, or None."""
    hosts = index().hosts
    labels = host.lower().rstrip(".").split(".")[-6:]
    return next((hosts[name] for i in range(len(labels)) if (name := ".".join(labels[i:])) in hosts), None)
