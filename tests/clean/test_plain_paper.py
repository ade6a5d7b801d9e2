"""Plain texts that were made from a PDF: what stands at the edges of its pages is no text, and no date."""
# ruff: noqa: E501 (sample pages)

import pytest

from tasks.clean.reader import read_page
from tasks.normalize.article import normalize
from tests.clean.captures import capture

HEADLINE = "The lamp of Saint Brannoc burns again after nine years"
URL = "https://coast.example/sea/lamp"
FIRST = """The lighthouse of Saint Brannoc was lit again on Monday, after nine years of darkness,
and the whole coast came out to see it.
Its lamp had been sold to a museum in Calder, and the keeper, Maud Ellery, had gone to
live with her sister, who never in all her life, as far as people tell, so much as once"""
SECOND = """cared for the sea. “We never stopped climbing the stairs,” said Ellery, who kept the
key in a tin of tea."""
BODY = [
    "The lighthouse of Saint Brannoc was lit again on Monday, after nine years of darkness, and the whole coast came out to see it.",
    "Its lamp had been sold to a museum in Calder, and the keeper, Maud Ellery, had gone to live with her sister, who never in all her life, as far as people tell, so much as once cared for the sea. “We never stopped climbing the stairs,” said Ellery, who kept the key in a tin of tea.",
]
TITLE = f"{HEADLINE} | The Coast"
HEAD = "The Coast\n\nThe lamp of Saint Brannoc\nburns again after nine years\nBy Oona Beck"
RAW = f"""11/27/26, 8:19 AM

{TITLE}

{HEAD}

{FIRST}
{URL}

1/2

\f11/27/26, 8:19 AM

{TITLE}

{SECOND}

{URL}

2/2

\f"""
LAYOUT = f"""27.11.2026, 08:19              {TITLE}

{HEAD}

{FIRST}

{URL}                                       1/2
\f27.11.2026, 08:19              {TITLE}

{SECOND}

{URL}                                       2/2
\f"""
ONE_PAGE = f"""27/11/2026, 08:19 {TITLE}

{HEAD}

{FIRST}
{SECOND}

{URL} 1/1
\f"""


def article(text):
    return normalize(read_page(capture(text, "text/plain", "file:///saved/page.txt")))


@pytest.mark.parametrize("text", [RAW, LAYOUT, ONE_PAGE], ids=["raw", "layout", "one page"])
def test_what_a_browser_prints_on_each_page_is_no_text_and_the_moment_no_date(text):
    read = article(text)
    assert (read.headline, read.authors) == (HEADLINE, ("Oona Beck",))
    assert read.published_on is None
    assert (read.canonical_url, read.publisher) == (URL, "coast.example")
    assert read.body.split("\n\n") == BODY
    assert any(URL in line.text and line.reason == "page header" for line in read.removed)


def test_the_name_and_the_day_of_a_paper_count_once_and_a_sentence_goes_on_over_the_page():
    running = "The Coast Courier          Monday, June 2, 2025"
    read = article(
        f"{running}\n\n{HEADLINE}\n\nBy Oona Beck\n\n{FIRST}\n\n1\n\f{running}\n\n{SECOND}\n\n2\n\f"
    )
    assert (read.headline, str(read.published_on)) == (HEADLINE, "2025-06-02")
    assert read.body.split("\n\n") == BODY


def test_form_feeds_without_edges_part_nothing():
    pages = [
        f"Paragraph {word} of the text is as long as any other, and says so."
        for word in "one two three".split()
    ]
    read = article("\f".join([f"{HEADLINE}\n\n2 June 2025\n\n{pages[0]}", *pages[1:]]))
    assert read.body.split("\n\n") == pages


def test_a_text_of_form_feeds_is_read_in_time():
    with pytest.raises(Exception, match="no paragraph"):
        article("a\f" * 400_000)
