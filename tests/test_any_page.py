"""From bytes to an article, whatever a page says of itself: something that can be stored, or an outcome."""

from __future__ import annotations

import json
from datetime import UTC, date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.clean.reader import read_page
from tasks.normalize.article import normalize
from tasks.records import Article, EndsHere
from tests.clean.captures import WHEN, capture

PROSE = "<p>The council voted on Tuesday to widen the northern quay, which had waited for nine years.</p>" * 4
KEYS = (
    "@type @id @graph headline name author creator publisher datePublished dateModified articleBody image url"
    " description mainEntityOfPage articleSection keywords inLanguage isAccessibleForFree sourceOrganization"
).split()
TEXTS = st.sampled_from(
    """NewsArticle Person WebSite 2024-05-16T10:30:00+02:00 2024-05-16 9999-12-31T23:59:59Z 0001-01-01
    3000 1715853600 -1 1403/02/27 31.12.1969 https://news.example/a http://[ /Date(253402300799999)/ false
    \ud800 \x00 &#0; &amp;lt;b&amp;gt; AFP Reuters By تحديث 記者王小海 #a""".split()
) | st.text(max_size=30)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | TEXTS
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6),
    max_leaves=25,
)
NAMES = (
    "author date article:published_time article:modified_time og:title og:url og:site_name og:image keywords"
    " article:section dc.creator dc.date og:locale source parsely-pub-date"
).split()


def read(html: str) -> Article | None:
    try:
        return normalize(read_page(capture(html.encode("utf-8", "replace"))))
    except EndsHere as end:
        assert end.reason
        return None


def assert_storable(article: Article) -> None:
    """UTF-8 without NULs, and days and moments that a database has."""
    texts = [article.headline, article.description, article.body, article.publisher, article.canonical_url]
    texts += [
        article.byline_text,
        article.published_text,
        article.modified_text,
        article.section,
        article.language,
    ]
    texts += [article.image_url, article.credit_text, *article.authors, *article.keywords]
    for text in filter(None, texts):
        assert "\x00" not in text
        text.encode()
    for moment in filter(None, (article.published_at, article.modified_at)):
        assert moment.tzinfo
    if article.published_on:
        assert article.published_on.year > 1000
        if article.published_on > (WHEN + timedelta(days=3)).date() or article.published_on.year < 1990:
            assert article.doubts
    if article.published_at and article.published_at > WHEN.astimezone(UTC) + timedelta(days=1):
        assert article.doubts


@settings(max_examples=200, deadline=None)
@given(VALUES)
def test_json_ld_of_any_shape(value: Any) -> None:
    script = json.dumps(value)
    for shape in (script, f'{{"@type": "NewsArticle", "headline": {script}, "datePublished": {script}}}'):
        ld = f'<script type="application/ld+json">{shape}</script>'
        article = read(f"<html><head>{ld}</head><body><h1>A quay</h1>{PROSE}</body></html>")
        if article:
            assert_storable(article)


def test_a_date_that_stands_for_never_is_none() -> None:
    ld = json.dumps({"@type": "NewsArticle", "headline": "A quay", "datePublished": "9999-12-31T23:59:59Z"})
    head = f'<script type="application/ld+json">{ld}</script>'
    article = read(
        f"<html><head>{head}</head><body><h1>A quay</h1><time>16 May 2024</time>{PROSE}</body></html>"
    )
    assert article
    assert article.published_on == date(2024, 5, 16)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(NAMES), TEXTS), max_size=10), TEXTS, TEXTS)
def test_metas_and_lines_of_any_text(metas: list[tuple[str, str]], byline: str, day: str) -> None:
    head = "".join(f"<meta property='{name}' content='{text}'>" for name, text in metas)
    lines = f"<div class=byline>{byline}</div><time>{day}</time><p property=author typeof=x>{byline}"
    article = read(f"<html><head>{head}</head><body><h1>A quay</h1>{lines}{PROSE}</body></html>")
    if article:
        assert_storable(article)


@settings(max_examples=100, deadline=None)
@given(VALUES, st.sampled_from(["window.__STATE__ = ", "", "self.__next_f.push([1,"]))
def test_page_state_of_any_shape(value: Any, before: str) -> None:
    state = json.dumps({"title": "A quay", "body": PROSE, "more": value})
    article = read(f"<html><body><div id=app></div><script>{before}{state}</script></body></html>")
    if article:
        assert_storable(article)
