"""Metas, microdata, and the visible lines near the headline."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.clean.metadata.collect import MAX_FOUND
from tests.clean.metadata.pages import URL, json_ld, read, texts

POST = '<meta property="og:site_name" content="Harbour Post">'
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


def test_the_sites_name_is_taken_off_the_headline() -> None:
    head = '<meta property="og:site_name" content="Harbour Post">'
    for title in (
        "A quay - Harbour Post",
        "A quay | Harbour Post",
        "Harbour Post: A quay",
        "A quay – harbourpost",
    ):
        metadata = read(f'{head}<meta property="og:title" content="{title}">')
        assert metadata.headlines[0].text == "A quay", title


@pytest.mark.parametrize(
    "title",
    [
        "A quay in the rain ⋆ Harbour Post",
        "A quay in the rain » ☆☆☆ - Harbour Post e.V. - News of the day",
        "A quay in the rain | Harbour Post | News",
        "Harbour Post | A quay in the rain | News",
    ],
)
def test_the_sites_name_is_taken_off_wherever_the_page_has_the_headline_without_it(title: str) -> None:
    head = f'{POST}<meta property="og:title" content="{title}">'
    declared = json_ld({"@type": "NewsArticle", "headline": title})
    metadata = read(f"{head}<title>{title}</title>", "<h1>A quay in the rain</h1>" + declared)
    assert metadata.headlines[0].text == "A quay in the rain"


@pytest.mark.parametrize(
    "title",
    [
        "Harbour Post-Holm opens",  # a hyphen inside a word is none between a headline and a name
        "How the old Harbour Post Office became a school for sailors",
    ],
)
def test_a_headline_that_has_the_sites_name_in_it_stays_whole(title: str) -> None:
    head = f'{POST}<meta property="og:title" content="{title}">'
    assert read(head).headlines[0].text == title


def test_the_sites_own_word_is_the_last_of_the_hosts_names_that_are_as_long() -> None:
    title = "<title>A quay - QUAYS Community Forum</title>"
    assert read(title, url="https://forum.quays.example/1").headlines[0].text == "A quay"


def test_a_site_that_gives_the_headline_as_its_name_keeps_its_headline() -> None:
    headline = "A quay of seven words in the rain"
    metadata = read(
        f'<meta property="og:site_name" content="{headline}"><title>{headline} - Example</title>',
        f"<h1>{headline}</h1>",
        url="https://example.org/1",
    )
    assert metadata.headlines[0].text == headline


def test_an_attribute_that_an_unescaped_quote_cuts_off_is_no_headline() -> None:
    title = 'Senator calls the quay "a scandal"'
    metadata = read(f'<meta property="og:title" content="{title}"><title>{title}</title>')
    assert [found.text for found in metadata.headlines] == [title]


@pytest.mark.parametrize(
    "heading",
    [
        '<span class="article__overline">The docks</span> A quay in the rain',
        '<a href="/"><div class="topic-label">The docks</div><span>A quay in the rain</span></a>',
        '<span class="headline-kicker">The docks</span><span class="visually-hidden"> - </span>'
        "<span>A quay in the rain</span>",
    ],
)
@pytest.mark.parametrize(
    "title", ["The docks: A quay in the rain", "The docks - A quay in the rain - Harbour"]
)
def test_a_kicker_in_the_heading_is_no_part_of_the_headline(heading: str, title: str) -> None:
    head = f'<meta property="og:title" content="{title}"><meta property="og:site_name" content="Harbour">'
    assert read(head, f'<h1 itemprop="headline">{heading}</h1>').headlines[0].text == "A quay in the rain"


@pytest.mark.parametrize(
    "heading",
    [
        '<span class="kicker">The docks:</span> A quay in the rain',
        '<span class="kicker">The docks</span><span>: </span>A quay in the rain',
        "<b>The docks</b>: A quay in the rain",
    ],
)
def test_a_kicker_with_a_colon_opens_the_headline(heading: str) -> None:
    title = "The docks: A quay in the rain"
    headlines = read(f'<meta property="og:title" content="{title}">', f"<h1>{heading}</h1>").headlines
    assert headlines[0].text == title


def test_what_a_title_says_before_the_headline_of_the_page_is_left_out_and_what_it_says_after_is_not() -> (
    None
):
    heading = "<h1>A quay in the rain</h1>"
    before = read('<meta property="og:title" content="The docks: A quay in the rain">', heading)
    assert before.headlines[0].text == "A quay in the rain"
    title = "A quay in the rain: what now?"
    assert read(f'<meta property="og:title" content="{title}">', heading).headlines[0].text == title


@pytest.mark.parametrize("title", ["Bay Leaves: A quay in the rain", "A quay in the rain | Bay Leaves"])
@pytest.mark.parametrize("home", ["/", "https://post.example/", "https://post.example"])
def test_a_heading_that_leads_home_names_the_site_and_the_one_below_is_the_headline(
    title: str, home: str
) -> None:
    body = f'<h1 class=title><a href="{home}">Bay Leaves</a></h1><h3>A quay in the rain</h3>'
    metadata = read(f"<title>{title}</title>", body)
    assert texts(metadata.headlines) == ["A quay in the rain"] * len(metadata.headlines)
    assert metadata.publisher
    assert metadata.publisher.text == "Bay Leaves"


def test_a_heading_that_leads_elsewhere_is_the_headline() -> None:
    body = '<h1><a href="/world/a-quay.html">A quay in the rain</a></h1><h3>Bay Leaves</h3>'
    assert (
        read("<title>Bay Leaves: A quay in the rain</title>", body).headlines[0].text == "A quay in the rain"
    )


def test_a_dash_inside_a_headline_stays() -> None:
    title = "The council votes - and the quay grows"
    metadata = read(
        f'<meta property="og:title" content="{title}"><title>{title}</title>', f"<h1>{title}</h1>"
    )
    assert metadata.headlines[0].text == title


def test_the_places_that_agree_outvote_a_shortened_title() -> None:
    metadata = read(
        '<meta property="og:title" content="Quay | Post"><meta property="og:site_name" content="Post">',
        "<h1>A whole quay</h1>" + json_ld({"@type": "NewsArticle", "headline": "A whole quay"}),
    )
    assert metadata.headlines[0].text == "A whole quay"


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


def test_lines_without_any_class_are_read_where_nothing_else_tells() -> None:
    head = "<h1>A quay for the harbour</h1><p>Von Anke Mirelund</p><p>16. Mai 2024</p>"
    metadata = read(body=f"<div>{head}{PROSE}</div>")
    assert texts(metadata.bylines) == ["Von Anke Mirelund"]
    assert set(texts(metadata.published)) == {"16. Mai 2024"}


def test_a_lone_by_is_joined_with_its_name() -> None:
    metadata = read(body=f"<h1>A quay for the harbour</h1><p><i>VON</i> <b>ANKE MIRELUND</b></p>{PROSE}")
    assert texts(metadata.bylines) == ["VON ANKE MIRELUND"]


@pytest.mark.parametrize("line", ["Posted by Konstanze", "Ein Artikel von Anke Mirelund"])
def test_a_lead_of_more_words_needs_no_full_name(line: str) -> None:
    assert texts(read(body=f"<h1>A quay for the harbour</h1><p>{line}</p>{PROSE}").bylines) == [line]


def test_an_editor_may_be_named_at_the_end() -> None:
    body = f"<h1>码头拓宽</h1>{PROSE * 30}<div><span>责任编辑： 李川</span></div>"
    assert texts(read(body=body).bylines) == ["责任编辑： 李川"]


@pytest.mark.parametrize(
    "body",
    [
        '<nav class=breadcrumb><a href="/">Home</a> &gt; <a href="/sea">Sea</a></nav><h1>A quay</h1>',
        '<a href="/sea" rel="category tag">Sea</a><h1>A quay</h1>',
        '<ul><li><a href="/land/">Land</a><li><a href="/world/">Sea</a></ul><h1>A quay</h1>',
    ],
)
def test_the_section_is_found_in_links(body: str) -> None:
    assert texts(read(body=body).sections) == ["Sea"]


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
    "line",
    [
        "11.12.2019 - Anke Mirelund",
        "4 May 2024 | 13:10 Uhr | Anke Mirelund",
        "Thu, May 16, 2024 | Anke Mirelund",
        "May 16th, 2024 by Anke Mirelund",
        "16.05.2024 von Anke Mirelund",
    ],
)
def test_a_name_behind_the_date_under_the_headline_is_the_author(line: str) -> None:
    bylines = read(body=f"<h1>A quay in the rain</h1><p>{line}</p><p>{PROSE}</p>").bylines
    assert texts(bylines) == ["Anke Mirelund"]


@pytest.mark.parametrize(
    "line", ["4 May 2024 | Filed under", "4 May 2024 | PAID CONTENT", "4 May 2024 | Docks"]
)
def test_other_words_behind_the_date_are_none(line: str) -> None:
    assert read(body=f"<h1>A quay in the rain</h1><p>{line}</p><p>{PROSE}</p>").bylines == ()


@pytest.mark.parametrize(
    "line", ["۲۷ اردیبهشت ۱۴۰۳", "١٦ مايو ٢٠٢٤", "১৬ মে ২০২৪", "१६ मई २०२४", "๑๖ พฤษภาคม ๒๕๖๗", "4 May 2024"]
)
def test_a_date_in_the_figures_of_any_script_is_found_without_a_mark(line: str) -> None:
    published = read(body=f"<h1>A quay in the rain</h1><p>{line}</p><p>{PROSE}</p>").published
    assert published[0].text == line


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


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("<ul><li>홍바다 기자</li><li>입력 2024.05.16 10:30</li></ul>", "홍바다 기자"),
        (
            "<p>The quay opened on Monday.</p><p>Pewarta: Budi Laut<br>Editor: Siti Pantai</p>",
            "Pewarta: Budi Laut",
        ),
    ],
)
def test_a_byline_of_its_languages_form_is_found_without_a_mark(line: str, author: str) -> None:
    assert texts(read(body=f"<h1>A quay</h1>{line}").bylines) == [author]


def test_of_a_line_without_a_mark_that_gives_both_dates_the_later_words_count() -> None:
    line = "<p>Updated 17 May 2024, first published 16 May 2024 at 5:44pm</p>"
    metadata = read(body=f"<h1>A quay</h1>{line}")
    assert texts(metadata.published)[0] == "first published 16 May 2024 at 5:44pm"
    assert texts(metadata.modified)[0].startswith("Updated 17 May 2024")


@pytest.mark.parametrize("line", ["2024 m. lapkričio 16 d.", "2024ko azaroaren 16a"])
def test_a_year_before_a_long_month_begins_a_date(line: str) -> None:
    assert texts(read(body=f"<h1>A quay</h1><p>{line}</p>").published)[0] == line


def test_an_author_whom_nobody_entered_does_not_hide_the_byline_that_readers_see() -> None:
    admin = json_ld({"@type": "NewsArticle", "headline": "A quay", "author": {"name": "admin"}})
    assert "By Anke Mirelund" in texts(read(admin, "<h1>A quay</h1><p>By Anke Mirelund</p>").bylines)
