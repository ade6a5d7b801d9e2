"""The dates of feeds and sitemaps as instants. Only to order entries and to see changes: what the warehouse
holds as a date is read by normalize, which also knows the words of many languages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

MAX_DATE_CHARS = 60
_DAY_CHARS = len("2026-11-23")
# From a day's first moment in UTC to its last anywhere on earth.
_DAY_EVERYWHERE = timedelta(hours=36)


def moment(text: str | None) -> datetime | None:
    """The instant of an RFC 822 date (RSS) or a W3C date (Atom, sitemaps), in UTC.

    A day alone is its first moment in UTC. None for what names no zone, or is no such date.
    """
    if text is None:
        return None
    text = text.strip()[:MAX_DATE_CHARS]
    try:
        if text[:4].isdigit():
            date = datetime.fromisoformat(text)
            if len(text) == _DAY_CHARS:
                date = date.replace(tzinfo=UTC)
        else:
            # RFC 5322 lets -0000 stand for an unknown zone, which this gives as none.
            date = parsedate_to_datetime(text)
        return date.astimezone(UTC) if date.tzinfo else None
    except (ValueError, OverflowError, IndexError, TypeError):
        return None


def end_of(text: str | None) -> datetime | None:
    """The latest instant that a date can mean: as `moment`, but of a day alone its last, in any zone."""
    when = moment(text)
    is_day = text is not None and len(text.strip()) == _DAY_CHARS
    return when + _DAY_EVERYWHERE if when is not None and is_day else when
