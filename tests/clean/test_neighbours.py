"""Which lines beside the body are handed on."""

from selectolax.lexbor import LexborHTMLParser

from tasks.clean.body import Judged
from tasks.clean.neighbours import AFTER, BEFORE, WITHIN, lines_around
from tasks.clean.walk import walk
from tasks.records import Found


def judged(*blocks):
    """Paragraphs of a page, each with the reason for which it was removed, if it was."""
    page = LexborHTMLParser("".join(f"<p>{text}</p>" for text, _ in blocks))
    return [Judged(block, 0, reason) for block, (_, reason) in zip(walk(page).blocks, blocks, strict=True)]


BODY = ("A paragraph of the story.", None)


def test_the_lines_right_after_the_body_are_handed_on_nearest_first():
    blocks = judged(BODY, BODY, ("abc/Reuters", "outside the article"), ("Quelle: dpa", "date"))
    assert lines_around(blocks) == (Found("abc/Reuters", AFTER), Found("Quelle: dpa", AFTER))


def test_lines_of_the_site_and_longer_texts_end_the_search():
    for stop in (
        ("AFP", "related stories"),
        ("AFP", "caption"),
        ("A long text. " * 20, "outside the article"),
    ):
        assert lines_around(judged(BODY, stop, ("dpa", "outside the article"))) == ()


def test_within_the_body_only_what_is_in_brackets():
    blocks = judged(BODY, BODY, BODY, ("(NTB)", "sidebar"), ("AFP", "links"), ("(AP)", "caption"), BODY)
    assert lines_around(blocks) == (Found("(NTB)", WITHIN),)


def test_lines_before_the_body_but_no_captions():
    blocks = judged(("Bron: BELGA", "outside the article"), ("AFP", "caption"), BODY)
    assert lines_around(blocks) == (Found("Bron: BELGA", BEFORE),)


def test_the_first_paragraph_may_be_a_standfirst():
    blocks = judged(BODY, ("Bron: BELGA", "date"), BODY, BODY, ("AFP", "date"), BODY)
    assert lines_around(blocks) == (Found("Bron: BELGA", BEFORE),)


def test_only_the_nearest_lines_are_handed_on():
    many = [("dpa", "outside the article")] * 50
    places = [line.place for line in lines_around(judged(*many, BODY, *many))]
    assert places == [AFTER] * 3 + [BEFORE] * 6


def test_a_page_without_a_body_has_none():
    assert lines_around(judged(("dpa", "outside the article"))) == ()
    assert lines_around([]) == ()
