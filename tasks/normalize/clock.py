"""The time of day in a text, with its zone, and the moment that it makes of a day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone, tzinfo

from tasks.normalize.date_words import zone_of

_NOON_WORDS = (  # behind a time of day
    r"a\.?\s?m\b\.?|p\.?\s?m\b\.?|π\.?μ\.?|μ\.?μ\.?|[صم](?!\w)|صباح[ًا]*|مساء[ًا]*|ÖÖ|ÖS|SA\b|CH\b"
    r"|pagi\b|petang\b|malam\b|এএম|পিএম|পূর্বাহ্[নণ]|অপরাহ্[নণ]|पूर्वाह्न|अपराह्न|முற்பகல்|பிற்பகல்"
)
_AM = ("am", "πμ", "ص", "صباح", "öö", "sa", "pagi", "এএম", "পূর্বাহ্ন", "পূর্বাহ্ণ", "पूर्वाह्न", "முற்பகல்")
_PM = ("pm", "μμ", "م", "مساء", "ös", "ch", "petang", "malam", "পিএম", "অপরাহ্ন", "অপরাহ্ণ", "अपराह्न", "பிற்பகல்")
_NIGHT = ("malam", "晚上")  # of the words for after noon, those of the night, in which twelve is midnight
_CLOCK = re.compile(
    r"(?<![\d.:])(\d{1,2})\s?(?:[:٫]|(?:h|時|时|시|點|点)\s?|\.(?!\d\d\.))(\d{2}|\d(?=\s?[분分]))(?:\s?[분分])?(?:[:.](\d{2}))?(?:[.,]\d+)?(?![\d.:]*\d{3})"
    r"\s*(Uhr\b|h\b|hs\b|hrs\b)?"
    rf"\s*({_NOON_WORDS})?"
    r"\s*[,(\[]?\s*((?:(?:UTC|GMT)\s*)?[+−-]\s?\d{1,2}(?::?\d\d)?(?!\d)|[A-Za-zМСК]{1,5}(?:\s*[+-]\d{1,2}(?::?\d\d)?)?(?!\w))?",
    re.IGNORECASE,
)
_HOUR_ONLY = re.compile(r"(?<![\d.:/])(\d{1,2})\s*(a\.?m\.?|p\.?m\.?|Uhr)\b\s*([A-Z]{1,4}\b)?", re.IGNORECASE)
_BEFORE_NOON = re.compile(r"(오전|上午|午前|早上|এএম|পূর্বাহ্[নণ]|पूर्वाह्न|முற்பகல்)\s*$")
_AFTER_NOON = re.compile(r"(오후|下午|午後|晚上|পিএম|অপরাহ্[নণ]|अपराह्न|பிற்பகல்)\s*$")
_OFFSET = re.compile(r"([+−-])\s?(\d{1,2}):?(\d\d)?$")


@dataclass(frozen=True, slots=True)
class When:
    """A date as read: what it says, no more."""

    on: date  # on the calendar of the text
    at: datetime | None  # with the text's offset; None where it gives no time or no zone
    precision: (
        str  # "second", "minute", "day": of the text, even where the zone is unknown; relative.py has more
    )
    is_order_certain: bool = True  # False where day and month might be the other way round
    clock: datetime | None = None  # naive time of day where the zone is unknown


def clock_in(text: str) -> tuple[int, int, int, int | None, tzinfo | None] | None:
    """Where the time of day begins in the text; its hour, minute, second and zone."""
    match = _CLOCK.search(text)
    if match:
        hour, minute, second, _, noon, zone = match.groups()
    else:
        match = _HOUR_ONLY.search(text)
        if not match:
            return None
        hour, noon, zone = match.groups()
        minute, second = "0", None
    number = int(hour)
    before = text[: match.start()]
    mark = (noon or "").lower().replace(".", "").replace(" ", "").rstrip("ًا")
    is_midnight = number == 12 and (mark in _NIGHT or before.rstrip().endswith(_NIGHT))
    if is_midnight or (number == 12 and (mark in _AM or _BEFORE_NOON.search(before))):
        number = 0
    elif number < 12 and (mark in _PM or _AFTER_NOON.search(before)):
        number += 12
    if number > 23 or int(minute) > 59 or int(second or 0) > 59:
        return None
    return match.start(), number, int(minute), int(second) if second else None, zone_at(zone)


def moment(on: date, hour: int, minute: int, second: int | None, zone: tzinfo | None) -> When:
    """The day at a time of day; 24:00 is the next day's midnight."""
    precision = "minute" if second is None else "second"
    if hour == 24 and minute == 0:
        hour, on = 0, on + timedelta(days=1)
    try:
        clock = datetime(on.year, on.month, on.day, hour, minute, second or 0)  # noqa: DTZ001 - zone comes below
    except ValueError:
        return When(on, None, "day")
    return When(on, clock.replace(tzinfo=zone) if zone else None, precision, clock=clock)


def zone_at(text: str | None) -> tzinfo | None:
    """The zone that an offset or an abbreviation names, or None."""
    if not text:
        return None
    match = _OFFSET.search(text)
    if match:
        sign, hours, minutes = match.groups()
        delta = timedelta(hours=int(hours), minutes=int(minutes or 0))
        if delta >= timedelta(hours=15):
            return None
        return timezone(-delta if sign in "-−" else delta)
    return zone_of(text)
