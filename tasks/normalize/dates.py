"""Dates as pages write them, in many languages and calendars: the day, the instant, and how exact it is.

`read` finds the first date in a text. Common forms are read by code of our own, which takes microseconds; a
text that it cannot read is nobody's date: no guessing.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, tzinfo
from functools import cache, lru_cache

from tasks.normalize import calendars
from tasks.normalize.clock import When, clock_in, moment, zone_at
from tasks.normalize.date_words import FILLERS, hijri_months, month_number, persian_month
from tasks.relative import plain_figures

FIRST_YEAR = 1990  # an article's date before this year is doubted
LAST_YEAR = 2199  # later ones stand for "never": 9999-12-31
FIRST_COMMON_YEAR = 1500  # earlier ones are other calendars'
MAX_TEXT_CHARACTERS = 300  # longer texts are not dates; only this much is searched
TIME_REACH = 40  # characters between a day and its time of day


_ISO_ZONE = (
    r"Z(?![a-z])|(?:UTC|GMT)?\s*[+-]\d\d:?\d\d|(?:UTC|GMT)\s*[+-]\d\d?(?!\d)|[+-]\d\d(?!\d)"
    r"|(?![ap]m\b)(?-i:[A-Z]{2,5}(?![\w]))"
)
# A time of day with "AM" or "PM" behind it is not read here but as a clock (with_clock).
_ISO = re.compile(
    r"(?<!\d)((?:19|20)\d\d)-(\d\d)-(\d\d)"
    r"(?:(?:T|\s+|\s*[,|-]\s*)(\d\d?):(\d\d)(?!\d)(?!(?::\d\d)?\s*[ap]\.?m\b)"
    rf"(?::(\d\d)(?:[.,:]\d+)?)?\s*({_ISO_ZONE})?)?",
    re.IGNORECASE,
)
_COMPACT = re.compile(
    r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(?:[T_-]?(\d\d)(\d\d)(\d\d)?(?:\.\d+)?(Z|[+-]\d\d:?\d\d)?)?(?!\d)"
)
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?(?:\.\d+)?")
_SERIALIZED = re.compile(r"/Date\((\d{12,13})[+-]?\d*\)/")
_ARABIC = r"[\u0600-\u06ff]+(?: [\u0600-\u06ff]+)?"
_TWO_NAMES = re.compile(rf"({_ARABIC})\s?/\s?{_ARABIC}")  # of one month
# October to January in the Levant and Iraq: "تشرين الثاني", which months.toml writes with a hyphen.
_TWO_WORDS = re.compile(r"(تشرين|كانون)\s+(?=(?:ال)?(?:[أا]ول|ثاني)(?!\w))")
_FIGURES = {figure: str(number) for number, figure in enumerate("〇一二三四五六七八九")} | {"零": "0"}
_IN_HAN = re.compile(
    r"([〇零一二三四五六七八九]{4})年"  # in figures
    r"([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
_ERA = re.compile(r"(?<![A-Za-z])([RHS])\s?(\d{1,2})[./](\d{1,2})[./](\d{1,2})(?!\d)")
_CJK = re.compile(
    r"(令和|平成|昭和|民國|民国)?\s*(\d{1,4}|元)\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일号號]?"
)
# The year by the other count, in brackets: 2024年（令和6年）5月16日.
_YEAR_AGAIN = re.compile(
    r"(?<=[\d元])年? ?[（(] ?(?:(?:令和|平成|昭和|民國|民国) ?(?:\d{1,3}|元)|\d{4})年? ?[）)] ?年?"
    r"(?= ?\d{1,2} ?月)"
)
_NUMERIC = re.compile(
    r"(?<![\d.])(\d{1,4})\s?([./\-‐–|])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?!\d|[:.h]\d\d(?!\d))"
)
_VIETNAMESE = re.compile(r"(\d{1,2})\s+tháng\s+(\d{1,2})[,\s]+(?:năm\s+)?(\d{4})", re.IGNORECASE)
_MINUTES = re.compile(r"[:.h]\d\d(?!\d)")
_TOKEN = re.compile(r"\d+|[^\s\d.,،;؛:/()\[\]|·•–—\-'’\"<>]+|\S")
_CTIME = re.compile(
    r"([A-Za-z]{3})\.? (\d{1,2}) (\d{1,2}:\d\d(?::\d\d)?) (?:([A-Z]{1,5}) )?((?:19|20)\d\d)(?!\d)"
)
_ROMAN = re.compile(
    r"(?<![\d.])(\d{1,2})(?:\.\s?|\s|[/-])(I{1,3}|IV|VI{0,3}|IX|XI{0,2})(?:\.\s?|\s|[/-])((?:19|20)\d\d)(?!\d)"
)
_ROMAN_MONTHS = {
    roman: month for month, roman in enumerate("I II III IV V VI VII VIII IX X XI XII".split(), start=1)
}
_SHORT_YEAR = re.compile(r"(?<=\d)(,?\s)['’](\d\d)(?![\d\w])")  # "May 16 '24"
_THAI_SHORT = re.compile(r"([ก-๙]+)\.\s?([ก-๙])\.")
_YEAR = re.compile(r"(?<!\d)(?:19|20|25|1[34])\d\d(?!\d)|\d[./]\d\d(?!\d)")


@lru_cache(maxsize=1_000)  # most places of a page say the same
def read(
    text: str,
    language: str | None = None,
    zone: tzinfo | None = None,
    month_first: bool | None = None,
) -> When | None:
    """The first date that the text gives, or None.

    `language` is the page's (BCP 47), `zone` the one that the source's setting names for texts without one,
    `month_first` whether 5/6/2024 is in May; None: the language decides, and the result is marked uncertain.
    """
    text = _prepared(text)
    for reader in (_read_iso, _read_epoch, _read_cjk, _read_words, _read_numeric, _read_compact, _read_hijri):
        when = reader(text, language, zone, month_first)
        if when:
            return when
    return None


def _prepared(text: str) -> str:
    text = plain_figures(text[:MAX_TEXT_CHARACTERS].strip())
    if not text.isascii():
        text = _TWO_NAMES.sub(r"\1", _THAI_SHORT.sub(r"\1\2", text))
        text = _TWO_WORDS.sub(r"\1", text)
        text = _IN_HAN.sub(_from_han, text)
    elif match := _SERIALIZED.fullmatch(text):
        return match[1]
    text = _SHORT_YEAR.sub(r"\g<1>20\2", _ROMAN.sub(_from_roman, text))
    return _CTIME.sub(r"\1 \2 \5 \3 \4", text)  # "Oct 16 06:01:54 UTC 2019": the year goes before the time


def _from_roman(match: re.Match[str]) -> str:
    """A date whose month is a Roman figure with a common one: 16 V 2024, 16.V.2024."""
    day, month, year = match.groups()
    return f"{day}.{_ROMAN_MONTHS[month]}.{year}"


def _from_han(match: re.Match[str]) -> str:
    """A date in Chinese figures with common ones: 二〇二四年五月十六日."""
    year = "".join(_FIGURES[figure] for figure in match[1])
    month, day = (_number(written) for written in match.groups()[1:])
    return f"{year}年{month}月{day}日"


def _number(written: str) -> int:
    tens, ten, ones = written.rpartition("十")
    return (int(_FIGURES.get(tens, "1")) * 10 if ten else 0) + int(_FIGURES.get(ones, "0"))


def _read_iso(text: str, language: str | None, zone: tzinfo | None, month_first: bool | None) -> When | None:
    match = _ISO.search(text)
    if not match:
        return None
    year, month, day, hour, minute, second, offset = match.groups()
    on = _day(int(year), int(month), int(day))
    if on is None:
        return None
    if hour is None:
        return with_clock(on, text, match.span(), zone, True)
    return moment(on, int(hour), int(minute), int(second) if second else None, zone_at(offset) or zone)


def _read_compact(
    text: str, language: str | None, zone: tzinfo | None, month_first: bool | None
) -> When | None:
    match = _COMPACT.fullmatch(text)
    if not match:
        return None
    year, month, day, hour, minute, second, offset = match.groups()
    on = _day(int(year), int(month), int(day))
    if on is None or hour is None:
        return When(on, None, "day") if on else None
    return moment(on, int(hour), int(minute), int(second) if second else None, zone_at(offset) or zone)


def _read_epoch(
    text: str, language: str | None, zone: tzinfo | None, month_first: bool | None
) -> When | None:
    if not _EPOCH.fullmatch(text):
        return None
    seconds = int(text.split(".")[0])
    at = datetime.fromtimestamp(seconds if seconds < 10**10 else seconds / 1000, UTC).replace(microsecond=0)
    if zone:
        at = at.astimezone(zone)
    return When(at.date(), at, "second")


def _read_cjk(text: str, language: str | None, zone: tzinfo | None, month_first: bool | None) -> When | None:
    text = _YEAR_AGAIN.sub("年", text)
    match = _CJK.search(text) or (_ERA.search(text) if (language or "")[:2] == "ja" else None)
    if not match:
        return None
    era, year, month, day = match.groups()
    number = 1 if year == "元" else int(year)
    number += calendars.ERAS.get(era, 0) if number < 200 else 0
    on = _day(number if number > 100 else number + 2000, int(month), int(day))
    return with_clock(on, text, match.span(), zone, True) if on else None


def _read_words(
    text: str, language: str | None, zone: tzinfo | None, month_first: bool | None
) -> When | None:
    match = _VIETNAMESE.search(text)
    if match:
        on = _day(int(match[3]), int(match[2]), int(match[1]))
        return with_clock(on, text, match.span(), zone, True) if on else None
    tokens = [(m[0], m.span()) for m in _TOKEN.finditer(text)]
    tokens = [t for t in tokens if t[0].lower() not in FILLERS]
    for (one, a), (two, _), (three, b) in zip(tokens, tokens[1:], tokens[2:], strict=False):
        on = _from_words(one, two, three, language)
        if on and not (len(three) == 2 and _MINUTES.match(text, b[1])):  # an hour: "16 May, 15:05"
            return with_clock(on, text, (a[0], b[1]), zone, True)
    return None


def _from_words(one: str, two: str, three: str, language: str | None) -> date | None:
    """A day from three words: day month year, month day year, or year month day."""
    if one.isdecimal() and three.isdecimal() and not two.isdecimal():
        day, year = (three, one) if len(one) == 4 else (one, three)
        persian = persian_month(two) if len(year) == 4 else None
        if persian:
            return calendars.from_persian(int(year), persian, int(day))
        month = month_number(two, language)
    elif two.isdecimal() and three.isdecimal() and len(three) == 4 and not one.isdecimal():
        day, year, month = two, three, month_number(one, language)
    elif one.isdecimal() and two.isdecimal() and len(one) == 4 and not three.isdecimal():
        day, year, month = two, one, month_number(three, language)
    else:
        return None
    if month is None or len(day) > 2 or len(year) not in (2, 4):
        return None
    if len(year) == 2 and (on := calendars.of_language(int(year), month, int(day), language)):
        return on
    return _day(int(year), month, int(day))


def _read_numeric(
    text: str, language: str | None, zone: tzinfo | None, month_first: bool | None
) -> When | None:
    for match in _NUMERIC.finditer(text):
        first, mark, second, third = match.groups()
        if len(first) > 2 and len(third) <= 2:
            day = int(first), int(second), int(third)
            on = calendars.of_language(*day, language) or (_day(*day) if day[0] > 999 else None)
            certain = True
        elif len(first) <= 2:
            on, certain = _ordered(int(first), int(second), int(third), mark, language, month_first)
        else:
            continue
        if on:
            return with_clock(on, text, match.span(), zone, certain)
    return None


def _read_hijri(
    text: str, language: str | None, zone: tzinfo | None, month_first: bool | None
) -> When | None:
    match = _hijri().search(text) if not text.isascii() else None
    if not match:
        return None
    on = calendars.from_hijri(int(match[3]), hijri_months()[" ".join(match[2].split())], int(match[1]))
    return with_clock(on, text, match.span(), zone, True) if on else None


@cache
def _hijri() -> re.Pattern[str]:
    names = "|".join(name.replace(" ", r"\s+") for name in hijri_months())
    return re.compile(rf"(?<!\d)(\d{{1,2}})\s+({names})\s*[,،]?\s*(14\d\d)(?!\d)")


def _ordered(
    first: int, second: int, year: int, mark: str, language: str | None, month_first: bool | None
) -> tuple[date | None, bool]:
    if first > 12 or second > 12 or first == second:
        day, month = (second, first) if second > 12 else (first, second)
        return _day(year, month, day), True
    is_dotted = mark == "."
    if month_first is None:
        month_first = not is_dotted and (language or "").lower() in ("en-us", "en-ca", "en-ph", "en", "fil")
    day, month = (second, first) if month_first else (first, second)
    return _day(year, month, day), is_dotted


def _day(year: int, month: int, day: int) -> date | None:
    if 0 < year < 100:
        year += 2000 if year < 70 else 1900
    if year < FIRST_COMMON_YEAR:
        return calendars.of_language(year, month, day, None)
    try:
        on = date(calendars.common_year(year), month, day)
    except ValueError:
        return None
    return on if on.year <= LAST_YEAR else None


def with_clock(on: date, text: str, span: tuple[int, int], zone: tzinfo | None, certain: bool) -> When:
    """The day with the time of day that stands near it in the text, if any, and is not another day's."""
    after = text[span[1] : span[1] + TIME_REACH]
    before = text[max(0, span[0] - TIME_REACH) : span[0]]
    for place in (after, before):
        found = clock_in(place)
        between = place[: found[0]] if found and place is after else place
        if found and not _is_of_another_day(between, on):
            _, hour, minute, second, own_zone = found
            when = moment(on, hour, minute, second, own_zone or zone)
            return When(when.on, when.at, when.precision, certain, when.clock)
    return When(on, None, "day", certain)


def _is_of_another_day(text: str, on: date) -> bool:
    other = read(text) if _YEAR.search(text) else None
    return other is not None and other.on != on
