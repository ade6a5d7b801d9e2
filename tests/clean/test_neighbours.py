"""Which lines beside the body are handed on."""

from selectolax.lexbor import LexborHTMLParser

from tasks.clean.blocks import walk
from tasks.clean.body import Judged
from tasks.clean.neighbours import PLACE, lines_after
from tasks.records import Found


def judged(*blocks):
    """Paragraphs of a page, each with the reason for which it was removed, if it was."""
    page = LexborHTMLParser("".join(f"<p>{text}</p>" for text, _ in blocks))
    return [Judged(block, 0, reason) for block, (_, reason) in zip(walk(page), blocks, strict=True)]


BODY = ("A paragraph of the story.", None)


def test_the_lines_right_after_the_body_are_handed_on_nearest_first():
    blocks = judged(BODY, BODY, ("abc/Reuters", "outside the article"), ("Quelle: dpa", "date"))
    assert lines_after(blocks) == (Found("abc/Reuters", PLACE), Found("Quelle: dpa", PLACE))


def test_lines_of_the_site_and_longer_texts_end_the_search():
    for stop in (
        ("AFP", "related stories"),
        ("AFP", "caption"),
        ("A long text. " * 20, "outside the article"),
    ):
        assert lines_after(judged(BODY, stop, ("dpa", "outside the article"))) == ()


def test_lines_before_and_within_the_body_are_not():
    assert lines_after(judged(("Reuters", "outside the article"), BODY, ("AFP", "credit"), BODY)) == ()


def test_only_the_nearest_lines_are_handed_on():
    assert len(lines_after(judged(BODY, *[("dpa", "outside the article")] * 50))) == 3


def test_a_page_without_a_body_has_none():
    assert lines_after(judged(("dpa", "outside the article"))) == ()
    assert lines_after([]) == ()
