"""Bylines that are made of a card for each author."""

from __future__ import annotations

import pytest

from tasks.normalize.people import authors
from tests.clean.metadata.pages import read, texts

PROSE = "<p>" + "The town council has voted for a new quay, which will cost four million. " * 4 + "</p>"
JANE = '<a href="/author/jm">Jane Miller</a>'
JOHN = '<a href="/author/jd">John Doe</a>'


def bylines(markup: str) -> tuple[tuple[str, ...], str]:
    """The authors of a page with this byline, and the first text that is handed on as one."""
    found = read(body=f"<h1>A quay for the harbour</h1>{markup}{PROSE}").bylines
    return authors(found, "The Post", "en"), texts(found)[0]


def cards(*inner: str, tag: str = "div", inside: str = "{}") -> str:
    """A byline of cards."""
    one_by_one = "".join(f"<{tag} class=author>{card}</{tag}>" for card in inner)
    return f"<div class=authors>{inside.format(one_by_one)}</div>"


@pytest.mark.parametrize(
    "markup",
    [
        cards(f"{JANE}<p>Reporter, Berlin</p>", f"{JOHN}<p>Editor, Paris</p>"),
        cards(f"{JANE}<p>Reporter, New York</p>", f"{JOHN}<p>Editor, Los Angeles</p>"),
        cards(f"{JANE}<p>Berlin</p>", f"{JOHN}<p>Paris</p>", inside="<span>By</span>{}"),
        cards(f"{JANE}, Reporter", f"{JOHN}, Editor", tag="span", inside="<div><div>{}</div></div>"),
        cards(f"{JANE}<p>Reporter, Berlin</p>", f"{JOHN}<p>Editor, Paris</p>", inside="{}<i>3 May 2024</i>"),
        cards(f"<img src=j.png>{JANE}<p>Reporter, Berlin</p>", f"{JOHN}<p>Editor, Paris</p>"),
        f"<ul class=byline><li>{JANE}<p>Reporter, Berlin</p><li>{JOHN}<p>Editor, Paris</p></ul>",
    ],
)
def test_of_cards_with_links_the_links_are_the_names(markup: str) -> None:
    assert bylines(markup)[0] == ("Jane Miller", "John Doe")


@pytest.mark.parametrize(
    ("jane", "john"),
    [
        ("<b>Jane Miller</b><p>Reporter, Berlin</p>", "<b>John Doe</b><p>Editor, Paris</p>"),
        ("<a href=/team/1>Jane Miller</a><p>Berlin</p>", "<a href=/team/2>John Doe</a><p>Paris</p>"),
        ("<i>Jane</i> <i>Miller</i><p>Reporter, Berlin</p>", "<i>John</i> <i>Doe</i><p>Editor, Paris</p>"),
        (
            "Jane Miller, Reporter <p><a href=/author/1>All texts</a>",
            "John Doe <p><a href=/author/2>All texts</a>",
        ),
        (
            "<a href=/author/1><b>Jane Miller</b><p>Reporter, Berlin</p></a>",
            "<a href=/author/2><b>John Doe</b><p>Editor, Paris</p></a>",
        ),
    ],
)
def test_of_cards_without_a_link_that_is_the_name_the_lines_are_read_each_for_itself(
    jane: str, john: str
) -> None:
    assert bylines(cards(jane, john))[0][:2] == ("Jane Miller", "John Doe")


@pytest.mark.parametrize(
    "byline",
    [
        f"By {JANE}, {JOHN} and Bob Smith",
        f"By {JANE} in Berlin and {JOHN} in Paris",
        f"{JANE} <span>and</span> {JOHN}",
        "<span class=author-name>Jane Miller</span> <i class=author-role>Reporter</i>",
        "<p class=author>Text: Jane Miller</p><p class=author>Photos: John Doe</p>",
        f"<p class=author>{JANE}</p>",
    ],
)
def test_a_byline_that_is_not_made_of_cards_stays_as_it_is(byline: str) -> None:
    named, first = bylines(f"<div class=byline>{byline}</div>")
    assert " | " not in first
    assert named[0] == "Jane Miller"
