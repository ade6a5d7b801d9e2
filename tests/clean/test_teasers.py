"""Teasers of other stories beside a text, which the model takes for paragraphs of it."""

from tests.clean.judging import PARAGRAPHS, TEXT, all_wanted

STORIES = [
    ("New quay for the harbour of Ness", "The council wants a quay that is twice as long as the old one."),
    ("Herring come late this year", "Fishers waited longer than in any spring that they can remember."),
    ("A school on an island of nine", "Two children sit in a room with one who rows across each morning."),
]  # fmt: skip


def _teasers(stories, text="<p>{}</p>"):
    return "".join(
        f'<div class=t><h3><a href="/{number}">{headline}</a></h3>{text.format(line)}</div>'
        for number, (headline, line) in enumerate(stories)
    )


def _reasons(html):
    found = all_wanted(html)
    return [found[line] for _, line in STORIES]


def test_texts_below_headlines_that_link_go():
    found = all_wanted(f"<article>{TEXT}</article>{_teasers(STORIES)}")
    assert all(found[line] == "related stories" for _, line in STORIES)
    assert all(found[each] is None for each in PARAGRAPHS)


def test_a_roundup_of_such_stories_stays():
    assert _reasons(f"<p>{PARAGRAPHS[0]}</p>{_teasers(STORIES)}") == [None] * 3


def test_two_such_texts_stay():
    found = all_wanted(f"<article>{TEXT}</article>{_teasers(STORIES[:2])}")
    assert all(found[line] is None for _, line in STORIES[:2])


def test_stories_of_several_paragraphs_stay():
    several = "<p>{}</p><p>More of it will be known when the council meets again in autumn.</p>"
    assert _reasons(f"<article>{TEXT}</article>{_teasers(STORIES, several)}") == [None] * 3


def test_answers_below_questions_that_link_stay():
    asked = [(f"{headline}?", line) for headline, line in STORIES]
    assert _reasons(f"<article>{TEXT}</article>{_teasers(asked)}") == [None] * 3
