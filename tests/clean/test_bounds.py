"""Pages that are made to stall the parser are refused; pages that only look like it are not."""

import pytest

from tasks.clean.bounds import MAX_ATTRIBUTES, MAX_DEPTH, refuse_hostile
from tasks.records import EndsHere, Outcome

MANY = 30_000


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * MANY,
        "<div>" * MANY + "</div>" * MANY,
        "<DIV class='a'>" * MANY,
        "<table><tr><td>" * MANY,
        "<unheard-of>" * MANY,
        "<div/>" * MANY,
        "<svg></svg>" + "<g/>" * MANY,
        "<svg><div>" + "<g/>" * MANY,
        "<b><i>" * MANY,
    ],
    ids=lambda page: page[:12],
)
def test_nesting_without_end_is_refused(page):
    with pytest.raises(EndsHere) as refused:
        refuse_hostile(page.encode())
    assert refused.value.outcome is Outcome.UNREADABLE


def test_attributes_without_end_are_refused():
    with pytest.raises(EndsHere, match="attributes"):
        refuse_hostile(b"<p " + b" ".join(b"a%d" % n for n in range(MAX_ATTRIBUTES + 1)) + b">")


@pytest.mark.parametrize(
    "page",
    [
        "<div><p>A paragraph.<br></div>" * MANY,
        "<p>Unclosed.<li>Unclosed, too.<td>And this." * MANY,
        "<svg>" + "<path d='M0 0'/>" * MANY + "</svg>",
        "<div>" * (MAX_DEPTH // 2) + "<p>x</p>" * MANY,
        "<p data-all='" + "x " * 1_000_000 + "'>",
        "<script>" + "a word of a long text " * 100_000 + "</script>",
        "1 < 2 and 2 > 1 " * MANY,
    ],
    ids=lambda page: page[:12],
)
def test_large_but_ordinary_pages_are_not(page):
    refuse_hostile(page.encode())
