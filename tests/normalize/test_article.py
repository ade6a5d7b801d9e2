"""A draft becomes an article, whatever the draft."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from tasks.clean.neighbours import AFTER, BEFORE
from tasks.normalize.article import normalize
from tasks.records import Block, Draft, Found
from tasks.sources import Source
from tests.normalize.hand_made import PROSE, draft

SOURCE = Source(source_id="post", publisher="Harbour Post", language="en", timezone="Europe/London")


def _full() -> Draft:
    return replace(
        draft(blocks=(PROSE, "Work begins at once."), credits=("Anadolu Agency",)),
        headline=Found("A quay for the harbour", "h1"),
        description=Found("It is wider.", "standfirst"),
        published=(Found("Published May 14,2024", "date"),),
        sections=(Found("DIPLOMACY", "category"),),
        canonical_url="https://news.example/story?utm_source=x",
    )


def test_the_fields_of_an_article() -> None:
    article = normalize(_full())
    assert article.headline == "A quay for the harbour"
    assert article.body == f"{PROSE}\n\nWork begins at once."
    assert (article.section, article.section_text) == ("Diplomacy", "DIPLOMACY")
    assert article.published_on == date(2024, 5, 14)
    assert (article.published_at, article.published_precision) == (None, "day")
    assert article.published_text == "Published May 14,2024"
    assert article.agencies == ("Anadolu Agency",)
    assert (article.credit_text, article.authors) == ("Anadolu Agency", ())
    assert article.canonical_url == "https://news.example/story"
    assert (article.publisher, article.language) == ("news.example", "en")
    assert article.word_count == len(article.body.split())


def test_the_source_says_what_the_page_leaves_out() -> None:
    page = replace(_full(), published=(Found("14 May 2024, 10:00", "date"),))
    article = normalize(page, SOURCE)
    assert article.publisher == "Harbour Post"
    assert article.published_at is not None
    assert article.published_at.isoformat() == "2024-05-14T10:00:00+01:00"


def test_the_newsroom_that_signs_below_the_body_is_the_author() -> None:
    page = replace(_full(), credits=(Found("Onlineredaktion", AFTER), Found("Bildredaktion", BEFORE)))
    assert normalize(page).authors == ("Onlineredaktion",)


def test_an_empty_draft_is_an_article_of_nothing() -> None:
    article = normalize(draft(url="file:///tmp/x.txt"))
    assert (article.headline, article.body, article.word_count) == (None, "", 0)
    assert (article.canonical_url, article.publisher, article.published_on) == (None, None, None)
    assert len(article.article_id) == 32


def test_the_version_changes_with_the_text_only() -> None:
    page = _full()
    same = replace(page, keywords=("quays",))
    other = replace(page, blocks=(Block("Nothing happened."),))
    assert normalize(page).content_hash == normalize(same).content_hash != normalize(other).content_hash
    assert normalize(page).article_id == normalize(other).article_id


_FOUND = st.lists(
    st.builds(Found, st.text(max_size=60), st.sampled_from(["json-ld", "byline", "date", "h1"])), max_size=3
).map(tuple)


@given(
    st.lists(st.text(max_size=200), max_size=4),
    _FOUND,
    st.text(max_size=60),
    st.sampled_from([None, SOURCE]),
)
def test_any_draft_is_an_article(
    blocks: list[str], found: tuple[Found, ...], url: str, source: Source | None
) -> None:
    page = replace(
        draft(blocks=blocks, url=url),
        headline=next(iter(found), None),
        bylines=found,
        credits=found,
        published=found,
        modified=found,
        sections=found,
        languages=found,
        publisher=next(iter(found), None),
        canonical_url=url,
    )
    assert normalize(page, source).capture is page.capture


def test_where_a_page_is_filed_is_no_author() -> None:
    filed = replace(draft(bylines=("World",)), sections=(Found("World", "trail"),))
    assert normalize(filed).authors == ()
    column = replace(draft(bylines=("Jane World",)), sections=(Found("Jane World", "trail"),))
    assert normalize(column).authors == ("Jane World",)
    beside = replace(draft(bylines=("Roe",)), sections=(Found("Roe", "beside the date"),))
    assert normalize(beside).authors == ("Roe",)


def test_a_first_line_that_says_who_wrote_it_is_read_where_nobody_is_named_elsewhere() -> None:
    page = draft(blocks=("Von Jane Roe", PROSE, PROSE))
    assert normalize(page).authors == ("Jane Roe",)
    assert normalize(draft(blocks=("Von Jane Roe", PROSE), bylines=("John Doe",))).authors == ("John Doe",)
    told = "Von Jane Roe bis John Doe kamen alle, die etwas zu sagen hatten, an den Kai und sagten es auch."
    assert normalize(draft(blocks=(told, PROSE))).authors == ()
