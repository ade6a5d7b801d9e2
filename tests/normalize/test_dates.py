"""Dates as pages write them, in many languages and calendars."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.normalize.calendars import from_persian
from tasks.normalize.dates import MAX_TEXT_CHARACTERS, read

MAY_16 = date(2024, 5, 16)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("2024-05-16", None),
        ("20240516", None),
        ("Published May 16,2024", "en"),
        ("Thursday, 16th of May 2024", "en"),
        ("16. Mai 2024", "de"),
        ("Veröffentlicht am 16.05.2024", "de"),
        ("Le jeudi 16 mai 2024", "fr"),
        ("16 de mayo de 2024", "es"),
        ("16 maggio 2024", "it"),
        ("16 Maio, 2024", "pt"),
        ("16 maja 2024", "pl"),
        ("2024. május 16.", "hu"),
        ("2024 m. gegužės 16 d.", "lt"),
        ("16. toukokuuta 2024", "fi"),
        ("16 Mayıs 2024 Perşembe", "tr"),
        ("16 мая 2024 г.", "ru"),
        ("16 травня 2024", "uk"),
        ("16 Μαΐου 2024", "el"),
        ("16 مايو 2024", "ar"),
        ("٢٠٢٤/٥/١٦", "ar"),
        ("16 मई 2024", "hi"),
        ("2024年5月16日", "zh"),
        ("2024년 5월 16일", "ko"),
        ("令和6年5月16日", "ja"),
        ("16 tháng 5, 2024", "vi"),
        ("16 พ.ค. 2567", "th"),
        ("16 พฤษภาคม 2567", "th"),
        ("۲۷ اردیبهشت ۱۴۰۳", "fa"),
        ("16 | 05 | 2024", "de"),
        ("16.5.24", "de"),
        ("Łódź, 16 V 2024 r.", "pl"),
        ("16.V.2024", "it"),
        ("May 16, ’24", "en"),
    ],
)
def test_a_day_is_read_in_any_language_and_calendar(text: str, language: str | None) -> None:
    when = read(text, language)
    assert when is not None
    assert (when.on, when.at, when.precision) == (MAY_16, None, "day")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-05-16T10:30:15Z", datetime(2024, 5, 16, 10, 30, 15, tzinfo=UTC)),
        ("2024-05-16T10:30:15.123+0300", datetime(2024, 5, 16, 7, 30, 15, tzinfo=UTC)),
        ("2024-05-16 10:30 +03:00", datetime(2024, 5, 16, 7, 30, tzinfo=UTC)),
        ("Thu, 16 May 2024 10:30:15 GMT", datetime(2024, 5, 16, 10, 30, 15, tzinfo=UTC)),
        ("Thu May 16 10:30:15 CEST 2024", datetime(2024, 5, 16, 8, 30, 15, tzinfo=UTC)),
        (
            "Thu May 16 2024 10:30:15 GMT+0200 (Central European Summer Time)",
            datetime(2024, 5, 16, 8, 30, 15, tzinfo=UTC),
        ),
        ("May 16, 2024 at 5:05 p.m. ET", datetime(2024, 5, 16, 21, 5, tzinfo=UTC)),
        ("Updated 2:00 PM EDT, Thu May 16, 2024", datetime(2024, 5, 16, 18, 0, tzinfo=UTC)),
        ("20240516T103015Z", datetime(2024, 5, 16, 10, 30, 15, tzinfo=UTC)),
        ("1715855415", datetime(2024, 5, 16, 10, 30, 15, tzinfo=UTC)),
        ("1715855415000", datetime(2024, 5, 16, 10, 30, 15, tzinfo=UTC)),
        ("16 мая 2024, 10:30 МСК", datetime(2024, 5, 16, 7, 30, tzinfo=UTC)),
    ],
)
def test_a_moment_with_a_zone_is_read(text: str, moment: datetime) -> None:
    when = read(text)
    assert when is not None
    assert when.at == moment


@pytest.mark.parametrize(
    ("text", "hour", "minute"),
    [
        ("16. Mai 2024, 10:30 Uhr", 10, 30),
        ("16.05.2024 um 10.30 Uhr", 10, 30),
        ("16 mai 2024 à 18h30", 18, 30),
        ("2024年5月16日 下午3:20", 15, 20),
        ("2024.05.16 오전 12:20", 0, 20),
        ("16 May 2024, 12:05 am", 0, 5),
        ("09:15, 16 May 2024", 9, 15),
        ("2024-05-16 03:05 PM", 15, 5),
        ("16 مايو 2024 3:05 مساءً", 15, 5),
        ("16 مايو 2024 12:05 صباحا", 0, 5),
        ("১৬ মে ২০২৪, ৩:০৫ পিএম", 15, 5),
        ("১৬ মে ২০২৪, ১২:০৫ এএম", 0, 5),
        ("১৬ মে ২০২৪, ৩:০৫ অপরাহ্ন", 15, 5),
        ("বৃহস্পতিবার, মে ১৬, ২০২৪ | ৩:০৫ অপরাহ্ণ", 15, 5),
        ("16 मई 2024 3:05 अपराह्न", 15, 5),
        ("16 மே 2024 3:05 பிற்பகல்", 15, 5),
        ("16 மே 2024 பிற்பகல் 3:05", 15, 5),
        ("16 Mei 2024 3:05 petang", 15, 5),
        ("16 Mei 2024, 9:05 malam", 21, 5),
        ("16 Mei 2024, 12:05 malam", 0, 5),
        ("2024年5月16日 晚上12:05", 0, 5),
        ("2024年5月16日 晚上9:05", 21, 5),
        ("2024年5月16日 下午12:05", 12, 5),
        ("16 May 2024, 12:05 pm", 12, 5),
        ("16 Mei 2024 12:05 pagi", 0, 5),
        ("2024年5月16日 午後3時5分", 15, 5),
        ("2024년 5월 16일 오후 3시 5분", 15, 5),
        ("2024-05-16 12:05 AM", 0, 5),
    ],
)
def test_a_time_without_a_zone_is_no_moment_but_a_clock(text: str, hour: int, minute: int) -> None:
    when = read(text)
    assert when is not None
    assert when.at is None
    assert when.clock == datetime(2024, 5, 16, hour, minute)  # noqa: DTZ001 - a clock has no zone
    assert when.precision == "minute"


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("16 maggio 2024 (modifica il 17 maggio 2024 | 10:05)", None),
        ("16.05.2024 (aktualisiert 17.05.24 10:05)", None),
        ("09:15, 16 maggio 2024 (modifica il 17 maggio 2024 | 10:05)", datetime(2024, 5, 16, 9, 15)),  # noqa: DTZ001
        ("۲۷ اردیبهشت ۱۴۰۳ / 16 May 2024, 09:15", datetime(2024, 5, 16, 9, 15)),  # noqa: DTZ001
    ],
)
def test_the_time_behind_another_day_is_that_days(text: str, clock: datetime | None) -> None:
    when = read(text)
    assert when is not None
    assert (when.on, when.clock) == (MAY_16, clock)


def test_the_sources_zone_makes_a_clock_a_moment() -> None:
    when = read("16. Mai 2024, 10:30 Uhr", "de", ZoneInfo("Europe/Berlin"))
    assert when is not None
    assert when.at == datetime(2024, 5, 16, 8, 30, tzinfo=UTC)
    assert when.at.utcoffset() == timedelta(hours=2)


def test_a_zone_in_the_text_wins_over_the_sources() -> None:
    when = read("2024-05-16T10:30:00-04:00", None, ZoneInfo("Europe/Berlin"))
    assert when is not None
    assert when.at == datetime(2024, 5, 16, 10, 30, tzinfo=timezone(timedelta(hours=-4)))


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("05/06/2024", "en-US", date(2024, 5, 6)),
        ("05/06/2024", "en-GB", date(2024, 6, 5)),
        ("05/06/2024", "es", date(2024, 6, 5)),
        ("05.06.2024", "en-US", date(2024, 6, 5)),
        ("05/16/2024", "de", MAY_16),
        ("16/05/2024", "en-US", MAY_16),
    ],
)
def test_day_and_month_stand_in_the_order_of_the_language(text: str, language: str, day: date) -> None:
    when = read(text, language)
    assert when is not None
    assert when.on == day


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("16 تشرين الأول 2024", date(2024, 10, 16)),
        ("الخميس 16 تشرين الثاني، 2024", date(2024, 11, 16)),
        ("16 كانون الاول 2024", date(2024, 12, 16)),
        ("16 كانون ثاني 2024", date(2024, 1, 16)),
        ("16 تشرين الأول/أكتوبر 2024", date(2024, 10, 16)),
        ("16 أكتوبر/تشرين الأول 2024", date(2024, 10, 16)),
    ],
)
def test_months_of_two_words_are_read(text: str, on: date) -> None:
    assert (found := read(text, "ar"))
    assert found.on == on


def test_an_order_that_might_be_the_other_is_marked() -> None:
    assert [read(text, "es").is_order_certain for text in ("05/06/2024", "16/06/2024", "05.06.2024")] == [
        False,
        True,
        True,
    ]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "text", ["", "yesterday", "May 2024", "32.13.2024", "Room 12, floor 3", "12:30", "99999999"]
)
def test_what_gives_no_day_is_none(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    ("year", "first_day"),
    [
        (1370, date(1991, 3, 21)),
        (1395, date(2016, 3, 20)),
        (1399, date(2020, 3, 20)),
        (1404, date(2025, 3, 21)),
    ],
)
def test_persian_years_begin_at_nowruz(year: int, first_day: date) -> None:
    assert from_persian(year, 1, 1) == first_day


@given(st.text(max_size=2 * MAX_TEXT_CHARACTERS), st.sampled_from([None, "en", "de", "fa", "x"]))
def test_any_text_is_read_without_an_exception(text: str, language: str | None) -> None:
    read(text, language)


@given(st.from_regex(r"[0-9.,:/TZ+ \-|年月日mayMAY]{4,40}", fullmatch=True))
def test_any_figures_are_read_without_an_exception(text: str) -> None:
    read(text)


@given(st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2090, 1, 1)), st.integers(-12, 14))  # noqa: DTZ001
def test_iso_moments_are_read_as_they_are(clock: datetime, hours: int) -> None:
    moment = clock.replace(microsecond=0, tzinfo=timezone(timedelta(hours=hours)))
    when = read(moment.isoformat())
    assert when is not None
    assert (when.at, when.on) == (moment, moment.date())


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("8 ذو القعدة 1445 هـ", "ar"),
        ("٨ ذي القعدة ١٤٤٥", "ar"),
        ("1445/11/08", "ar"),
        ("1403/02/27", "fa"),
        ("۱۴۰۳-۰۲-۲۷", "fa"),
        ("16 พ.ค. 67", "th"),
        ("113/05/16", "zh-TW"),
        ("R6.5.16", "ja"),
        ("二〇二四年五月十六日", "zh"),
        ("16 مايو/أيار 2024", "ar"),
        ("१६ मे २०२४", "mr"),
        ("16 พฤษภาคม พ.ศ. 2567", "th"),
        ("16 พ.ค. พ.ศ.2567", "th"),
        ("16 พฤษภาคม ค.ศ. 2024", "th"),
        ("۲۷ ارديبهشت ۱۴۰۳", "fa"),  # with an Arabic yeh
        ("۱۶ مه ۲۰۲۴", "fa"),
        ("۲۷ ثور ۱۴۰۳", "fa-AF"),
        ("16 مايو، 2024", "ar"),
        ("2024年（令和6年）5月16日", "ja"),
        ("2024（令和6）年5月16日", "ja"),
        ("令和6年(2024年)5月16日", "ja"),
        ("2024. gada 16. maijs", "lv"),
        ("2024(e)ko maiatzaren 16a", "eu"),
        ("/Date(1715853600000)/", "en"),
    ],
)
def test_calendars_and_figures_of_a_language(text: str, language: str) -> None:
    when = read(text, language)
    assert when
    assert when.on == MAY_16


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00Z", "31 ذو القعدة 1445", "1403/13/01", "113/05/16"])
def test_days_that_no_calendar_has_are_none(text: str) -> None:
    assert read(text, "en") is None


@pytest.mark.parametrize(
    ("text", "hour", "offset"),
    [
        ("2024-05-16 15:05:10 GMT+8", 15, 8),
        ("2024-05-16 15:05 UTC+8", 15, 8),
        ("2024-05-16 15:05 UTC+03", 15, 3),
        ("2024-05-16 03:05 PM IST", 15, 5.5),
        ("2024-05-16 3:05 a.m. EST", 3, -5),
    ],
)
def test_an_iso_date_has_its_zone_and_its_half_of_the_day(text: str, hour: int, offset: float) -> None:
    found = read(text, "en")
    assert found and found.at and found.clock and found.clock.hour == hour
    assert found.at.utcoffset() == timedelta(hours=offset)


@pytest.mark.parametrize("text", ["Julkaistu 16.5. 15:05", "16 травня, 15:05", "16 May, 15:05"])
def test_an_hour_is_no_year(text: str) -> None:
    assert read(text, "en") is None
