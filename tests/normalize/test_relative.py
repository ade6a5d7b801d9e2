"""Dates worded by how long ago they were."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks import relative
from tasks.normalize.relative import read_relative
from tasks.relative import UNITS, is_relative

NOW = datetime(2025, 6, 1, 12, 34, 56, tzinfo=UTC)
FORMS = [
    "3 hours ago | Published 3 hrs ago | 3h ago | vor 3 Stunden | vor etwa 3 Std.",
    "il y a 3 heures | Il y a 3 h | hace 3 horas | há 3 horas | 3 horas atrás | 3 ore fa",
    "3 uur geleden | for 3 timer siden | 3 timer siden | för 3 timmar sedan | 3 tuntia sitten",
    "fyrir 3 klst. síðan | 3 tunni eest | pirms 3 stundām | prieš 3 valandas | 3 godziny temu",
    "před 3 hodinami | pred 3 hodinami | pred 3 urami | prije 3 sata | пре 3 сата | преди 3 часа",
    "3 часа назад | 3 години тому | πριν από 3 ώρες | 3 órával ezelőtt | 3 órája | acum 3 ore",
    "3 saat önce | fa 3 hores | منذ 3 ساعات | منذ ٣ ساعات | ۳ ساعت پیش | לפני 3 שעות | 3 घंटे पहले",
    "३ तासांपूर्वी | ৩ ঘণ্টা আগে | 3 jam yang lalu | 3 giờ trước | 3 ชั่วโมงที่แล้ว | 3小时前 | 3 小時前",
    "3時間前 | 3시간 전 | 3 საათის წინ | 3 ժամ առաջ | 3 soat oldin",
]


@pytest.mark.parametrize(
    "text",
    [text for line in FORMS for text in line.split(" | ")],
)
def test_three_hours_ago_in_many_languages(text: str) -> None:
    when = read_relative(text.strip(), NOW, None, None)
    assert when
    assert (when.on, when.at, when.precision) == (
        date(2025, 6, 1),
        datetime(2025, 6, 1, 9, 34, tzinfo=UTC),
        "hour",
    )


@pytest.mark.parametrize(
    ("text", "on", "precision"),
    [
        ("vor 2 Tagen", date(2025, 5, 30), "day"),
        ("منذ يومين", date(2025, 5, 30), "day"),
        ("3일 전", date(2025, 5, 29), "day"),
        ("il y a une semaine", date(2025, 5, 25), "week"),
        ("2 months ago", date(2025, 4, 1), "month"),
        ("год назад", date(2024, 6, 1), "year"),
        ("gestern", date(2025, 5, 31), "day"),
        ("hoy", date(2025, 6, 1), "day"),
    ],
)
def test_longer_times_give_a_day_and_say_how_exact_it_is(text: str, on: date, precision: str) -> None:
    when = read_relative(text, NOW, None, None)
    assert when
    assert (when.on, when.at, when.precision) == (on, None, precision)


def test_minutes_and_just_now_are_exact() -> None:
    for text, minute in (("5 minutes ago", 29), ("acum 20 de minute", 14), ("just now", 34), ("刚刚", 34)):
        when = read_relative(text, NOW, None, None)
        assert when
        assert (when.at, when.precision) == (datetime(2025, 6, 1, 12, minute, tzinfo=UTC), "minute")


def test_a_time_of_yesterday_is_a_moment_where_the_zone_is_known() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    for text in ("gestern, 18:30 Uhr", "hier à 18h30", "Вчера в 18:30", "昨天 18:30", "Yesterday at 6:30 pm"):
        when = read_relative(text, NOW, None, berlin)
        assert when
        assert when.at == datetime(2025, 5, 31, 16, 30, tzinfo=UTC)
        when = read_relative(text, NOW, None, None)
        assert when
        assert (when.on, when.at) == (date(2025, 5, 31), None)


def test_a_time_of_today_that_has_not_come_is_none() -> None:
    when = read_relative("today, 23:10", NOW, None, UTC)
    assert when
    assert (when.on, when.at) == (NOW.date(), None)


@pytest.mark.parametrize(
    "text",
    [
        "USA Today",
        "A year ago the council voted",
        "5 Min.",
        "Lesezeit: 3 Min.",
        "3 comments",
        "2 w",
        "Hour",
        "Page 3",
        "Today in history: the fall",
        "Il y a de la joie",
        "Before 3 hours",
        "hace",
        "前",
    ],
)
def test_prose_and_figures_are_no_dates(text: str) -> None:
    assert read_relative(text, NOW, None, None) is None
    assert not is_relative(text)


@given(st.text(max_size=100), st.sampled_from([None, "en", "zh", "xx"]))
def test_any_text_gives_a_date_not_after_the_page_or_none(text: str, language: str | None) -> None:
    when = read_relative(text, NOW, language, None)
    assert when is None or when.on <= NOW.date()


def phrases():
    """Whatever relative.toml has words for, the unit and what follows it as one word, too."""
    table = tomllib.loads(Path(relative.__file__).with_suffix(".toml").read_text("utf-8"))
    for lines in table.values():
        words = {key: line.split("|") for key, line in lines.items()}
        for unit in (unit for name in UNITS for unit in words.get(name, ())):
            yield from (f"{before} 3 {unit}" for before in words.get("before", ()))
            yield from (f"3 {unit}{gap}{after}" for after in words.get("after", ()) for gap in ("", " "))
        for name in ("now", "today", "yesterday"):
            yield from words.get(name, ())


def test_no_word_of_the_table_is_passed_over():
    assert [phrase for phrase in phrases() if not is_relative(phrase)] == []
