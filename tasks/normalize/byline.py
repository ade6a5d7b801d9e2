"""The names in one byline: split, "By", roles and agencies off. Words of many languages: people.toml."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from tasks.normalize.agencies import agencies_in, known_agency
from tasks.normalize.names import (
    MAX_NAME_CHARACTERS,
    MAX_PERSON_WORDS,
    cased,
    fold,
    is_collective,
    is_name,
    is_person,
)
from tasks.normalize.people_unspaced import is_unspaced, names_in
from tasks.normalize.people_words import (
    BRACKETS,
    EDGE,
    OTHERS_AT,
    PICTURED,
    PREFIXED_AND,
    SEPARATOR,
    before_date,
    editors,
    institution,
    joiner,
    lead,
    opening_joiner,
    others,
    without_addresses,
    words,
)

MAX_BYLINE_CHARACTERS = 1_500  # of a byline, or of all the texts of a place, that are read
MAX_AUTHORS = 30

_SOFT_LEADS = {"it": "Di", "ro": "De", "pt": "Da", "es": "De"}  # of whole bylines, by language
_RIGHTS = re.compile(r"^\s*copyright\b|rights reserved", re.IGNORECASE)
_BEHIND = re.compile(r"(?<=\w)/[A-Z][A-Z.-]{1,5}$")  # "Jane Roe/XYZ": who she works for


def names_of(byline: str, language: str | None = None) -> tuple[str, ...]:
    """The names in one byline, people's and newsrooms', without agencies. `language` is the page's."""
    text = without_addresses(byline[:MAX_BYLINE_CHARACTERS])
    if _RIGHTS.search(text):
        return ()
    if len(text) <= MAX_NAME_CHARACTERS and institution().match(text):
        return (cased(text.strip(EDGE), language),)
    if is_unspaced(text):
        pieces: Iterable[str] = names_in(text)
    elif known_agency(BRACKETS.sub(" ", text)):
        return ()
    else:
        pieces = _pieces(text, language)
    names = (_name(named, language) for piece in pieces if (named := _without_agency(piece)))
    return _once(name for name in names if name)


def _pieces(text: str, language: str | None) -> Iterator[str]:
    """What may be names in a byline: the parts after its "by", those of photographers and editors off."""
    text = OTHERS_AT.sub(" ; ", BRACKETS.sub(" ", PICTURED.sub(" ", text)))
    parts = []
    for one in text.split(";"):
        own = [part for part in SEPARATOR.split(one) if part and part.strip(EDGE)]
        parts += _without_posts(own, language)
    parts = _of_authors(parts, language)
    written = [part for part in parts if not others().match(part.strip(EDGE))]
    edited = [part for part in parts if editors().match(part.strip(EDGE))]
    for part in written or edited:
        yield from _split_joined(_without_lead(part, language))


def _of_authors(parts: list[str], language: str | None) -> list[str]:
    """The parts from the one that a "by" opens; behind an author, what somebody else did is off.

    "Harbour Post | By Jane Roe", but "Jane Roe, reporter at the Post" and "By Jane Roe | Edited by John Doe".
    """
    led = [at for at, part in enumerate(parts) if at and _is_led(part.strip(EDGE))]
    further = {at for at in led if _is_further(parts[at].strip(EDGE))}
    if further and not _holds_person(parts[: min(further)], language):
        further = set()
    openers = [at for at in led if at not in further]
    if openers and _is_led(parts[0].strip(EDGE)) and _holds_person(parts[:1], language):
        openers = []
    start = openers[0] if openers else 0
    return [part for at, part in enumerate(parts) if at >= start and at not in further]


def _without_posts(parts: list[str], language: str | None) -> list[str]:
    """The parts without those that say what the person right before is: "Jane Roe, Home Affairs Editor".

    Not so in "Jane Roe Reporter, John Doe Reporter", where each has a role of their own.
    """
    kept = parts[:1]
    for before, part in pairwise(parts):
        tokens = part.strip(EDGE).split()
        is_post = len(tokens) > 1 and _is_role(tokens[-1:]) and _is_bare_person(before, language)
        if not is_post:
            kept.append(part)
    return kept


def _is_bare_person(part: str, language: str | None) -> bool:
    """True for a person's full name with no role to it."""
    bare = _without_lead(part, language)
    return _holds_person([part], language) and fold(_name(bare, language) or "") == fold(bare)


def _holds_person(parts: Sequence[str], language: str | None) -> bool:
    """True if one of the parts is a person's full name, with a role or a place behind it or none."""
    names = filter(None, (_name(part, language) for part in parts))
    return any(" " in name and is_person(name) and not is_collective(name) for name in names)


def _is_further(part: str) -> bool:
    """True for what says more of an author ("reporter at …", "from …"), or who else worked on the text."""
    match = lead().match(part)
    word = match[0].strip().casefold() if match else ""
    return word in words("roles") or word in words("further_leads")


def _is_led(part: str) -> bool:
    match = lead().match(part)
    return match is not None and match.end() < len(part)


def _without_agency(piece: str) -> str:
    """A piece without the agency behind a name in it: "Jane Roe/AP", "JANE ROE Associated Press"."""
    if not agencies_in(piece):
        return piece
    tokens = piece.replace("/", " / ").split()
    for at in range(2, min(len(tokens), MAX_PERSON_WORDS + 1)):
        head, tail = " ".join(tokens[:at]), " ".join(tokens[at:]).strip(EDGE)
        if known_agency(tail) and not agencies_in(head) and is_person(head):
            return head
    return ""


def _once(names: Iterable[str]) -> tuple[str, ...]:
    known: dict[str, str] = {}
    for name in names:
        known.setdefault(fold(name), name)
    return tuple(known.values())[:MAX_AUTHORS]


def _without_lead(text: str, language: str | None = None) -> str:
    text = opening_joiner().sub("", text.strip(EDGE))
    for _ in range(3):
        match = lead().match(text)
        if not match:
            break
        text = text[match.end() :].strip(EDGE)
    first, _, rest = text.partition(" ")
    is_soft = first in words("soft_leads") or first == _SOFT_LEADS.get((language or "")[:2])
    if is_soft and sum(word[:1].isupper() for word in rest.split()) >= 2:
        return rest
    return text


def _split_joined(part: str) -> list[str]:
    """A part at its "and": only where the word is a long one, or names of two words stand on both sides."""
    if institution().match(part.strip(EDGE)):
        return [part]
    pieces = PREFIXED_AND.split(part)
    if len(pieces) > 1 and all(len(piece.split()) > 1 for piece in pieces):
        return pieces
    pieces = joiner().split(part)
    if len(pieces) == 1:
        return pieces
    marks = joiner().findall(part)
    if all(len(mark.strip()) > 1 for mark in marks) or all(len(piece.split()) > 1 for piece in pieces):
        return pieces
    return [part]


def _name(piece: str, language: str | None) -> str | None:
    """The name in a piece of a byline, or None if there is none. "© Jane Roe" took the picture."""
    if piece.lstrip().startswith("©"):
        return None
    tokens = [word for word in before_date(_without_lead(piece, language)).split() if word.strip(EDGE)]
    tokens = _without_tail(tokens)
    if len(tokens) > 2 and tokens[0].casefold().strip(EDGE) in words("titles"):
        tokens = tokens[1:]
    if _is_role(tokens):
        return None
    tokens = _without_roles(tokens)
    name = " ".join(tokens)
    name = (_BEHIND.sub("", name) if len(tokens) > 1 else name).strip(EDGE.replace(".", "")).strip()
    name = name.removesuffix(".") if len(tokens) == 1 or len(tokens[-1]) > 4 else name
    if not is_name(name) or name.casefold() in words("joiners") or known_agency(name):
        return None
    return cased(name, language)


def _without_roles(tokens: list[str]) -> list[str]:
    """Roles off both ends, unless what they describe is a newsroom ("Example staff reporter")."""
    kept = tokens
    while len(kept) > 2 and _is_role(kept[-1:]):
        kept = kept[:-1]
    while len(kept) > 2 and _is_role(kept[:1]) and kept[1][:1].isupper():
        kept = kept[1:]
    return tokens if len(kept) < len(tokens) and is_collective(" ".join(kept)) else kept


def _without_tail(tokens: list[str]) -> list[str]:
    for index, word in enumerate(tokens):
        if index >= 2 and word.casefold() in words("tails") and word.casefold() not in words("particles"):
            return tokens[:index]
    return tokens


def _is_role(tokens: Sequence[str]) -> bool:
    """True for "Senior Reporter", and for "Sports-Reporter" whatever stands before the hyphen."""
    return all(
        fold(word.rpartition("-")[2]) in words("roles") or word.casefold() in words("roles")
        for word in tokens
    )
