"""The date of a text that says how long ago it was, beside the moment at which its page came.

It is no more exact than its words: "3 hours ago" may be an hour off, which is its precision.
"""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo

from tasks.normalize.clock import When
from tasks.normalize.dates import with_clock
from tasks.relative import parts_of

_UNITS = {  # about; each is its own precision
    "second": timedelta(seconds=1),
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
    "month": timedelta(days=30.44),
    "year": timedelta(days=365.25),
}


def read_relative(text: str, page_at: datetime, language: str | None, zone: tzinfo | None) -> When | None:
    """The date of a text that says how long before `page_at`, the moment the page came, it was; else None.

    `zone` is the one that the source's setting names: without one, days are those of `page_at`, and a time of
    day gives no instant. The precision is the unit that the text counts in, from "minute" up to "year".
    """
    parts = parts_of(text, language)
    if parts is None:
        return None
    unit, number, clock = parts
    here = page_at.astimezone(zone) if zone else page_at
    at = (here - number * _UNITS[unit]).replace(second=0, microsecond=0)
    if clock:
        when = with_clock(at.date(), clock, (0, 0), zone, True)
        return when if when.at is None or when.at <= here else When(at.date(), None, "day")
    if unit in ("second", "minute", "hour"):
        return When(at.date(), at, "hour" if unit == "hour" else "minute")
    return When(at.date(), None, unit)
