"""When an article was published and last changed: the page's dates, weighed against each other.

The most trusted text that can be read gives the day. A text of the same day that says more (a time, a zone)
makes it exact. Where the zone is unknown the moment stays None: the day is still sure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from tasks.copies import own_address
from tasks.normalize.clock import When
from tasks.normalize.dates import FIRST_YEAR, read
from tasks.normalize.relative import read_relative
from tasks.records import BESIDE, LOADED, Draft, Found

COUNTED_BACK = "published so long before the capture"  # a doubt: such a date moves as the page is read again
COARSE = ("week", "month", "year")  # precisions of dates that are less than a day's
AHEAD = timedelta(days=1)  # of the capture; a later date is doubted
HOURS_BEHIND, HOURS_AHEAD = 10, 13  # of the zones with many newsrooms to UTC
MANY_DAYS = 3  # of one place, which then may be a list of stories
SEEN = ("date", "time", "byline", "text")  # places of dates that readers see
_FOR_MACHINES = ("meta", "json-ld", "microdata", "rdfa")

_IN_URL = re.compile(r"(?<!\d)((?:19|20)\d\d)[/._-]?(0[1-9]|1[0-2])[/._-]?(0[1-9]|[12]\d|3[01])(?!\d)")
_CLOCK = re.compile(r"\d\s*(?:[:.h]\s?\d\d|h\b|uhr|[ap]\.?m)", re.IGNORECASE)
_STAMP = re.compile(r"\d{4}-?\d\d-?\d\d(?:[T ]\d|$)|\d{9,}$")  # what is written for machines


@dataclass(frozen=True, slots=True)
class Dates:
    """What an Article says of its dates; the fields are the Article's."""

    published_on: date | None = None
    published_at: datetime | None = None
    published_precision: str | None = None
    published_text: str | None = None
    modified_at: datetime | None = None
    modified_text: str | None = None
    doubts: tuple[str, ...] = ()


def settle(draft: Draft, language: str | None, timezone: str | None) -> Dates:
    """The dates of a draft. `timezone` is the IANA name that the source's setting gives, if any."""
    zone = _zone(timezone)
    addresses = (own_address(draft.capture.url), draft.canonical_url or "")
    address = next(filter(day_in_url, addresses), "")
    in_url = day_in_url(address)
    readings = _readings(draft.published, language, zone, in_url)
    weighed = [(found, when) for found, when in readings if found.place != BESIDE]
    published = _with_url(weighed, in_url, address)
    modified = _readings(draft.modified, language, zone, in_url)
    latest = draft.capture.fetched_at + AHEAD
    sound = [(found, when) for found, when in published if not _doubt(when, latest)]
    if published and not sound:  # "1970-01-01" for machines, and the day of publication for readers
        sound = [(f, w) for f, w in readings if f.place == BESIDE and not _doubt(w, latest)]
    doubts = tuple(dict.fromkeys(filter(None, (_doubt(when, latest) for _, when in published[:1]))))
    changed = next(((f, w) for f, w in modified if w.at and not _doubt(w, latest)), None)
    first = (sound or published)[:1]
    if not first and (ago := _ago(draft, language, zone)):
        first, doubts = [ago], (COUNTED_BACK,)
    if not first and modified:
        first, doubts = modified[:1], ("only a date of change",)
    modified_at = changed[1].at if changed else None
    modified_text = changed[0].text if changed else modified[0][0].text if modified else None
    if not first:
        return Dates(modified_at=modified_at, modified_text=modified_text, doubts=doubts)
    found, when = _most_exact(_outvoted(_nearest(first[0], sound, readings), sound), sound)
    precision = when.precision if when.at or when.precision in COARSE else "day"
    on = _own_day(when, sound, in_url, _beside(readings))
    text = _as_seen(found, on, readings)
    return Dates(on, when.at, precision, text, modified_at, modified_text, doubts)


def _ago(draft: Draft, language: str | None, zone: tzinfo | None) -> tuple[Found, When] | None:
    """The first date that is worded by how long ago it was; None if it is not known when the page came.

    A file says nothing of when it was saved; a response, archived or not, does.
    """
    capture = draft.capture
    if capture.entry.found_in == LOADED and capture.header("Date") is None:
        return None
    dated = (
        (found, read_relative(found.text, capture.fetched_at, language, zone)) for found in draft.published
    )
    return next(((found, when) for found, when in dated if when), None)


def _as_seen(found: Found, on: date, readings: list[tuple[Found, When]]) -> str:
    """The date as readers see it, if the page words the same day; else the text that gave it."""
    seen = [other for other, when in readings if when.on == on and _is_worded(other)]
    text = found.text if _is_worded(found) else next((other.text for other in seen), found.text)
    inner = (other.text for other in seen if other.place == BESIDE and other.text in text)
    return next((one for one in inner if not _CLOCK.search(text.replace(one, "", 1))), text)


def _is_worded(found: Found) -> bool:
    return found.place in (*SEEN, BESIDE) and not _STAMP.match(found.text)


def day_in_url(url: str | None) -> date | None:
    """The day that a URL names: /2024/05/16/, 20240516, 2024-05-16."""
    match = _IN_URL.search(url or "")
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def _readings(
    texts: Iterable[Found], language: str | None, zone: tzinfo | None, in_url: date | None
) -> list[tuple[Found, When]]:
    """The texts that can be read. Where day and month may be swapped, the URL decides if it names a day."""
    readings = []
    for found in texts:
        when = read(found.text, language, zone)
        if when and not when.is_order_certain and in_url:
            orders = (read(found.text, language, zone, month_first) for month_first in (True, False))
            when = next((order for order in orders if order and order.on == in_url), when)
        if when:
            readings.append((found, when))
    return readings


def _with_url(readings: list[tuple[Found, When]], in_url: date | None, url: str) -> list[tuple[Found, When]]:
    """The readings with the URL's day among them: before what stands unmarked or aside on the page."""
    if in_url is None:
        return readings
    weak = ("text", "time above", "date above", "time aside", "date aside")
    index = next((i for i, (found, _) in enumerate(readings) if found.place in weak), len(readings))
    return [*readings[:index], (Found(url, "url"), When(in_url, None, "day")), *readings[index:]]


def _outvoted(first: tuple[Found, When], readings: list[tuple[Found, When]]) -> tuple[Found, When]:
    """The date that readers see, if a place for machines confirms its day and none but the first denies it.

    Systems that set a story anew often leave the old date in one place only.
    """
    others = [(found, when) for found, when in readings if when.on != first[1].on]
    seen = next(((found, when) for found, when in others if found.place in SEEN), None)
    if seen is None or first[0].place in SEEN:
        return first
    days: dict[str, set[date]] = {}
    for found, when in readings:
        days.setdefault(found.place, set()).add(when.on)
    agree = any(place.startswith(_FOR_MACHINES) and on == {seen[1].on} for place, on in days.items())
    deny = {found.place for found, when in readings if when.on == first[1].on}
    return seen if agree and not deny & set(SEEN) else first


def _nearest(
    first: tuple[Found, When], sound: list[tuple[Found, When]], readings: list[tuple[Found, When]]
) -> tuple[Found, When]:
    """The date beside the headline, if the place of the first gives many: that of a list of stories."""
    days = {when.on for found, when in sound if found.place == first[0].place}
    beside = _beside(readings)
    if first[0].place not in SEEN or len(days) < MANY_DAYS or len(beside) != 1:
        return first
    return next(((found, when) for found, when in sound if when.on in beside), first)


def _beside(readings: Iterable[tuple[Found, When]]) -> set[date]:
    """The days that stand in the lines under the headline."""
    return {when.on for found, when in readings if found.place == BESIDE}


def _most_exact(first: tuple[Found, When], readings: list[tuple[Found, When]]) -> tuple[Found, When]:
    if first[1].at:
        return first
    return next(((f, w) for f, w in readings if w.at and w.on == first[1].on), first)


def _own_day(when: When, readings: list[tuple[Found, When]], in_url: date | None, beside: set[date]) -> date:
    """The day on the page's calendar, where its machine-readable moment is in UTC.

    The day that readers see, or that the URL names, stands if it is the day before or after, and the moment
    falls on it in an inhabited zone. If readers see a time of day too, its minutes must be the moment's. Days
    `beside` the headline come first, as the others that readers see may be of other stories.
    """
    if when.at is None or when.at.utcoffset():
        return when.on
    days = [other for found, other in readings if found.place in SEEN and other.at is None]
    others = [] if when.on in beside else days
    seen = next(iter([*(other for other in days if other.on in beside), *others]), None)
    if seen and seen.clock and not _same_minute(seen, when):
        seen = None
    if seen is None:  # what stands aside counts if it tells the very minute
        aside = (other for found, other in readings if found.place.startswith(SEEN) and other.at is None)
        seen = next((other for other in aside if other.clock and _same_minute(other, when)), None)
    for day in (seen.on if seen else None, in_url):
        behind = when.at.hour < HOURS_BEHIND and day == when.on - timedelta(days=1)
        ahead = when.at.hour >= 24 - HOURS_AHEAD and day == when.on + timedelta(days=1)
        if day and (behind or ahead):
            return day
    return when.on


def _same_minute(one: When, other: When) -> bool:
    """Whether two times of day may be the same moment in two zones."""
    clocks = (one.clock, other.clock)
    return None not in clocks and (clocks[0].minute - clocks[1].minute) % 15 == 0  # type: ignore[union-attr]


def _doubt(when: When, latest: datetime) -> str | None:
    if when.on.year < FIRST_YEAR:
        return f"published before {FIRST_YEAR}"
    if (when.at and when.at > latest) or when.on > (latest + AHEAD).date():
        return "published in the future"
    return None


def _zone(name: str | None) -> tzinfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ValueError, OSError, KeyError):  # no such zone, or a name that is no name
        return None
