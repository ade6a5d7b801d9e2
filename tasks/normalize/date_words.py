"""The words of dates: names of months and zones, from months.toml and zones.toml."""

from __future__ import annotations

import tomllib
from datetime import timedelta, timezone, tzinfo
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

# What may stand between the day, the month and the year.
FILLERS = frozenset(
    """. , ، - – — / ' ’ º ª ° · de del d di do da of the den der st nd rd th er ta e a m
    ten na le la el i an ngày г ж و يوم gada gads m жыл ко ko ( ) cü ci cı cu il yil yilning
    พศ คศ พุทธศักราช""".split()
)
_PERSIAN_LETTERS = str.maketrans("يك", "یک")  # Arabic keyboards write the one, Persian ones the other


@cache
def _table(name: str) -> dict[str, Any]:
    return tomllib.loads((files("tasks.normalize") / name).read_text(encoding="utf-8"))


def _fold(word: str) -> str:
    """A word as the tables of months are searched by it; names of two words are in one."""
    return word.lower().replace("i̇", "i").replace("-", "").translate(_PERSIAN_LETTERS).rstrip(".")


def _months_of(line: str) -> dict[str, int]:
    return {
        name.replace(".", ""): number
        for number, names in enumerate(line.split("|"), start=1)
        for name in names.split()
    }


@cache
def _months() -> tuple[dict[str, dict[str, int]], dict[str, int], dict[str, int]]:
    """Months by language, of all languages (the first named wins), and the Persian ones."""
    table = _table("months.toml")
    persian = {_fold(name): n for line in table["persian"].values() for name, n in _months_of(line).items()}
    by_language = {
        language: {_fold(name): number for name, number in _months_of(line).items()}
        for language, line in table.items()
        if isinstance(line, str)
    }
    every: dict[str, int] = {}
    for names in by_language.values():
        for name, number in names.items():
            every.setdefault(name, number)
    return by_language, every, persian


def month_number(word: str, language: str | None = None) -> int | None:
    """1 to 12 for the name of a month in any language, the page's first; else None."""
    by_language, every, _ = _months()
    folded = _fold(word)
    own = by_language.get((language or "").split("-")[0].lower(), {})
    return own.get(folded) or every.get(folded)


def persian_month(word: str) -> int | None:
    """1 to 12 for the name of a month of the solar Hijri calendar, else None."""
    return _months()[2].get(_fold(word))


@cache
def hijri_months() -> dict[str, int]:
    """The months of the lunar Hijri calendar by their names, with one space between words."""
    names = _months_of(_table("months.toml")["hijri"]["ar"])
    return {name.replace("-", " "): number for name, number in names.items()}


@cache
def zone_of(abbreviation: str) -> tzinfo | None:
    """The zone that an abbreviation such as CEST or ET means, or None."""
    table = _table("zones.toml")
    folded = abbreviation.strip().lower()
    if folded in table["minutes"]:
        return timezone(timedelta(minutes=table["minutes"][folded]))
    name = table["names"].get(folded)
    return ZoneInfo(name) if name else None
