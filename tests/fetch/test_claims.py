"""Whose an archive says its pages are is believed as far as that opens no door."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.fetch.claims import Claims
from tasks.sources import Source
from tests.fetch.test_archive import capture

SOURCES = {
    source.source_id: source
    for source in (
        Source(source_id="inside", pages=("http://10.0.0.5:8080/news",), allow_private=True),
        Source(source_id="paid", feeds=("https://desk:pw@feeds.post.co.uk/rss",)),
        Source(source_id="plain", feeds=("https://feeds.burner.com/post",)),
    )
}


def whose(source_id, url, entry_url=None):
    claimed = capture()
    entry = replace(claimed.entry, source_id=source_id, url=entry_url or url)
    return Claims(SOURCES, "load").checked(replace(claimed, url=url, entry=entry)).entry.source_id


@pytest.mark.parametrize(
    ("source_id", "url"),
    [
        ("inside", "http://10.0.0.5:8080/1"),
        ("paid", "https://www.post.co.uk/1"),
        ("plain", "https://www.post.co.uk/1"),
        ("unknown", "http://10.0.0.7/"),  # of a source that no file describes nothing is at stake
    ],
)
def test_a_source_has_its_pages_back(source_id, url):
    assert whose(source_id, url) == source_id


@pytest.mark.parametrize(
    ("source_id", "url"),
    [
        ("inside", "http://10.0.0.5/admin"),
        ("inside", "http://10.0.0.7:8080/news"),
        ("inside", "https://www.post.co.uk/1"),
        ("paid", "https://other.co.uk/1"),
        ("paid", "https://post.co.uk.other.com/1"),
    ],
)
def test_a_source_that_may_do_more_than_others_gets_no_page_of_another_site(source_id, url):
    own = {"inside": "http://10.0.0.5:8080/1", "paid": "https://post.co.uk/1"}[source_id]
    assert whose(source_id, url) == whose(source_id, own, url) == whose(source_id, url, own) == "load"


@given(st.text(max_size=40), st.sampled_from(["", "http://", "https://desk:pw@"]))
def test_any_text_as_an_address_is_no_page_of_such_a_source(text, scheme):
    assert whose("inside", scheme + text) == "load"


@pytest.mark.parametrize(
    "url", ["https://www.post.co.uk/1", "http://feeds.post.co.uk/rss", "https://evil.example/"]
)
def test_a_login_goes_to_nobody_but_the_origin_that_it_was_given_for(url):
    assert SOURCES["paid"].login("https://feeds.post.co.uk/1") == ("desk", "pw")
    assert SOURCES["paid"].login(url) is None
