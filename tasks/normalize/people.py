"""The people of a byline: names split, "By" and roles off, agencies and organisations out, case right.

Words of many languages are in people.toml. A newsroom ("Example Staff", the publisher itself) stands as the
author only where the page names no person; an agency never does, as it is a credit.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Sequence
from functools import cache
from itertools import groupby
from pathlib import Path

from tasks.normalize.agencies import known_agency
from tasks.records import Found

MAX_BYLINE_CHARACTERS = 600  # of a byline that is read; what is longer is no byline
MAX_NAME_CHARACTERS = 60
MAX_NAME_WORDS = 6
MAX_AUTHORS = 30

_ADDRESS = re.compile(r"\S+@\S+\.\w+|https?://\S+|\bwww\.\S+|(?<!\w)@\w+", re.IGNORECASE)
_HOST = re.compile(r"^[\w-]+(\.[\w-]+)*\.(com|net|org|info|de|at|ch|fr|co\.\w\w|[a-z]{2})$", re.IGNORECASE)
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|（[^（）]*）")
_SEPARATOR = re.compile(r"\s*(?:[;/|•·&+＋、，]|(?<!\bJr),(?!\s*(?:Jr|Sr|III?|IV|MD|PhD)\b)|\s[–—-]\s|\n)\s*")
_EDGE = " \t\n.,:;/|–—-•·*\"'“”„‘’«»()[]<>_=~^#"
_WORD = re.compile(r"\w+")


@cache
def _words(name: str) -> frozenset[str]:
    table = tomllib.loads(Path(__file__).with_name("people.toml").read_text(encoding="utf-8"))
    return frozenset(table[name])


@cache
def _lead() -> re.Pattern[str]:
    leads = "|".join(re.escape(lead) for lead in sorted(_words("leads"), key=len, reverse=True))
    return re.compile(rf"(?:{leads})(?:\s*[:：/]\s*|\s+)", re.IGNORECASE)


@cache
def _joiner() -> re.Pattern[str]:
    joiners = "|".join(re.escape(word) for word in sorted(_words("joiners"), key=len, reverse=True))
    return re.compile(rf"\s+(?:{joiners})\s+", re.IGNORECASE)


def fold(text: str) -> str:
    """The words of a text without case and punctuation, to compare names by."""
    return " ".join(_WORD.findall(unicodedata.normalize("NFKC", text).casefold()))


def authors(bylines: Sequence[Found], publisher: str | None = None) -> tuple[str, ...]:
    """The names that the bylines give, each once: those of the most trusted place that names a person."""
    newsroom: tuple[str, ...] = ()
    for _, group in groupby(bylines, key=lambda found: found.place):
        names = [name for found in group for name in names_of(found.text)]
        people = _once([name for name in names if not is_collective(name, publisher)])
        if people:
            return people
        newsroom = newsroom or _once(names)
    return newsroom[:1]


def names_of(byline: str) -> tuple[str, ...]:
    """The names in one byline, people's and newsrooms', without agencies."""
    text = _ADDRESS.sub(" ", byline[:MAX_BYLINE_CHARACTERS])
    text = _BRACKETS.sub(" ", text)
    if known_agency(text):
        return ()
    names = []
    for part in _SEPARATOR.split(_without_lead(text)):
        for piece in _split_joined(part):
            name = _name(piece)
            if name:
                names.append(name)
    return _once(names)


def is_collective(name: str, publisher: str | None = None) -> bool:
    """True for a newsroom, an organisation or the publisher itself."""
    folded = fold(name)
    if publisher and (folded == fold(publisher) or fold(publisher) in folded):
        return True
    return bool(_HOST.match(name)) or any(word in _words("collective") for word in folded.split())


def _once(names: Sequence[str]) -> tuple[str, ...]:
    known: dict[str, str] = {}
    for name in names:
        known.setdefault(fold(name), name)
    return tuple(known.values())[:MAX_AUTHORS]


def _without_lead(text: str) -> str:
    text = text.strip(_EDGE)
    for _ in range(3):
        match = _lead().match(text)
        if not match:
            break
        text = text[match.end() :].strip(_EDGE)
    first, _, rest = text.partition(" ")
    if first in _words("soft_leads") and sum(word[:1].isupper() for word in rest.split()) >= 2:
        return rest
    return text


def _split_joined(part: str) -> list[str]:
    """A part at its "and": only where the word is a long one, or names of two words stand on both sides."""
    pieces = _joiner().split(part)
    if len(pieces) == 1:
        return pieces
    marks = _joiner().findall(part)
    if all(len(mark.strip()) > 1 for mark in marks) or all(len(piece.split()) > 1 for piece in pieces):
        return pieces
    return [part]


def _name(piece: str) -> str | None:
    """The name in a piece of a byline, or None if there is none."""
    piece = _without_lead(piece)
    words = [word for word in piece.split() if word.strip(_EDGE)]
    words = _without_tail(words)
    while words and words[0].casefold().strip(_EDGE) in _words("titles") and len(words) > 1:
        words = words[1:]
    if _is_role(words):
        return None
    while len(words) > 2 and _is_role(words[-1:]):
        words = words[:-1]
    while len(words) > 2 and _is_role(words[:1]):
        words = words[1:]
    name = " ".join(words).strip(_EDGE.replace(".", "")).strip()
    name = name.rstrip(".") if len(words) == 1 or not re.search(r"\b\w{1,3}\.$", name) else name
    if not _is_name(name) or known_agency(name):
        return None
    return _cased(name)


def _without_tail(words: list[str]) -> list[str]:
    for index, word in enumerate(words):
        if index >= 2 and word.casefold() in _words("tails") and word.casefold() not in _words("particles"):
            return words[:index]
    return words


def _is_role(words: Sequence[str]) -> bool:
    return all(fold(word) in _words("roles") for word in words)


def _is_name(name: str) -> bool:
    if not 2 <= len(name) <= MAX_NAME_CHARACTERS or len(name.split()) > MAX_NAME_WORDS:
        return False
    if fold(name) in _words("never") or not any(char.isalpha() for char in name):
        return False
    digits = sum(char.isdigit() for char in name)
    return digits * 3 <= len(name)


def _cased(name: str) -> str:
    """A name written in capitals, as names are written."""
    if not name.isupper() or len(name) <= 4 or " " not in name:
        return name
    return " ".join(_cased_word(word) for word in name.split())


def _cased_word(word: str) -> str:
    if word.casefold() in _words("particles"):
        return word.lower()
    return "".join(part.capitalize() for part in re.split(r"([-'’.])", word))
