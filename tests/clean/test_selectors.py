"""The user's own selectors decide where a site's body stands."""

import pytest
from pydantic import ValidationError

from benchmarks.corpora import capture_of
from tasks.clean.reader import read_page
from tasks.clean.selectors import NO_MATCH, REMOVED
from tasks.sources import Selectors

SAILS = "The ferry sails to the outer islands again, said the harbour master on Monday, after nine weeks."
LATE = "It was late by an hour, which nobody on the quay minded, as there was coffee and a small brass band."
OTHER = (
    "A long paragraph of another story entirely, about a bridge that nobody has crossed since the flood. " * 4
)
PAGE = f"""<html><head><title>Ferry</title></head><body><h1>Ferry</h1>
<div class="copy"><p>{SAILS}</p><p>{LATE}</p><p class="promo">Buy tickets.</p>
<p>Read more: <a href="/x">the timetable</a></p></div>
<div class="other"><p>{OTHER}</p></div></body></html>"""


def read(**selectors):
    capture = capture_of("http://harbour.example/ferry", PAGE.encode())
    return read_page(capture, selectors=Selectors(**selectors))


def body(draft):
    return [block.text for block in draft.blocks]


def test_the_selected_element_is_the_body_however_short():
    assert body(read(body="div.copy")) == [
        SAILS,
        LATE,
        "Buy tickets.",
        "Read more: the timetable",
    ]


def test_what_remove_matches_goes_and_is_listed():
    draft = read(body="div.copy", remove='.promo, p:-soup-contains("Read more")')
    assert body(draft) == [SAILS, LATE]
    assert [one.text for one in draft.removed if one.reason == REMOVED] == [
        "Buy tickets.",
        "Read more: the timetable",
    ]


def test_remove_alone_leaves_the_judging_to_the_reader():
    assert not any("another story" in text for text in body(read(remove="div.other")))


def test_a_selector_for_the_body_that_only_beautifulsoup_knows():
    assert body(read(body='p:-soup-contains("ferry sails to")')) == [SAILS]


def test_a_layout_that_has_changed_is_read_as_without_selectors_and_doubted():
    draft = read(body="div.gone")
    assert draft.doubts == (NO_MATCH,)
    assert any("another story" in text for text in body(draft))


def test_a_wrong_selector_is_told_when_the_source_is_read():
    with pytest.raises(ValidationError, match="no CSS selector"):
        Selectors(body="div[")
