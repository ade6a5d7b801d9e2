"""How texts say how long ago something was: "3 hours ago", "vor 2 Tagen", "gestern, 18:30", "5時間前".

What such a text means beside the moment at which its page came, normalize/relative.py reads. The words are
in relative.toml.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

UNITS = ("second", "minute", "hour", "day", "week", "month", "year")
MAX_TEXT_CHARACTERS = 90  # a longer text is prose
MAX_BESIDE = 14  # characters besides "an hour ago", or "yesterday" and a time of day: "Updated", "um … Uhr"

_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_TELLING = ("before", "after", "today", "yesterday", "now")  # of relative.toml: one of them is in such a text
_SHARED = {"nb": "no", "nn": "no", "bs": "hr", "mk": "sr", "fil": "tl"}  # languages under another's name
_START = (
    r"(?<![^\W\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af])"  # no letter of a spaced script before
)
_FIGURE = re.compile(r"\d")
_WORD = re.compile(r"[^\W\d_]+")
_CLOCK_OR_MARK = re.compile(r"\d{1,2}\s?[:.h時点时点시]\s?\d\d|\W+")


@dataclass(frozen=True, slots=True)
class _Language:
    ago: tuple[re.Pattern[str], ...]  # number and unit, with what stands before or after them
    unit_of: dict[str, str]  # word: unit
    duals: frozenset[str]
    days: re.Pattern[str]  # today, yesterday
    yesterday: frozenset[str]
    now: re.Pattern[str]


def is_relative(text: str) -> bool:
    """Whether a text says how long ago something was."""
    return parts_of(text) is not None


def parts_of(text: str, language: str | None = None) -> tuple[str, int, str] | None:
    """One of UNITS, their number, and the text of a time of day, or ""; None if the text says none of it.

    The page's language is tried first.
    """
    if len(text) > MAX_TEXT_CHARACTERS:
        return None
    folded = plain_figures(text).casefold().strip()
    own = (language or "").split("-")[0].lower()
    own = _SHARED.get(own, own)
    for name in sorted(_languages_in(folded), key=lambda name: name != own):
        if parts := _parts_in(folded, _languages()[name]):
            return parts
    return None


def _languages_in(text: str) -> list[str]:
    """The languages that may say in this text how long ago something was: asked first, as few texts do."""
    if _UNSPACED.search(text):
        return list(_languages())
    known = _languages_of_words()
    names = set[str]().union(*(known.get(word, ()) for word in _WORD.findall(text)))
    return [name for name in _languages() if name in names]


def _parts_in(text: str, words: _Language) -> tuple[str, int, str] | None:
    if words.now.fullmatch(text):
        return "minute", 0, ""
    for pattern in words.ago:
        match = pattern.search(text)
        if match and (match["number"] or len(text) - len(match[0]) <= MAX_BESIDE):
            number = int(match["number"] or (2 if match["unit"] in words.duals else 1))
            return words.unit_of[match["unit"]], number, ""
    if match := words.days.search(text):
        rest = text[: match.start()] + " " + text[match.end() :]
        bare = _CLOCK_OR_MARK.sub("", rest)
        if not bare or (len(bare) <= MAX_BESIDE and _FIGURE.search(rest)):  # "USA Today" is no date
            return "day", int(match["day"] in words.yesterday), rest if _FIGURE.search(rest) else ""
    return None


@cache
def _words() -> dict[str, dict[str, list[str]]]:
    """relative.toml, folded: of each language the words of each key."""
    table = tomllib.loads(Path(__file__).with_name("relative.toml").read_text(encoding="utf-8"))
    return {
        name: {key: line.casefold().split("|") for key, line in lines.items()}
        for name, lines in table.items()
    }


@cache
def _languages_of_words() -> dict[str, set[str]]:
    """The first word of all that must stand beside a number, or says a day or now: the languages it is of.

    What stands after a unit may be one word with it: "3 órája".
    """
    languages: dict[str, set[str]] = {}
    for name, words in _words().items():
        phrases = [phrase for key in _TELLING for phrase in words.get(key, ())]
        units = [word for unit in UNITS for word in words.get(unit, ())]
        joined = [unit.rstrip(".") + after for unit in units for after in words.get("after", ())]
        for phrase in phrases + joined:
            languages.setdefault(_WORD.findall(phrase)[0], set()).add(name)
    return languages


@cache
def _languages() -> dict[str, _Language]:
    return {name: _language(words) for name, words in _words().items()}


def _language(words: dict[str, list[str]]) -> _Language:
    duals = dict(word.split(":") for word in words.get("two", ()))
    unit_of = {word.rstrip("."): unit for unit in UNITS for word in words.get(unit, ())} | duals
    bare = _any([*words.get("bare", ()), *duals])
    one = _any(words["one"])
    counted = (
        rf"(?:(?P<number>\d{{1,3}})\+?[ ’'-]?(?:{one}\s)?|{one}\s?|(?={bare}))(?P<unit>{_any(unit_of)})\.?"
    )
    ago = []
    if before := words.get("before"):
        ago.append(rf"{_START}{_any(before)}\s(?:\w{{2,9}}\s)?\s?{counted}{_end(unit_of)}")
    if after := words.get("after"):
        ago.append(rf"{_START}{counted}[\s-]*{_any(after)}{_end(after)}")
    days = [*words["today"], *words["yesterday"]]
    return _Language(
        ago=tuple(map(re.compile, ago)),
        unit_of=unit_of,
        duals=frozenset(duals),
        days=re.compile(rf"{_START}(?P<day>{_any(days)}){_end(days)}"),
        yesterday=frozenset(words["yesterday"]),
        now=re.compile(rf"\W*{_any(words.get('now', []))}\W*"),
    )


def _any(words: Iterable[str]) -> str:
    """A pattern of words, the longest first; of none, one that never matches."""
    return "(?:" + ("|".join(map(re.escape, sorted(words, key=len, reverse=True))) or "(?!)") + ")"


def _end(words: Iterable[str]) -> str:
    """What follows a word: no letter, where the script divides words."""
    return "" if any(map(_UNSPACED.search, words)) else r"(?!\w)"


def plain_figures(text: str) -> str:
    """A text with the figures of any script as 0 to 9, its hard spaces soft, without marks of direction."""
    return text if text.isascii() else "".join(map(_plain, text))


def _plain(character: str) -> str:
    if character.isdecimal():
        return str(int(character))
    if character in "\u00a0\u202f\u2009":
        return " "
    return "" if character in "\u200e\u200f\u200b" else character
