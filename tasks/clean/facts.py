"""The lines in which a page tells its readers who wrote a text, and when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tasks.clean.metadata import Metadata
from tasks.clean.metadata.lines import leads, looks_like_date
from tasks.clean.text import ends_sentence
from tasks.records import BESIDE, Found

MIN_DATE_CHARS = 6  # of a date that is looked for in a line, without its white space
MAX_LINE_CHARS = 80  # of such a line; a longer one says more, such as the title of a speech
MAX_MOMENT_CHARS = 60  # of a line that says how long ago the text was changed
MAX_STOPPED_CHARS = 40  # of a date at whose end a full stop is no sentence's: "16 May 2024, 9 a.m."

_SEEN = ("date", "time", "byline", "text", BESIDE)  # what the places begin with that readers see
_IN_PART = (" part", " links", " aside")  # … and what they end with that are less than a line, or far away


@dataclass(frozen=True, slots=True)
class Facts:
    """The dates and the bylines that a page words for its readers, without case and white space."""

    dates: frozenset[str]
    bylines: frozenset[str]


def facts_of(metadata: Metadata) -> Facts:
    """What the page's dates and bylines are, as its readers see them."""
    dates = {*_first_seen(metadata.published), *_first_seen(metadata.modified)}
    lines = (found for found in metadata.bylines if found.place.startswith(_SEEN))
    return Facts(
        frozenset(date for date in dates if len(date) >= MIN_DATE_CHARS),
        frozenset(_compact(found.text) for found in lines if not found.place.endswith(_IN_PART)),
    )


def _first_seen(dates: Iterable[Found]) -> Iterable[str]:
    """The first date of each place that readers see: further ones may be of a chronicle, or of events."""
    first: dict[str, str] = {}
    for found in dates:
        if found.place.startswith(_SEEN):
            first.setdefault(found.place, _compact(found.text))
    return first.values()


def fact_in(line: str, facts: Facts, *, has_time: bool) -> str | None:
    """What a line above the text says in place of text: "date", "byline", or None.

    A line that ends as a sentence does is text, unless it is a short date. `has_time`: it has a time element.
    """
    if len(line) > MAX_LINE_CHARS:
        return None
    compact = _compact(line)
    if ends_sentence(line) and (len(line) > MAX_STOPPED_CHARS or compact not in facts.dates):
        return None
    if compact in facts.bylines and leads("byline").match(line):
        return "byline"
    if is_dated_line(line) and (
        has_time
        or leads("published").match(line)
        or leads("modified").match(line)
        or any(date in compact for date in facts.dates)
    ):
        return "date"
    is_moment = len(line) <= MAX_MOMENT_CHARS and any(map(str.isdecimal, line))
    return "date" if is_moment and leads("modified").match(line) else None


def is_dated_line(line: str) -> bool:
    """True for a short line with a date in it."""
    return len(line) <= MAX_LINE_CHARS and looks_like_date(line)


def _compact(text: str) -> str:
    return "".join(text.casefold().split())
