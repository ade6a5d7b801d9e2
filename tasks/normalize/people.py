"""The people of a byline: names split, "By" and roles off, agencies and organisations out, case right.

Words of many languages are in people.toml. A newsroom ("Example Staff", the publisher itself) stands as the
author only where the page names no person; an agency never does, as it is a credit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from tasks.normalize.agencies import agencies_in, known_agency
from tasks.normalize.names import (
    MAX_PERSON_WORDS,
    cased,
    fold,
    is_collective,
    is_name,
    is_newsroom,
    is_person,
)
from tasks.normalize.people_unspaced import is_unspaced, names_in
from tasks.normalize.people_words import (
    BRACKETS,
    EDGE,
    INVERTED,
    OTHERS_AT,
    PICTURED,
    PREFIXED_AND,
    SEPARATOR,
    before_date,
    editors,
    joiner,
    lead,
    opening_joiner,
    others,
    without_addresses,
    words,
)
from tasks.records import Block, Found

MAX_BYLINE_CHARACTERS = 1_500  # of a byline, or of all the texts of a place, that are read
MAX_AUTHORS = 30
FIRST_WITHOUT_SPACES = "\u2e80"  # scripts from here on put no space between the parts of a name
FIRST_BLOCKS = 3  # of a body, among which a byline may stand
MAX_BARE_CHARACTERS = 60
MAX_NEWSROOM_CHARACTERS = 40


def authors(
    bylines: Sequence[Found], publisher: str | None = None, language: str | None = None
) -> tuple[str, ...]:
    """The names that the bylines give, each once: of the most trusted place that names a person.

    A byline that readers see and that names the same people and more of them is preferred. Where no place
    names a person, the newsroom stands that the most trusted place names.
    """
    people: tuple[str, ...] = ()
    newsroom: tuple[str, ...] = ()
    is_credited = (
        False  # a place that machines read names a newsroom or an agency, or nobody that we can read
    )
    for place, texts in _by_place(bylines):
        is_visible = place.startswith(_VISIBLE)
        if place.startswith(_INVERTED):
            texts = [INVERTED.sub(r"\2 \1", text) for text in texts]
        if people and place not in _COMPLETE:
            continue
        names = names_of("; ".join(texts), language)
        found = _people(names, publisher, is_visible)
        if is_credited:
            is_weak = place.startswith(_WEAK) or (place.endswith(" part") and not any(map(_is_lead, texts)))
            found = () if is_weak else tuple(filter(_is_full, found))
        if not people or _completes(found, people):
            people = found
        if names and not newsroom and (not is_visible or any(map(is_person, names))):
            newsroom = () if any(map(agencies_in, texts)) else names[:1]
        is_credited = is_credited or not is_visible
    return people or newsroom


def bare_names(blocks: Sequence[Block], publisher: str | None = None) -> tuple[str, ...]:
    """The full names that the first lines of a body consist of, if nothing else stands there.

    Papers whose system knows only "admin" set the byline as a paragraph of its own.
    """
    for block in blocks[:FIRST_BLOCKS]:
        if block.kind != "p" or len(block.text) > MAX_BARE_CHARACTERS:
            continue
        names = _people(names_of(block.text), publisher, is_visible=True)
        words_of_names = [word for name in names for word in fold(name).split()]
        is_whole = words_of_names == fold(block.text).split()
        if is_whole and all(len(name.split()) in (2, 3) and not _has_joiner(name) for name in names):
            return names
    return ()


def newsroom_among(lines: Iterable[str]) -> tuple[str, ...]:
    """The newsroom that one of the lines at a body's end consists of ("Sports desk"), if any."""
    for line in lines:
        if len(line) <= MAX_NEWSROOM_CHARACTERS and not line.endswith((".", "?", "!", ":")):
            names = names_of(line)
            if len(names) == 1 and len(names[0].split()) <= 3 and is_newsroom(names[0]):
                return names
    return ()


_SOFT_LEADS = {"it": "Di", "ro": "De", "pt": "Da", "es": "De"}  # of whole bylines, by language
_INVERTED = ("meta citation", "meta dc", "rdfa creator")  # where libraries write "Roe, Jane"
_VISIBLE = ("byline", "text")
_BEHIND = re.compile(r"(?<=\w)/[A-Z][A-Z.-]{1,5}$")  # "Jane Roe/XYZ": who she works for
_WEAK = ("byline next", "byline aside", "byline above")
_COMPLETE = (
    "json-ld creator",
    "byline",
    "byline links",
)  # places that may name more people than a more trusted one


def _by_place(bylines: Sequence[Found]) -> Iterator[tuple[str, list[str]]]:
    """The texts of each place; each visible line for itself, and its parts together."""
    groups: dict[tuple[str, int], list[str]] = {}
    line = 0
    for found in bylines:
        is_visible = found.place.startswith(_VISIBLE)
        line += is_visible and not found.place.endswith((" part", " links"))
        groups.setdefault((found.place, line if is_visible else 0), []).append(found.text)
    for (place, _), texts in groups.items():
        yield place, texts


def _people(names: Sequence[str], publisher: str | None, is_visible: bool) -> tuple[str, ...]:
    """The people among the names.

    A single word after a newsroom ("The Post, London"), or beside full names that readers see, is a place.
    """
    people = [name for name in names if not is_collective(name, publisher)]
    if names and is_collective(names[0], publisher):
        people = [name for name in people if _is_full(name)]
    if is_visible:
        people = [name for name in people if is_person(name)]
        people = [name for name in people if _is_full(name)] or people
    return _without_joined(people)


def _has_joiner(name: str) -> bool:
    return any(word in words("in_no_bare_name") for word in name.split())


def _is_lead(text: str) -> bool:
    return bool(lead().fullmatch(text))


def _is_full(name: str) -> bool:
    return " " in name or name[0] >= FIRST_WITHOUT_SPACES


def _completes(found: Sequence[str], people: Sequence[str]) -> bool:
    """True for the same people and more of them, or for the full names of those named by one word."""
    ours, theirs = set(map(fold, people)), set(map(fold, found))
    given = {one.partition(" ")[0] for one in theirs}
    return ours != theirs and all(map(_is_full, found)) and ours - theirs <= given


def _without_joined(names: Sequence[str]) -> tuple[str, ...]:
    """The names without those that are two or more of the others in a row."""
    folded = [fold(name) for name in names]
    return tuple(
        name
        for name, own in zip(names, folded, strict=True)
        if sum(f" {other} " in f" {own} " for other in folded if other != own) < 2
    )


def names_of(byline: str, language: str | None = None) -> tuple[str, ...]:
    """The names in one byline, people's and newsrooms', without agencies. `language` is the page's."""
    text = without_addresses(byline[:MAX_BYLINE_CHARACTERS])
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
    parts = [part for part in SEPARATOR.split(text) if part and part.strip(EDGE)]
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
