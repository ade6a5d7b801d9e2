"""The section of an article in display case: "DIPLOMACY" and "diplomacy" are "Diplomacy"."""

from __future__ import annotations

import re

from tasks.normalize.agencies import before_section, known_agency
from tasks.normalize.byline import names_of
from tasks.normalize.names import fold
from tasks.records import BESIDE, Draft, Found

MAX_SECTION_CHARACTERS = 80
MAX_LIST_CHARACTERS = 1_000  # of several sections in one text
BYLINES = 4  # whose names are no sections
SMALL_WORDS = frozenset(
    """and of the in on for to a an de la le du des et y e und von der die das i o en el los""".split()
)
INITIALS = frozenset("""us uk eu un usa uae nba nfl mlb nhl tv ai diy bbc cnn fc ufc wwe f1""".split())

_GUESSED = ("trail", "folder")  # places that say where a page is filed, not what it is about
_CREDIT_LINES = (BESIDE, "text")
_COMMA = re.compile(r",\s?")
_SLUG = re.compile(r"[\w]+(?:[-_][\w]+)+")


def display(text: str | None, language: str | None = None) -> str | None:
    """A section's name as a reader would write it, or None if the text names no section."""
    text = _first(" ".join((text or "")[:MAX_LIST_CHARACTERS].split()))
    if len(text) > MAX_SECTION_CHARACTERS or "://" in text or text.startswith("/"):
        return None
    text = text.strip(" >»›|/·•-–,#")
    if not any(char.isalpha() for char in text):
        return None
    if _SLUG.fullmatch(text) and text.islower():
        text = re.sub(r"[-_]", " ", text)
    if text.isupper() and (len(text) > 4 or " " in text):
        return " ".join(_cased(word, index, language) for index, word in enumerate(text.split()))
    if text.islower():
        return " ".join(_cased(word, index, language) for index, word in enumerate(text.split()))
    return text


def _first(text: str) -> str:
    """The first of several sections: "Marketing,Social Media"; "Arts, Culture and Science" is one."""
    several = _COMMA.findall(text)
    if len(several) > 1 or "," in several:
        return text.partition(",")[0]
    return text.partition(" | ")[0]


def _cased(word: str, index: int, language: str | None) -> str:
    if word.lower() in INITIALS:
        return word.upper()
    lower = _lower(word, language)
    if index and lower in SMALL_WORDS:
        return lower
    return "".join(_capital(part, language) for part in re.split(r"([-/&'’])", lower))


def _lower(word: str, language: str | None) -> str:
    if (language or "").split("-")[0] in ("tr", "az"):
        word = word.replace("I", "ı")
    return word.replace("İ", "i").lower()


def _capital(word: str, language: str | None) -> str:
    if word.startswith("i") and (language or "").split("-")[0] in ("tr", "az"):
        return "İ" + word[1:]
    return word[:1].upper() + word[1:]


def section_of(draft: Draft, language: str | None) -> Found | None:
    """The text that names the section: the page's own data, then the line of the credit, then its links.

    Where that line says the same as the data, it is kept as readers see it.
    """
    usable = [
        found for found in draft.sections if display(found.text, language) and not known_agency(found.text)
    ]
    declared = next((found for found in usable if found.place != BESIDE), None)
    beside = _beside_agency(draft, [found for found in usable if found.place == BESIDE])
    beside = beside or _behind_agency(draft)
    if beside is None or declared is None:
        return beside or declared
    is_same = declared.text.casefold() == beside.text.casefold()
    return beside if is_same or declared.place in _GUESSED else declared


def _beside_agency(draft: Draft, usable: list[Found]) -> Found | None:
    """The first of the texts that stands right before or after an agency's name."""
    pieces = [found.text for found in draft.credits if found.place == BESIDE]
    agencies = {at for at, piece in enumerate(pieces) if known_agency(piece)}
    for found in usable if agencies else ():
        at = pieces.index(found.text) if found.text in pieces else -1
        is_beside = at >= 0 and at not in agencies and agencies & {at - 1, at + 1}
        if is_beside and not _is_author(found.text, draft):
            return found
    return None


def _behind_agency(draft: Draft) -> Found | None:
    """The rest of a line in capitals that an agency's name begins, which alone tells where it ends."""
    for found in draft.credits:
        if found.place in _CREDIT_LINES and (parts := before_section(found.text)):
            return Found(parts[1], found.place)
    return None


def _is_author(text: str, draft: Draft) -> bool:
    """True for a name of the bylines: "JANE ROE" above "AP Business Writer"."""
    return any(fold(name) == fold(text) for found in draft.bylines[:BYLINES] for name in names_of(found.text))
