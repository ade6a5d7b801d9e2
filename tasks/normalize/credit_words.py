"""The words of credit_words.toml, compiled."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("credit_words.toml")
# Accents and vowel points of Latin, Greek, Cyrillic, Hebrew, Arabic and the scripts of India.
_MARKS = re.compile(
    r"[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u093c\u094d\u09bc\u09cd\u3099\u309a]+"
)
_UNMARKED = str.maketrans("łŁıøØđĐ", "lLioOdD")  # letters that Unicode takes for others than their plain ones
_NOT_SETS = ("joiners", "notes", "feed_notes", "with_agency", "ordinary")
_WORD = re.compile(r"\w+")


def fold(text: str) -> str:
    """The words of a text, without case, accents and punctuation, one space between them."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", _MARKS.sub("", unicodedata.normalize("NFKD", text)))
        text = text.translate(_UNMARKED)
    return " ".join(_WORD.findall(text.casefold()))


@dataclass(frozen=True, slots=True)
class CreditWords:
    """Sets hold folded words or phrases, but for `ordinary`; the patterns run on casefolded text."""

    source: frozenset[str]
    leads: frozenset[str]
    roles: frozenset[str]
    topics: frozenset[str]
    prepositions: frozenset[str]
    generic: frozenset[str]
    photo: frozenset[str]
    photo_agencies: frozenset[str]
    mention: frozenset[str]
    ordinary: frozenset[str]
    text: frozenset[str]
    place_particles: frozenset[str]
    no_places: frozenset[str]
    joiner: re.Pattern[str]
    note: re.Pattern[str]
    feed_note: re.Pattern[str]
    with_agency: re.Pattern[str]


def _any(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


@cache
def credit_words() -> CreditWords:
    """The words; the file is read at the first call."""
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    sets = {name: frozenset(map(fold, data[name])) for name in data if name not in _NOT_SETS}
    joiners = "|".join(map(re.escape, data["joiners"]))
    return CreditWords(
        **sets,
        ordinary=frozenset(data["ordinary"]),
        joiner=re.compile(rf"(?:^|(?<=\s))(?:{joiners})(?=\s)", re.IGNORECASE),
        note=_any(data["notes"] + data["feed_notes"]),
        feed_note=_any(data["feed_notes"]),
        with_agency=_any(data["with_agency"]),
    )
