"""The people who wrote an article: agencies and organisations out, each named once.

A newsroom ("Example Staff", the publisher itself) stands as the author only where the page names no person;
an agency never does, as it is a credit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from tasks.normalize.agencies import agencies_in
from tasks.normalize.byline import names_of
from tasks.normalize.names import fold, is_collective, is_newsroom, is_person
from tasks.normalize.people_unspaced import is_unspaced, reporters_in
from tasks.normalize.people_words import INVERTED, lead, words
from tasks.records import Block, Found

FIRST_WITHOUT_SPACES = "\u2e80"  # scripts from here on put no space between the parts of a name
FIRST_BLOCKS = 3  # of a body, among which a byline may stand
MAX_BARE_CHARACTERS = 60
OPENING_CHARACTERS = 100  # of each, in which it may say who reports
MAX_NEWSROOM_CHARACTERS = 40
MAX_SIGNATURE_CHARACTERS = 300


def authors(
    bylines: Sequence[Found], publisher: str | None = None, language: str | None = None
) -> tuple[str, ...]:
    """The names that the bylines give, each once: of the most trusted place that names a person.

    A byline that readers see and that names the same people and more of them is preferred. Where no place
    names a person, the newsroom stands that the most trusted place names.
    """
    people: tuple[str, ...] = ()
    newsroom: tuple[str, ...] = ()
    is_credited = False  # a place for machines names a newsroom or an agency, or nobody that we can read
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
        if is_whole and all(map(_may_stand_bare, names)):
            return names
    return ()


def signature(lines: Iterable[str], publisher: str | None = None) -> tuple[str, ...]:
    """The full names in the first of the lines around a text that says whose they are.

    "Von Jane Roe", or "(Reporting by Jane Roe; Editing by John Doe)", as wires sign.
    """
    for line in lines:
        inner = line.strip(_AROUND)
        if len(line) <= MAX_SIGNATURE_CHARACTERS and lead().match(inner):
            names = _people(names_of(inner), publisher, is_visible=True)
            if names and all(map(_is_full, names)):
                return names
    return ()


def reporters(blocks: Sequence[Block], publisher: str | None = None) -> tuple[str, ...]:
    """The people whom the first line of a text names, as is the custom in Chinese and Korean."""
    openings = (block.text[:OPENING_CHARACTERS] for block in blocks[:FIRST_BLOCKS])
    bylines = (reporters_in(opening) for opening in openings if is_unspaced(opening))
    byline = next(filter(None, bylines), None)
    return _people(names_of(byline), publisher, is_visible=True) if byline else ()


def newsroom_among(lines: Iterable[str]) -> tuple[str, ...]:
    """The newsroom that one of the lines at a body's end consists of ("Sports desk"), if any."""
    for line in lines:
        if len(line) <= MAX_NEWSROOM_CHARACTERS and not line.endswith((".", "?", "!", ":")):
            names = names_of(line)
            if len(names) == 1 and len(names[0].split()) <= 3 and is_newsroom(names[0]):
                return names
    return ()


_OF_A_THING = "the "
_AROUND = "()[]（） "
_INVERTED = ("meta citation", "meta dc", "rdfa creator")  # where libraries write "Roe, Jane"
_VISIBLE = ("byline", "text")
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


def _may_stand_bare(name: str) -> bool:
    """True for a full name, of a script with spaces, that is no phrase such as "Wege zur Werft"."""
    parts = name.split()
    is_joined = any(word in words("in_no_bare_name") for word in parts)
    is_phrase = is_joined or fold(name).startswith(_OF_A_THING)
    return len(parts) in (2, 3) and not is_phrase and name[0] < FIRST_WITHOUT_SPACES


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
