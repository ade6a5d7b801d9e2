"""Which entries are worth a request."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.discover.held import split_held
from tasks.discover.moments import moment
from tasks.discover.urls import url_key, web_url
from tasks.records import REVISIT, Entry, Outcome

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
FETCHED = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
URL = "https://paper.example/tides"


def entry(url=URL, **fields):
    return Entry("paper", url, "https://paper.example/rss", NOW, **fields)


def test_what_is_new_is_fetched_and_what_is_held_is_not():
    new, held = entry("https://paper.example/new"), entry()
    to_fetch, ended = split_held([held, new], {URL: FETCHED})
    assert to_fetch == [new]
    assert [(end.entry, end.outcome) for end in ended] == [(held, Outcome.HELD)]


@pytest.mark.parametrize(
    "date, is_fetched",
    [
        ("2026-11-22T12:00:01Z", True),
        ("2026-11-22T14:30:00+02:00", True),
        ("Sun, 22 Nov 2026 12:00:01 GMT", True),
        ("Sun, 22 Nov 2026 08:00:01 -0400", True),
        ("2026-11-23", True),
        ("2026-11-22", False),
        ("2026-11-22T12:00:00Z", False),
        ("2026-11-22T13:30:00+02:00", False),
        ("2026-11-22T23:00:00", False),  # no zone: says nothing sure
        ("2031-01-01T00:00:00Z", False),  # a date in the future is a mistake
        ("yesterday", False),
        ("", False),
    ],
)
def test_a_change_that_the_feed_reports_is_fetched_again(date, is_fetched):
    for fields in ({"modified_text": date}, {"published_text": date}):
        to_fetch, ended = split_held([entry(**fields)], {URL: FETCHED})
        assert (len(to_fetch), len(ended)) == ((1, 0) if is_fetched else (0, 1))


@pytest.mark.parametrize("hours_ago", list(permutations(range(3))))
def test_of_several_spellings_of_a_held_page_the_one_that_was_fetched_last_counts(hours_ago):
    spellings = (URL, f"{URL}?utm_source=rss", f"{URL}#top")
    held = {url: FETCHED - timedelta(hours=n) for url, n in zip(spellings, hours_ago, strict=True)}
    minute, offered = timedelta(minutes=1), f"{URL}?utm_source=mail"
    seen_since = entry(offered, modified_text=(FETCHED - minute).isoformat())
    changed_since = entry(offered, modified_text=(FETCHED + minute).isoformat())
    assert split_held([seen_since], held)[0] == []
    assert split_held([changed_since], held)[0] == [changed_since]


def test_what_is_due_is_fetched_again_whether_it_is_offered_or_not():
    other, offered = entry("https://paper.example/winds"), entry(f"{URL}?utm_source=rss", title="Tides")
    due = [replace(entry(url), found_in=REVISIT) for url in (URL, other.url)]
    held = {URL: FETCHED, offered.url: FETCHED, other.url: FETCHED}
    # Under the address that is known: else each new tracking parameter would be a page that nobody asked for.
    assert split_held([offered], held, revisits=due) == ([replace(offered, url=URL), due[1]], [])
    seen = {url_key(other.url)}
    assert split_held([offered], held, seen, due) == ([replace(offered, url=URL)], [])
    assert seen == {url_key(URL), url_key(other.url)}


def test_a_page_is_fetched_once_a_run_however_often_it_is_offered():
    spellings = [URL, f"{URL}#top", f"{URL}?utm_source=rss", "https://PAPER.example:443/tides"]
    to_fetch, ended = split_held([entry(url) for url in spellings], {})
    assert [one.url for one in to_fetch] == [URL]
    assert {end.outcome for end in ended} == {Outcome.DUPLICATE_URL}
    seen = {url_key(URL)}
    assert split_held([entry()], {}, seen)[0] == []


def test_pages_that_differ_are_not_confused():
    urls = [
        URL,
        f"{URL}?page=2",
        f"{URL}/",
        "http://paper.example/tides",
        f"{URL}?id=utm_source",
        f"{URL}?sid=1",
    ]
    assert len(split_held([entry(url) for url in urls], {})[0]) == len(urls)


@given(st.lists(st.sampled_from("abcdef"), max_size=12), st.sets(st.sampled_from("abcdef")))
def test_every_entry_is_in_exactly_one_place(paths, held):
    entries = [entry(f"https://paper.example/{path}") for path in paths]
    mapping = {f"https://paper.example/{path}": FETCHED for path in held}
    to_fetch, ended = split_held(entries, mapping)
    assert len(to_fetch) + len(ended) == len(entries)
    assert {one.url for one in to_fetch} == {one.url for one in entries} - set(mapping)


@given(st.text(max_size=80))
def test_any_text_is_a_date_in_utc_or_none(text):
    found = moment(text)
    assert found is None or found.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    "spellings",
    [
        (
            "https://paper.example/أخبار/جسر",
            "https://paper.example/%d8%a3%d8%ae%d8%a8%d8%a7%d8%b1/%D8%AC%D8%B3%D8%B1",
        ),
        ("https://paper.example/?q=पुल", "https://paper.example/?q=%e0%a4%aa%e0%a5%81%e0%a4%b2"),
        ("https://bücher.example/a", "https://xn--bcher-kva.example/a"),
    ],
)
def test_a_page_is_met_once_whether_its_address_is_percent_encoded_or_not(spellings):
    entries = [entry(url) for url in spellings]
    to_fetch, ended = split_held(entries, {})
    assert [entry.url for entry in to_fetch] == [spellings[0]]
    assert [end.outcome for end in ended] == [Outcome.DUPLICATE_URL]
    _, ended = split_held(entries[:1], {spellings[1]: FETCHED})
    assert [end.outcome for end in ended] == [Outcome.HELD]


@pytest.mark.parametrize("session", [";jsessionid={}", "?PHPSESSID={}", "?CFID={}&CFTOKEN={}"])
def test_a_page_is_met_once_whatever_session_its_feed_is_read_in(session):
    now, before = (f"{URL}{session.format(*2 * [token])}" for token in ("12ab34cd", "56ef78ab"))
    assert url_key(now) == url_key(before) == url_key(URL)
    _, ended = split_held([entry(now)], {before: FETCHED})
    assert [end.outcome for end in ended] == [Outcome.HELD]


@given(st.text(max_size=80))
def test_any_text_is_a_web_address_or_none(text):
    url = web_url("https://paper.example/a/b", text)
    assert url is None or url.startswith(("http://", "https://"))
    assert url_key(text) is not None


@pytest.mark.parametrize(
    "text, url",
    [
        ("c", "https://paper.example/a/c"),
        ("/c d", "https://paper.example/c%20d"),
        ("//other.example/x#y", "https://other.example/x"),
        ("mailto:desk@paper.example", None),
        ("javascript:void(0)", None),
        ("http://paper.example:port/", None),
        ("https://", None),
        ("  ", None),
        (None, None),
        ("x" * 5000, None),
    ],
)
def test_addresses_are_made_absolute(text, url):
    assert web_url("https://paper.example/a/b", text) == url
