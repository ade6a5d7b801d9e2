"""The headline that a page declares, without its site's name and its kicker."""

from __future__ import annotations

import pytest

from tests.clean.metadata.pages import json_ld, read, texts

POST = '<meta property="og:site_name" content="Harbour Post">'


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


def test_a_column_that_begins_with_the_papers_name_keeps_it() -> None:
    title = "The Harbour Post view on ferries: a quay too far"
    head = (
        f'<meta property="og:site_name" content="The Harbour Post"><title>{title} | The Harbour Post</title>'
    )
    assert read(head, f"<h1>{title}</h1>").headlines[0].text == title


def test_a_heading_without_a_word_of_the_title_gives_way_to_it() -> None:
    head = "<title>A quay is widened for the ferries - harbourpost</title>"
    url = "https://harbourpost.example/a"
    assert read(head, "<h1>From the sea</h1>", url).headlines[0].text == "A quay is widened for the ferries"
    assert (
        read(head, "<h1>Ferries get a wider quay</h1>", url).headlines[0].text == "Ferries get a wider quay"
    )


def test_the_site_before_two_colons_or_after_two_hyphens_is_taken_off() -> None:
    korean = (
        '<meta property="og:site_name" content="항구일보"><title>항구일보 모바일 :: 부두가 넓어진다</title>'
    )
    assert read(korean, "").headlines[0].text == "부두가 넓어진다"
    hyphens = '<meta property="og:site_name" content="Port"><title>A quay is widened--Port</title>'
    assert read(hyphens, "").headlines[0].text == "A quay is widened"
