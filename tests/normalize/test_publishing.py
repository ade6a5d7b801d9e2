"""When an article was published: the page's dates weighed against each other."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.normalize.publishing import COUNTED_BACK, Dates, day_in_url, settle
from tasks.records import Draft, Found
from tests.normalize.hand_made import SEEN, draft

URL = "https://news.example/story"


def dates(
    *published: tuple[str, str],
    modified: tuple[tuple[str, str], ...] = (),
    url: str = URL,
    language: str = "en",
    zone: str | None = None,
) -> Dates:
    """The dates of a page that gives these texts, as pairs of place and text; captured at SEEN."""
    page: Draft = replace(
        draft(url=url),
        published=tuple(Found(text, place) for place, text in published),
        modified=tuple(Found(text, place) for place, text in modified),
    )
    return settle(page, language, zone)


def test_the_most_trusted_text_gives_the_day() -> None:
    settled = dates(("json-ld", "2024-05-14T10:00:00+02:00"), ("date", "12 May 2024"))
    assert settled.published_on == date(2024, 5, 14)
    assert settled.published_at == datetime(2024, 5, 14, 8, 0, tzinfo=UTC)
    assert (settled.published_precision, settled.published_text) == ("second", "2024-05-14T10:00:00+02:00")


def test_a_text_of_the_same_day_makes_it_exact() -> None:
    settled = dates(("json-ld", "2024-05-14"), ("time", "2024-05-14T08:00Z"))
    assert settled.published_at == datetime(2024, 5, 14, 8, 0, tzinfo=UTC)
    assert (settled.published_precision, settled.published_text) == ("minute", "2024-05-14T08:00Z")


def test_of_the_dates_of_a_list_of_stories_the_one_beside_the_headline_counts() -> None:
    listed = [("date", f"{day} May 2024") for day in (14, 12, 10)]
    assert dates(*listed, ("beside the date", "12 May 2024")).published_on == date(2024, 5, 12)
    assert dates(*listed[:2], ("beside the date", "12 May 2024")).published_on == date(2024, 5, 14)
    several = [("beside the date", f"{day} May 2024") for day in (12, 10)]
    assert dates(*listed, *several).published_on == date(2024, 5, 14)


def test_without_a_zone_the_day_stands_and_no_moment() -> None:
    settled = dates(("date", "14 May 2024, 10:00"))
    assert (settled.published_on, settled.published_at) == (date(2024, 5, 14), None)
    assert settled.published_precision == "day"


def test_the_sources_zone_gives_the_moment() -> None:
    settled = dates(("date", "14 May 2024, 10:00"), zone="America/New_York")
    assert settled.published_at == datetime(2024, 5, 14, 14, 0, tzinfo=UTC)
    assert dates(("date", "14 May 2024, 10:00"), zone="No/Where").published_at is None


@pytest.mark.parametrize(
    ("moment", "seen", "on"),
    [
        ("2024-05-15T02:25:54Z", "May 14, 2024 | 9:25pm", date(2024, 5, 14)),
        ("2024-05-13T20:10:00Z", "14 May 2024", date(2024, 5, 14)),
        ("2024-05-15T02:25:54Z", "May 14, 2024 | 9:40pm", date(2024, 5, 14)),
        ("2024-05-15T02:25:54Z", "May 14, 2024 | 9:21pm", date(2024, 5, 15)),
        ("2024-05-15T14:00:00Z", "14 May 2024", date(2024, 5, 15)),
        ("2024-05-15T02:25:54+02:00", "14 May 2024", date(2024, 5, 15)),
    ],
)
def test_the_day_is_that_of_the_pages_calendar(moment: str, seen: str, on: date) -> None:
    settled = dates(("json-ld", moment), ("date", seen))
    assert settled.published_on == on
    assert settled.published_at == datetime.fromisoformat(moment)


def test_the_day_beside_the_headline_counts_before_those_of_other_stories() -> None:
    morning, other = ("json-ld", "2024-05-15T07:15:00Z"), ("time", "2024-05-14")
    own = ("beside the date", "15 May 2024")
    assert dates(morning, other, own).published_on == date(2024, 5, 15)
    assert dates(morning, other, ("date", "15 May 2024"), own).published_on == date(2024, 5, 15)
    evening = ("json-ld", "2024-05-15T02:15:00Z")
    before = [("date", "14 May 2024"), ("beside the date", "14 May 2024")]
    assert dates(evening, ("time", "2024-05-15"), *before).published_on == date(2024, 5, 14)


@pytest.mark.parametrize("broken", ["1970-01-01T00:00:00Z", "2099-05-16T00:00:00Z"])
def test_a_date_that_cannot_be_gives_way_to_the_one_beside_the_headline(broken: str) -> None:
    settled = dates(("json-ld", broken), ("beside the date", "16 May 2024"))
    assert settled.published_on == date(2024, 5, 16)
    assert settled.doubts


def test_the_day_in_the_url_settles_the_order_of_day_and_month() -> None:
    assert dates(("date", "03/05/2024"), language="en-US").published_on == date(2024, 3, 5)
    in_url = dates(("date", "03/05/2024"), language="en-US", url="https://news.example/2024/05/03/story")
    assert in_url.published_on == date(2024, 5, 3)


def test_the_url_is_a_witness_before_what_stands_aside() -> None:
    settled = dates(("date aside", "1 May 2024"), url="https://news.example/2024/05/14/story")
    assert settled.published_on == date(2024, 5, 14)


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://a.example/2024/05/16/x", date(2024, 5, 16)),
        ("https://a.example/x-20240516.html", date(2024, 5, 16)),
        ("https://a.example/2024-05-16-x", date(2024, 5, 16)),
        ("https://a.example/web/20240516103000/x", None),
        ("https://a.example/2024/13/40/x", None),
        (None, None),
    ],
)
def test_days_in_urls(url: str | None, day: date | None) -> None:
    assert day_in_url(url) == day


def test_a_date_ahead_of_the_capture_is_doubted() -> None:
    ahead = (SEEN + timedelta(days=3)).isoformat()
    settled = dates(("json-ld", ahead))
    assert settled.doubts == ("published in the future",)
    assert settled.published_on == (SEEN + timedelta(days=3)).date()


def test_a_sound_date_is_preferred_to_a_doubted_one() -> None:
    settled = dates(("json-ld", "1970-01-01T00:00:00Z"), ("date", "14 May 2024"))
    assert settled.published_on == date(2024, 5, 14)
    assert settled.doubts == ("published before 1990",)


def test_modified_is_kept_apart() -> None:
    settled = dates(("json-ld", "2024-05-14"), modified=(("json-ld", "2024-05-15T08:00:00Z"),))
    assert settled.published_on == date(2024, 5, 14)
    assert settled.modified_at == datetime(2024, 5, 15, 8, 0, tzinfo=UTC)
    assert settled.modified_text == "2024-05-15T08:00:00Z"


def test_where_only_a_change_is_dated_it_stands_in_with_a_doubt() -> None:
    settled = dates(modified=(("time", "2024-05-15T08:00:00Z"),))
    assert settled.published_on == date(2024, 5, 15)
    assert settled.doubts == ("only a date of change",)


def test_a_page_without_dates_has_none() -> None:
    assert dates(("date", "no date at all")) == Dates()


@given(
    st.lists(st.tuples(st.sampled_from(["json-ld", "date", "text"]), st.text(max_size=40)), max_size=4),
    st.text(max_size=30),
    st.text(max_size=10),
)
def test_any_texts_are_settled_without_an_exception(
    published: list[tuple[str, str]], url: str, zone: str
) -> None:
    dates(*published, modified=tuple(published), url=url, zone=zone)


@pytest.mark.parametrize("zone", [None, "Europe/Oslo"])
@pytest.mark.parametrize("place", ["date", "beside the date"])
def test_the_wording_that_readers_see_is_kept(place: str, zone: str | None) -> None:
    settled = dates(("json-ld", "2024-05-14T10:00:00+02:00"), (place, "Published 14 May 2024"), zone=zone)
    assert settled.published_at == datetime(2024, 5, 14, 8, 0, tzinfo=UTC)
    assert settled.published_text == "Published 14 May 2024"


def test_the_wording_of_another_day_is_not() -> None:
    settled = dates(("json-ld", "2024-05-14"), ("beside the date", "Published 12 May 2024"))
    assert (settled.published_on, settled.published_text) == (date(2024, 5, 14), "2024-05-14")


def test_a_url_is_no_wording_where_a_line_agrees() -> None:
    url = "https://news.example/2024/05/14/quay"
    assert dates(("text", "14 May 2024"), url=url).published_text == "14 May 2024"
    assert dates(url=url).published_text == url


def test_of_a_line_with_more_in_it_only_the_date_is_kept() -> None:
    line, day = "Some Agency | Harbours | 14 May 2024", "14 May 2024"
    assert dates(("date", line), ("beside the date", day)).published_text == day
    line = "14 May 2024 at 10:00"
    assert dates(("date", line), ("beside the date", day)).published_text == line


def ago(text: str, found_in: str = "urls", header: str = "Date") -> Dates:
    """The dates of a page fetched at SEEN that dates itself only so."""
    page = draft()
    entry = replace(page.capture.entry, found_in=found_in)
    capture = replace(page.capture, entry=entry, headers=((header, "Thu, 16 May 2024 12:00:00 GMT"),))
    return settle(replace(page, capture=capture, published=(Found(text, "time"),)), "en", None)


def test_how_long_ago_counts_from_the_capture_and_is_marked() -> None:
    settled = ago("3 hours ago")
    assert (settled.published_on, settled.published_at) == (SEEN.date(), SEEN - timedelta(hours=3))
    assert (settled.published_precision, settled.doubts) == ("hour", (COUNTED_BACK,))
    assert ago("2 weeks ago").published_precision == "week"
    assert ago("yesterday, 18:30").published_precision == "day"


def test_of_a_file_it_is_not_known_when_it_was_saved() -> None:
    assert ago("3 hours ago", "load", "Content-Type").published_on is None
    assert ago("3 hours ago", "load", "Date").published_on == SEEN.date()  # a response from a WARC file
