"""Marks: all spellings of an address have one, and no other address has it."""

import pytest

from tasks.normalize.marks import article_mark, marks, page_mark, site_mark


@pytest.mark.parametrize(
    "spelling",
    [
        "http://harbour.example/a/tides.html",
        "https://www.harbour.example/a/tides.html",
        "https://HARBOUR.example/a/tides.html#top",
        "https://harbour.example:443/a/tides.html?utm_source=feed",
        "https://m.harbour.example/a/tides.html",
        "https://harbour.example/a/tides.amp.html",
        "https://harbour.example/a/tides.html/",
    ],
)
def test_spellings_of_one_address_have_one_mark(spelling):
    assert page_mark(spelling) == page_mark("https://harbour.example/a/tides.html")


@pytest.mark.parametrize(
    "path", ["أخبار", "%d8%a3%d8%ae%d8%a8%d8%a7%d8%b1", "%D8%A3%d8%ae%D8%A8%D8%A7%D8%B1"]
)
def test_a_mark_does_not_tell_what_is_percent_encoded(path):
    assert page_mark(f"https://harbour.example/{path}/1") == page_mark("https://harbour.example/أخبار/1")


def test_other_pages_have_other_marks():
    pages = [
        "https://harbour.example/a/tides.html",
        "https://harbour.example/a/tides.html?page=2",
        "https://harbour.example/a",
        "https://other.example/a/tides.html",
        "file:///home/ana/tides.html",
        "file:///home/ana/Tides.html",
    ]
    assert len({page_mark(page) for page in pages}) == len(pages)


def test_an_address_has_the_marks_of_the_domains_above_it():
    found = marks("https://news.harbour.example:8080/a")
    assert site_mark("harbour.example") in found
    assert site_mark("news.harbour.example.") in found
    assert site_mark("bour.example") not in found
    assert site_mark("Harbour.example") in marks("http://www.harbour.example/")
    assert marks("file:///home/ana/tides.html") == [page_mark("file:///home/ana/tides.html")]


@pytest.mark.parametrize(
    ("written", "in_dns"),
    [
        ("MÜNCHEN.example", "xn--mnchen-3ya.example"),
        ("m%C3%BCnchen。example", "xn--mnchen-3ya.example"),
        ("straße.example", "xn--strae-oqa.example"),
        ("οδός.example", "xn--pxavk3b.example"),
    ],
)
def test_a_host_has_one_mark_however_it_is_written(written, in_dns):
    assert set(marks(f"https://{written}/a")) >= {site_mark(in_dns), site_mark("example")}


def test_a_host_that_dns_cannot_know_has_its_marks_too():
    assert site_mark("ü" * 64) in marks(f"https://{'ü' * 64}/a")


def test_a_mark_names_nothing():
    for mark in (*marks("https://harbour.example/a"), article_mark("0" * 32)):
        assert len(mark) == 64
        assert "harbour" not in mark


def test_addresses_that_are_none_have_a_mark_too():
    for odd in ("", "http://[half", "\ud800", "x" * 5000):
        assert len(page_mark(odd)) == 64
        assert marks(odd)[0] == page_mark(odd)
