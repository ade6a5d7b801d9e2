"""Blocks that their place alone removes, or keeps, whatever the model says."""

import json

import pytest

from tasks.clean.body import read_body
from tasks.clean.metadata import collect
from tasks.clean.page import parse
from tasks.clean.place import main_of
from tasks.clean.sift import sift
from tasks.clean.text import block_hash
from tests.clean.judging import PARAGRAPHS, TEXT, reasons


def by_place(body):
    """The reason of each block that has one before the model is asked, by its text."""
    page = parse("https://news.example/ferry", f"<html><body>{body}</body></html>")
    blocks = page.walked.blocks
    found, _ = sift(blocks, [block_hash(block.text) for block in blocks], collect(page))
    return {block.text: reason for block, reason in zip(blocks, found, strict=True)}


def test_a_copy_of_the_whole_text_for_machines_goes():
    copy = " ".join(PARAGRAPHS)
    found = reasons(f"<article><h1>The ferry sails</h1>{TEXT}</article><div><div>{copy}</div></div>")
    assert found[copy] == "copy of the text"
    assert all(found[each] is None for each in PARAGRAPHS)


def test_what_the_copy_holds_stays_even_where_it_looks_like_a_list_of_links():
    items = [each.replace("the ", '<a href="/a">the </a>') for each in PARAGRAPHS]
    copy = " ".join(PARAGRAPHS)
    listed = "".join(f"<li>{each}</li>" for each in items)
    found = reasons(f"<article><h1>The ferry</h1><ul>{listed}</ul></article><div><div>{copy}</div></div>")
    assert all(found[each] is None for each in PARAGRAPHS)


def test_a_long_paragraph_that_shares_a_sentence_is_no_copy():
    long = (
        f"{PARAGRAPHS[0]} "
        + "Nobody on the quay had seen so many people in one place since the herring. " * 12
    )
    found = reasons(f"<article><h1>The ferry sails</h1>{TEXT}<p>{long}</p></article>")
    assert found[long.strip()] != "copy of the text"


def test_facts_in_microdata_are_no_text():
    facts = '<div itemprop="publisher"><div itemprop="name">The Brannoc Lantern</div></div>'
    body = f'<div itemprop="articleBody">{TEXT}</div>'
    found = reasons(f"<article><h1>The ferry sails</h1>{facts}{body}</article>")
    assert found["The Brannoc Lantern"] == "fact"
    assert all(found[each] is None for each in PARAGRAPHS)


def test_a_property_around_the_whole_text_says_nothing_of_it():
    found = reasons(f'<article itemprop="itemListElement"><h1>The ferry sails</h1>{TEXT}</article>')
    assert all(found[each] is None for each in PARAGRAPHS)


def test_a_role_is_as_good_as_the_element():
    line = "Harbour news of the week, chosen for you by the people who write it all down every day."
    found = reasons(f'<article><h1>The ferry</h1>{TEXT}</article><div role="contentinfo"><p>{line}</p></div>')
    assert found[line] == "footer"


def test_teasers_with_more_text_than_the_article_are_not_its_main_element():
    teaser = '<li><a href="/b">Another story of the harbour</a> {}</li>'
    teasers = "".join(teaser.format(f"{each} {each}") for each in PARAGRAPHS)
    page = parse(
        "https://news.example/ferry",
        f"<ul class=latest>{teasers}</ul><div id=story><h1>The ferry</h1>{TEXT}</div>",
    )
    main = main_of(page.walked.blocks)
    assert main.frame is not None
    assert main.frame.tag == "div"


def test_hidden_text_beside_a_text_that_is_seen_goes():
    asked = "Enter the address that you signed up with, and we send you a link with which you can go on."
    hidden = f'<section style="display:none"><p>{asked}</p></section>'
    found = by_place(f"<article><h1>The ferry sails</h1>{TEXT}</article>{hidden * 7}")
    assert found[asked] == "hidden"
    assert all(found[each] is None for each in PARAGRAPHS)


def test_a_text_that_is_hidden_itself_is_read():
    found = reasons(
        f'<article style="display:none"><h1>The ferry sails</h1>{TEXT}</article><p>Unlock it.</p>'
    )
    assert all(found[each] is None for each in PARAGRAPHS)


FURTHER = [
    "A captain of eighty, who had hoped to retire, is to take the second boat over to the island at noon.",
    "The council asked nine others, and each of them named a wage at which the treasurer left the room.",
]
FURTHER_TEXT = "".join(f"<p>{each}</p>" for each in FURTHER)


def test_a_further_article_with_a_headline_of_its_own_goes():
    further = f"<article><h1>The council finds a captain</h1>{FURTHER_TEXT * 5}</article>"
    found = reasons(f"<main><article><h1>The ferry sails</h1>{TEXT}</article>{further}</main>")
    assert all(found[each] is None for each in PARAGRAPHS)
    assert {found[each] for each in FURTHER} == {"another article"}


def test_a_further_article_goes_after_a_short_report_that_bears_the_pages_headline():
    short = "".join(f"<p>{each}</p>" for each in PARAGRAPHS[:3])
    further = f"<article><h1>The council finds a captain</h1>{FURTHER_TEXT * 5}</article>"
    for headline in ("The ferry sails", "The council finds a captain"):
        found = reasons(
            f'<script type="application/ld+json">{{"@type": "Article", "headline": "{headline}"}}</script>'
            f"<main><article><h1>The ferry sails</h1>{short}</article>{further}</main>"
        )
        assert (found[FURTHER[0]] == "another article") is (headline == "The ferry sails")


def test_a_further_part_without_a_headline_stays():
    parts = f"<article>{FURTHER_TEXT}</article>"
    found = reasons(f"<main><article><h1>The ferry sails</h1>{TEXT}</article>{parts}</main>")
    assert "another article" not in found.values()


def test_a_headline_without_a_text_is_not_the_article_that_others_follow():
    empty = "<article><h1>Ferries</h1></article>"
    found = reasons(f"<main>{empty}<article><h1>The ferry sails</h1>{TEXT}</article></main>")
    assert all(found[each] is None for each in PARAGRAPHS)


@pytest.mark.parametrize(
    "line",
    [
        "Read more",
        "ALSO READ",
        "Lire aussi ",
        "Lesen Sie auch",
        "Te puede interesar",
        "Baca juga",
        "Читайте также",
    ],
)
def test_a_line_that_leads_to_another_story_goes_and_one_that_tells_more_stays(line):
    story = "The bridge that nobody wanted"
    link, text = (
        f"{line}: {story}",
        f"{line}: {story} and why it was built after all, in two maps and a letter",
    )
    markup = f'<p>{line}: <a href="/x">{story}</a></p><p>{text.replace(story, f"<a href=/y>{story}</a>")}</p>'
    found = by_place(f"<article>{TEXT}{markup}{TEXT}</article>")
    assert found[link] == "related stories"
    assert found[text] is None


@pytest.mark.parametrize(
    "credit",
    [
        "(Image: Getty)",
        "(Photo: Anna Holm/AP)",
        "(Foto: dpa)",
        "— Picture by Anna Holm",
        "| Фото: ТАСС",
        "(Crédit photo : AFP)",
    ],
)
def test_a_line_that_ends_with_whose_picture_it_is_is_a_caption(credit):
    lines = [f"The ferry at the quay of Saint Brannoc {credit}", credit]
    found = by_place(f"<article>{TEXT}{''.join(f'<p>{line}</p>' for line in lines)}{TEXT}</article>")
    assert [found[line] for line in lines] == ["caption", "caption"]


@pytest.mark.parametrize(
    "text",
    [
        f"{PARAGRAPHS[0]} {PARAGRAPHS[1]} {PARAGRAPHS[2]} (Image: Getty)",
        "The image of the ferry hangs in the town hall (photo by candlelight: see the letters of the mayor.)",
        "She gave the photo to her sister (the picture is lost).",
    ],
)
def test_a_paragraph_with_a_word_for_pictures_is_no_caption(text):
    assert by_place(f"<article>{TEXT}<p>{text}</p>{TEXT}</article>")[text] is None


def read(body, whole):
    """The kept texts of a page whose JSON-LD holds `whole` as its text."""
    data = json.dumps({"@type": "NewsArticle", "headline": "The ferry sails", "articleBody": whole})
    script = f'<script type="application/ld+json">{data}</script>'
    page = parse("https://news.example/ferry", f"<html><head>{script}</head><body>{body}</body></html>")
    return [one.block.text for one in read_body(page, collect(page)) if one.is_kept]


def test_a_text_that_breaks_off_in_the_markup_is_read_from_the_pages_data():
    begun = "".join(f"<p>{each}</p>" for each in PARAGRAPHS[:4])
    kept = read(
        f"<article><h1>The ferry sails</h1>{begun}<a href=#>Read more</a></article>", "\n\n".join(PARAGRAPHS)
    )
    assert kept == PARAGRAPHS


def test_a_text_whose_end_the_markup_holds_as_well_is_read_from_there():
    begun = "".join(f"<p>{each}</p>" for each in PARAGRAPHS[:3])
    rest = "".join(f"<p>{each}</p>" for each in PARAGRAPHS[3:])
    body = f"<article><h1>The ferry sails</h1>{begun}</article><aside>{rest}</aside>"
    assert read(body, "\n\n".join(PARAGRAPHS)) == PARAGRAPHS[:3]


def kept_of(html):
    page = parse("https://news.example/ferry", html)
    return [one.block.text for one in read_body(page, collect(page)) if one.is_kept]


REST = "".join(f"<p>{each}</p>" for each in PARAGRAPHS[2:])
SHADOWS = {
    "around the text": f"<x-a><template shadowrootmode=open><h1>The ferry sails</h1>{TEXT}</template></x-a>",
    "within the text": f"<article><h1>The ferry sails</h1><p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p>"
    f"<x-rest><template shadowrootmode=open>{REST}</template></x-rest></article>",
}


@pytest.mark.parametrize("shadow", SHADOWS)
def test_a_shadow_root_is_read_where_it_stands(shadow):
    page = f"<html><head><title>The ferry sails</title></head><body>{SHADOWS[shadow]}</body></html>"
    assert kept_of(page) == PARAGRAPHS


@pytest.mark.parametrize("tag", ["template", "noscript"])
def test_a_text_that_scripts_would_show_is_read_from_where_it_waits(tag):
    assert kept_of(f"<html><body><h1>The ferry sails</h1><{tag}>{TEXT}</{tag}></body></html>") == PARAGRAPHS


def test_a_text_for_browsers_without_frames_is_read():
    frames = f"<frameset><frame src=a><noframes><body>{TEXT}</body></noframes></frameset>"
    assert kept_of(f"<html><head><title>The ferry sails</title></head>{frames}</html>") == PARAGRAPHS


def test_a_short_report_is_not_replaced_by_a_longer_text_of_the_site():
    offer = (
        "<p>Our letter brings you the best of week {n}, every Sunday morning, at no cost to any of you.</p>"
    )
    offers = "".join(offer.format(n=n) for n in range(9))
    report = f"<article><h1>Ferry to Saint Brannoc sails again</h1><p>{PARAGRAPHS[0]}</p></article>"
    assert kept_of(f"<html><body>{report}<noscript>{offers}</noscript></body></html>") == PARAGRAPHS[:1]
