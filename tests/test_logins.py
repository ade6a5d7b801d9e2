"""Secrets in URLs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.logins import login_of, origin_of, shown, without_login
from tasks.sources import Source


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("https://desk:pass@paper.example:8443/feed?a=1", "https://paper.example:8443/feed?a=1"),
        ("https://paper.example/feed?token=abc&page=2", "https://paper.example/feed?token=…&page=2"),
        ("https://paper.example/?page=2&api_key=abc#x", "https://paper.example/?page=2&api_key=…#x"),
        ("https://paper.example/?X-Amz-Signature=abc", "https://paper.example/?X-Amz-Signature=…"),
        ("https://paper.example/?keyword=tides&author=me", "https://paper.example/?keyword=tides&author=me"),
        ("saved/page.html", "saved/page.html"),
        ("http://[broken", "an unreadable URL"),
    ],
)
def test_messages_hold_no_secret(url, told):
    assert shown(url) == told


@given(st.text(max_size=60))
def test_any_text_is_taken(text):
    assert isinstance(shown(text), str)
    assert login_of(without_login(text)) is None


def test_a_login_is_taken_apart_and_shown_to_its_origin_only():
    assert login_of("http://a%40b:p%3Aq@paper.example/") == ("a@b", "p:q")
    assert origin_of("http://Paper.example/") == origin_of("http://u:p@paper.example:80/x")
    assert origin_of("https://paper.example/") != origin_of("http://paper.example/")


def test_a_source_keeps_its_logins_apart_from_its_urls():
    source = Source(
        source_id="paper", feeds=("https://desk:secret@paper.example/feed",), pages=("https://open.example/",)
    )
    assert source.feeds == ("https://paper.example/feed",)
    assert source.login("https://paper.example/any/page") == ("desk", "secret")
    for elsewhere in ("http://paper.example/feed", "https://paper.example:444/", "https://open.example/"):
        assert source.login(elsewhere) is None
    assert "secret" not in repr(source) + str(source.model_dump())
    assert source.model_copy(update={"language": "de"}).login("https://paper.example/") == ("desk", "secret")
