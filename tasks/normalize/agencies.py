"""The news agencies of the world, and how their names are recognised in a text that may name one.

Data: agencies.toml beside this file. Nothing here decides whether a text is a credit (credits.py does): these
functions only say which agencies a text names, once it is known to be a byline, a source line and the like.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tasks.normalize import credit_words as words

UNNAMED = "unnamed"  # what "news agencies" without a name is credited to
MAX_SLOT = 400  # characters of a byline or credit line that are looked at; nobody writes longer ones

_WORD = re.compile(r"\w+")
_PART = re.compile(
    r"[,;:/|&+()\[\]{}<>•·–—=~*»«\"“”„（）【】［］〔〕、，：；／。|\n]+|(?<=\s)[-.](?=\s)|\.\s"
)
_DIGITS = re.compile(r"\d+")
_ONE_SCRIPT = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")  # no spaces


@dataclass(frozen=True, slots=True)
class Agency:
    """One agency of agencies.toml, whose head says what each field means."""

    name: str
    country: str
    site: str
    aliases: tuple[str, ...] = ()
    initials: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    wikidata: str | None = None
    iptc: str | None = None


@dataclass(frozen=True, slots=True)
class _Index:
    """What the lookups read: each key names one agency."""

    names: dict[str, str]  # folded name -> canonical name
    initials: dict[str, str]  # exact letters -> canonical name
    loose: dict[str, str]  # folded initials -> canonical name
    hosts: dict[str, str]
    unspaced: re.Pattern[str]  # names in scripts that put no space between words


def fold(text: str) -> str:
    """The words of a text, without case, accents and punctuation, one space between them."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
        text = "".join(char for char in text if not unicodedata.combining(char))
    return " ".join(_WORD.findall(text.casefold().replace("'", " ")))


@cache
def all_agencies() -> tuple[Agency, ...]:
    """Every agency of agencies.toml, in the order of the file."""
    with (Path(__file__).with_name("agencies.toml")).open("rb") as file:
        rows = tomllib.load(file)["agency"]
    return tuple(_agency(row) for row in rows)


def _agency(row: dict[str, Any]) -> Agency:
    return Agency(**{key: tuple(value) if isinstance(value, list) else value for key, value in row.items()})


@cache
def _index() -> _Index:
    names: dict[str, str] = {}
    initials: dict[str, str] = {}
    loose: dict[str, str] = {}
    hosts: dict[str, str] = {}
    unspaced: list[str] = []
    for agency in all_agencies():
        for alias in (agency.name, *agency.aliases):
            if alias not in agency.initials:
                names[fold(alias)] = agency.name
                if _ONE_SCRIPT.search(alias):
                    unspaced.append(alias)
        for letters in agency.initials:
            initials[letters] = agency.name
            loose[fold(letters)] = agency.name
        for host in (agency.site, *agency.hosts):
            hosts[host] = agency.name
    unspaced.sort(key=len, reverse=True)
    return _Index(names, initials, loose, hosts, re.compile("|".join(map(re.escape, unspaced))))


def agency_of_host(host: str) -> str | None:
    """The agency whose own site that host belongs to, or None."""
    hosts = _index().hosts
    labels = host.lower().rstrip(".").split(".")[-6:]
    return next((hosts[name] for i in range(len(labels)) if (name := ".".join(labels[i:])) in hosts), None)


def known_agency(text: str) -> str | None:
    """The agency that the whole text names, "unnamed" for "news agencies" and the like, or None.

    "By Associated Press", "Reuters Staff", "dpa/lno" and "AFP, Reuters" (the first of them) name one;
    "Le Figaro et AFP" and "Tom Krisher, AP" do not, as somebody else is named too.
    """
    first = None
    for part in _PART.split(text[:MAX_SLOT]):
        for piece in _split_on_joiners(part):
            if not (kept := _without_leads(piece)):
                continue
            name = _name_of(kept)
            if name is None and first is not None and len(fold(kept)) <= 3:
                continue  # "dpa/lno": the regional service or the initials of staff
            if name is None:
                return None
            first = first if first not in (None, UNNAMED) else name
    return first


def agencies_in(text: str) -> tuple[str, ...]:
    """The agencies that a byline or credit line names, in its order, each once; UNNAMED among them.

    What a photo word ("Photo:", "Foto", "Bild") introduces is left out.
    """
    found: dict[str, None] = {}
    of_photo = False
    for part in _PART.split(text[:MAX_SLOT]):
        folded = part.casefold()
        if words.PHOTO.search(folded):
            of_photo = not words.TEXT.search(folded)
        elif words.TEXT.search(folded):
            of_photo = False
        if of_photo:
            continue
        for piece in _split_on_joiners(part):
            if name := _name_of(_without_leads(piece)) or _name_inside(piece):
                found[name] = None
        for match in _index().unspaced.finditer(part) if _ONE_SCRIPT.search(part) else ():
            found[_index().names[fold(match.group())]] = None
    return tuple(found)


def _split_on_joiners(part: str) -> list[str]:
    return [piece for piece in words.JOINER.split(part) if piece.strip()]


def _without_leads(piece: str) -> str:
    """A piece of a byline without "By", "Source", "©", years."""
    tokens = [word for word in piece.split() if fold(word)]
    while tokens and (fold(tokens[0]) in words.LEADS or _DIGITS.fullmatch(fold(tokens[0]))):
        tokens = tokens[1:]
    while tokens and _DIGITS.fullmatch(fold(tokens[-1])):
        tokens = tokens[:-1]
    return " ".join(tokens).strip(" .'’-_@#")


def _name_of(piece: str) -> str | None:
    """The agency whose name the piece is, with a role or a place after it at most."""
    index = _index()
    if not piece:
        return None
    if name := index.initials.get(piece):
        return name
    folded = fold(piece)
    if name := index.names.get(folded):
        return name
    if folded in words.GENERIC:
        return UNNAMED
    tokens = folded.split()
    for size in range(min(4, len(tokens) - 1), 0, -1):
        rest = tokens[size:]
        head = " ".join(tokens[:size])
        described = rest[0] in words.PLACE_PREPOSITIONS or any(word in words.ROLES for word in rest)
        if described and (name := index.names.get(head) or index.loose.get(head)):
            return name
    return None


def _name_inside(piece: str) -> str | None:
    """The agency that a piece names by a name of several words, wherever it stands in it."""
    names = _index().names
    tokens = fold(piece).split()[:40]
    for size in range(min(5, len(tokens)), 1, -1):
        for i in range(len(tokens) - size + 1):
            if name := names.get(" ".join(tokens[i : i + size])):
                return name
    return None
