"""Days of other calendars, as days of the common (Gregorian) one."""

from __future__ import annotations

from datetime import date, timedelta

from hijridate import Hijri

BUDDHIST_YEARS = range(2430, 2700)  # Thailand counts 543 years more
PERSIAN_YEARS = range(1300, 1500)  # solar Hijri, Iran and Afghanistan
HIJRI_YEARS = range(
    1400, 1500
)  # lunar Hijri, as Saudi Arabia counts (Umm al-Qura); elsewhere a day may differ
ROC_YEARS = range(80, 200)  # since 1911, Taiwan
LONG_AGO = range(1300, 1500)  # no year of the common calendar that news is dated by
ERAS = {
    "R": 2018,
    "H": 1988,
    "S": 1925,
    "令和": 2018,
    "平成": 1988,
    "昭和": 1925,
    "民國": 1911,
    "民国": 1911,
}  # the year before the era's first

_NOWRUZ_YEAR, _NOWRUZ = 1403, date(2024, 3, 20)  # a known first day of a year
_CYCLE = 33
_LEAPS = (1, 5, 9, 13, 17, 22, 26, 30)  # the leap years of a cycle, as year modulo 33


def from_hijri(year: int, month: int, day: int) -> date | None:
    """The day of a lunar Hijri date; None if there is no such date."""
    if year not in HIJRI_YEARS:
        return None
    try:
        gregorian = Hijri(year, month, day).to_gregorian()
    except (ValueError, OverflowError):
        return None
    return date(gregorian.year, gregorian.month, gregorian.day)


def of_language(year: int, month: int, day: int, language: str | None) -> date | None:
    """The day of a date whose year can only be of the calendar that the language's papers count by."""
    tongue = (language or "").lower()
    if year in LONG_AGO:
        return from_hijri(year, month, day) if tongue[:2] == "ar" else from_persian(year, month, day)
    years = (
        1911
        if year in ROC_YEARS and tongue[:2] == "zh"
        else 1957
        if year < 100 and tongue[:2] == "th"
        else None
    )
    try:  # in Thailand a year of two figures is 25xx, of which 543 are too many
        return date(year + years, month, day) if years else None
    except ValueError:
        return None


def common_year(year: int) -> int:
    """The common year of a Thai year; any other year as it is."""
    return year - 543 if year in BUDDHIST_YEARS else year


def from_persian(year: int, month: int, day: int) -> date | None:
    """The day of a solar Hijri date; None if there is no such date.

    Leap years by the 33-year cycle, which agrees with the observed calendar for the years 1244 to 1472.
    """
    if year not in PERSIAN_YEARS or not 1 <= month <= 12 or not 1 <= day <= 31:
        return None
    days_before_month = (month - 1) * 31 if month <= 7 else 186 + (month - 7) * 30
    years = year - _NOWRUZ_YEAR
    leaps = _leaps_before(year) - _leaps_before(_NOWRUZ_YEAR)
    return _NOWRUZ + timedelta(days=years * 365 + leaps + days_before_month + day - 1)


def _leaps_before(year: int) -> int:
    cycles, place = divmod(year, _CYCLE)
    return cycles * len(_LEAPS) + sum(leap < place for leap in _LEAPS)
