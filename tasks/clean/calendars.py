"""Calendars beside a text: blogs set the days of a month in rows, to lead to what was written then."""

from __future__ import annotations

from collections.abc import Iterable

from tasks.clean.blocks import PageBlock

LEAST_DAYS = 28  # of a month
MAX_WEEKS = 6
MAX_WEEK_CHARS = 30
MAX_WEEKDAYS, MAX_WEEKDAY_CHARS = 8, 3  # words of the row above the days


def drop_calendars(blocks: list[PageBlock], reasons: list[str | None], candidates: list[int]) -> None:
    """Removes rows of numbers that count from 1 to the end of a month, and the weekdays above them."""
    kept = [at for at in candidates if reasons[at] is None]
    for place, first in enumerate(kept):
        if blocks[first].text[:1] != "1":
            continue
        weeks = _weeks(blocks[at].text for at in kept[place : place + MAX_WEEKS])
        has_head = weeks and place and _are_weekdays(blocks[kept[place - 1]].text)
        for at in kept[place - bool(has_head) : place + weeks]:
            reasons[at] = "navigation"


def _weeks(rows: Iterable[str]) -> int:
    """How many of the first rows count the days of a month; 0 for fewer days than a month has."""
    days = weeks = 0
    for row in rows:
        words = row.split() if len(row) <= MAX_WEEK_CHARS else []
        if not words or words != [str(day) for day in range(days + 1, days + 1 + len(words))]:
            break
        days += len(words)
        weeks += 1
    return weeks if days >= LEAST_DAYS else 0


def _are_weekdays(text: str) -> bool:
    words = text.split()
    return 1 < len(words) <= MAX_WEEKDAYS and all(len(word) <= MAX_WEEKDAY_CHARS for word in words)
