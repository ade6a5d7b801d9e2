"""Metas, microdata, and the visible lines near the headline."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.clean.metadata.collect import MAX_FOUND
from tests.clean.metadata.pages import URL, read, texts

PROSE = "<p>" + "The council voted on Tuesday to widen the quay, and nobody was against it. " * 4 + "</p>"


@pytest.mark.parametrize(
    "meta",
    [
        '<meta property="article:published_time" content="2024-05-16">',
        '<meta name="DC.date.issued" content="2024-05-16">',
        '<meta name="parsely-pub-date" content="2024-05-16">',
        '<meta name="sailthru.date" content="2024-05-16">',
        '<meta name="citation_publication_date" content="2024-05-16">',
        '<meta itemprop="datePublished" content="2024-05-16">',
    ],
)
def test_every_vocabulary_of_metas_gives_the_date(meta: str) -> None:
    metadata = read(meta)
    assert set(texts(metadata.published)) == {"2024-05-16"}


def test_metas_give_authors_but_not_their_addresses() -> None:
    metadata = read(
        '<meta property="article:author" content="https://social.example/ruth">'
        '<meta name="author" content="Ruth Hallowell">'
        '<meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="Tobin Osier">'
    )
    assert texts(metadata.bylines) == ["Tobin Osier", "Ruth Hallowell"]


def test_a_page_in_microdata() -> None:
    metadata = read(
        body="""<article itemscope itemtype="http://schema.org/NewsArticle">
        <h1 itemprop="headline">A quay</h1>
        <p itemprop="author" itemscope itemtype="http://schema.org/Person">
        By <b itemprop="name">Ruth Hallowell</b></p>
        <time itemprop="datePublished" datetime="2024-05-16T10:30:00+02:00">16 May</time></article>
        <div itemscope itemtype="http://schema.org/Comment"><b itemprop="author">Troll</b></div>"""
    )
    assert metadata.headlines[0].text == "A quay"
    assert metadata.bylines[0].text == "Ruth Hallowell"
    assert all(one.place != "microdata author" for one in metadata.bylines if one.text == "Troll")
    assert metadata.published[0].text == "2024-05-16T10:30:00+02:00"


ARTICLE = """
<header><a class=logo href="/">Harbour Post</a><div class=today-date>Friday, 17 May 2024</div></header>
<main><div class=head><h1>A quay for the harbour</h1>
<h2 class=standfirst>Ministers agreed to share the cost of it all.</h2>
<div class=byline>By <a rel=author href="/author/ruth">Ruth Hallowell</a> and
<a rel=author href="/author/tobin">Tobin Osier</a></div>
<div class=dateline-box><span class=date>Published 16 May 2024, 10:30 | Updated 17 May 2024, 08:00</span>
<a class=category href="/world">World</a></div></div>
<div class=body>{prose}</div></main>
<aside class=sidebar><div class=teaser><span class=author>Anke Mirelund</span>
<span class=date>1 May 2024</span></div></aside>
"""


def test_the_lines_near_the_headline_are_read() -> None:
    metadata = read(body=ARTICLE.format(prose=PROSE))
    assert metadata.bylines[0].text == "By Ruth Hallowell and Tobin Osier"
    assert texts(metadata.bylines)[1:3] == ["Ruth Hallowell", "Tobin Osier"]
    assert metadata.published[0].text == "Published 16 May 2024, 10:30"
    assert metadata.modified[0].text == "Updated 17 May 2024, 08:00"
    assert metadata.descriptions[0].text == "Ministers agreed to share the cost of it all."
    assert texts(metadata.sections) == ["World"]


@pytest.mark.parametrize(
    ("line", "published", "modified"),
    [
        (
            "Updated: May 17, 2024 3:05 PM EDT | Published: May 16, 2024 1:00 PM EDT",
            "Published: May 16, 2024 1:00 PM EDT",
            "Updated: May 17, 2024 3:05 PM EDT",
        ),
        ("Aktualisiert 17.05.2024 (veröffentlicht 16.05.2024)", "veröffentlicht 16.05.2024", None),
        ("更新 2024年5月17日 15:05 发布 2024年5月16日", "发布 2024年5月16日", "更新 2024年5月17日 15:05"),
    ],
)
def test_the_date_of_publication_may_follow_that_of_change(
    line: str, published: str, modified: str | None
) -> None:
    metadata = read(body=f"<h1>A quay for the harbour</h1><div class=date>{line}</div>{PROSE}")
    assert metadata.published[0].text == published
    assert modified is None or metadata.modified[0].text == modified


def test_the_end_of_a_word_does_not_lead_a_date_of_publication() -> None:
    line = "Updated May 17, 2024, with a mandate until May 18, 2024"
    assert read(body=f"<h1>A quay</h1><div class=date>{line}</div>{PROSE}").modified[0].text == line


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("2024-05-16T15:05:00+02:00", "2024-05-16T15:05:00+02:00"),
        ("2024-05-16", "16 mai 2024"),
        ("Date of publication", "16 mai 2024"),
    ],
)
def test_the_title_of_an_abbreviated_date_is_read_if_it_is_a_moment(title: str, text: str) -> None:
    line = f'<p><abbr class="published" title="{title}">16 mai 2024</abbr></p>'
    metadata = read(body=f"<h1>A quay for the harbour</h1>{line}{PROSE}")
    assert metadata.published[0].text == text


def test_what_stands_aside_comes_last() -> None:
    metadata = read(body=ARTICLE.format(prose=PROSE))
    aside = [found.text for found in metadata.published if "aside" in found.place or "above" in found.place]
    assert sorted(aside) == ["1 May 2024", "Friday, 17 May 2024"]
    assert metadata.published[0].place == "date"


@pytest.mark.parametrize(
    "body",
    [
        '<nav class=breadcrumb><a href="/">Home</a> &gt; <a href="/sea">Sea</a></nav><h1>A quay</h1>',
        '<a href="/sea" rel="category tag">Sea</a><h1>A quay</h1>',
        '<ul><li><a href="/land/">Land</a><li><a href="/sea/">Sea</a></ul><h1>A quay</h1>',
    ],
)
def test_the_section_is_found_in_links(body: str) -> None:
    assert texts(read(body=body, url="https://post.example/sea/a-quay.html").sections) == ["Sea"]


def test_addresses_are_made_absolute() -> None:
    metadata = read(
        '<base href="https://cdn.example/x/"><link rel=canonical href="a">'
        '<meta property="og:image" content="b.jpg">'
    )
    assert metadata.canonical_url == "https://cdn.example/x/a"
    assert metadata.image_url == "https://cdn.example/x/b.jpg"


_PIECES = st.sampled_from(
    """<h1> </h1> <div/class=author> <time/datetime='2024'> <span/class='date'> </div> By 16/May/2024 '>
    <!-- --> <meta/property='og:title'/content=' <a/rel=author/href='/author/x'> <ul/class=breadcrumb>
    <base/href='//[ <div/itemscope/itemtype=' <b/itemprop='author/datePublished'> <h2/class=standfirst>
    &#0; \ud800""".split()
)


@given(
    st.lists(_PIECES | st.text(max_size=20), max_size=40),
    st.sampled_from(["", "https://a.example/b/c", "http://[", "x"]),
)
def test_any_page_is_read_without_an_exception(pieces: list[str], url: str) -> None:
    text = " ".join(pieces).encode("utf-8", "replace").decode()
    read(text, text, url)


@pytest.mark.parametrize(
    "body",
    [
        '<div class="date author">1 May 2024 ' * 3_000 + "x" * 1_000_000,
        "<div itemprop=author itemscope><b itemprop=name>x</b>" * 3_000,
        "<title>" + "a | " * 50_000 + "</title>",
        "<h1>A quay</h1>" * 20_000,
        "<ul class=breadcrumb>" * 2_000 + '<a href="/">x</a>' * 2_000,
    ],
    ids=["dates in dates", "authors in authors", "a title without end", "headlines", "trails in trails"],
)
def test_pages_made_to_be_slow_are_read_in_a_second(body: str) -> None:
    start = process_time()
    metadata = read(body=body)
    assert process_time() - start < 1
    assert len(metadata.bylines) <= MAX_FOUND


def test_the_time_of_an_embedded_post_is_not_the_articles() -> None:
    post = '<blockquote><p>Look!</p><time datetime="2023-03-12T19:30:12Z">March 12</time></blockquote>'
    line = '<p class="publish-date">29 January 2024</p>'
    metadata = read(body=f"<article><h1>A quay</h1><div>{PROSE}{post}</div>{line}</article>")
    assert metadata.published[0].text == "29 January 2024"


@pytest.mark.parametrize(
    "comment",
    [
        '<ol class="commentlist"><li><cite class=fn>Ivo Reader</cite>: Well said!</li></ol>',
        '<div class="comment-body"><div class="comment-author vcard">Ivo Reader says</div></div>',
        "<blockquote><p>Look!</p><span class=author>Ivo Reader</span></blockquote>",
        '<form class="comment-form"><p class=comment-form-author>Name (required)</p></form>',
    ],
)
def test_who_wrote_a_comment_or_a_quoted_post_is_no_author(comment: str) -> None:
    article = "<h1>A quay</h1><p class=byline>By Anke Mirelund</p><p>The quay was built in one year.</p>"
    assert texts(read(body=article + comment).bylines) == ["By Anke Mirelund"]
    assert read(body="<h1>A quay</h1><p>The quay was built in one year.</p>" + comment).bylines == ()


def test_an_author_near_a_link_to_the_comments_is_one() -> None:
    line = "<span class=author>Anke Mirelund</span> <a class=comments>7</a>"
    body = f'<h1>A quay</h1><div class="meta comments-open">{line}</div>'
    assert "Anke Mirelund" in texts(read(body=body).bylines)


@pytest.mark.parametrize(
    "address",
    [
        "https://post.example/",
        "https://post.example",
        "/",
        "undefined",
        "{{ url }}",
        "http://localhost:3000/x",
        "https://https://post.example/x",
    ],
)
def test_a_canonical_url_that_a_template_left_unfinished_is_none(address: str) -> None:
    link = f'<link rel=canonical href="{address}">'
    assert read(link).canonical_url is None
    assert read(f'{link}<meta property="og:url" content="{URL}">').canonical_url == URL


def test_the_front_page_may_be_its_own_canonical_url() -> None:
    assert (
        read('<link rel=canonical href="/">', url="https://post.example/").canonical_url
        == "https://post.example/"
    )


def test_a_keyword_stands_once_as_the_first_place_writes_it() -> None:
    news = '<meta name="news_keywords" content="Aurora Police, &quot;, #quay">'
    assert read(news + '<meta name="keywords" content="aurora police,«Sea">').keywords == (
        "Aurora Police",
        "quay",
        "Sea",
    )
