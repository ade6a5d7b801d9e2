"""How the front page writes numbers, times and addresses."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlsplit

from tasks.normalize.agencies import UNNAMED

_UNITS = ((24 * 365, "years"), (24 * 30, "months"), (24, "days"), (1, "h"), (1 / 60, "min"))
WEB = ("http", "https")


def day(when: date) -> str:
    """A day where the year is clear: "16 May"."""
    return f"{when.day} {when:%b}"


def full_day(when: date) -> str:
    """A day: "16 May 2026"."""
    return f"{when.day} {when:%B %Y}"


def percent(share: float) -> str:
    """A share as a whole percentage; what is little is not nothing."""
    return "<1%" if 0 < share < 0.005 else f"{share:.0%}"


def agency_name(name: str) -> str:
    """What the page calls an agency; some credits say only that there was one."""
    return "agency not named" if name == UNNAMED else name


def duration(hours: float | None) -> str:
    """A length of time in one unit: "4 min", "1.5 h", "3 days"; empty where there is none."""
    if hours is None:
        return ""
    size, name = next(((size, name) for size, name in _UNITS if hours >= size), _UNITS[-1])
    amount = round(hours / size, 1 if hours / size < 10 and name != "min" else 0)
    return f"{amount:g} {name.removesuffix('s') if amount == 1 else name}"


def web_address(url: str | None) -> str | None:
    """The address if a browser may be sent there; None for javascript:, file: and what is no address."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    return url if parts.scheme in WEB and parts.netloc else None
