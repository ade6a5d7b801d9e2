"""HTML pages of news sites: the body and nothing else, with a reason for everything that goes."""
# ruff: noqa: E501 (sample pages)

import json

import pytest

from tasks.clean.explain import explain
from tasks.clean.memory import SiteMemory
from tasks.clean.reader import read_page
from tests.clean.captures import capture

HEADLINE = "The lamp of Saint Brannoc burns again"
STANDFIRST = "The lighthouse of Saint Brannoc was lit again on Monday after nine years, and Maud Ellery climbed the stairs."
BODY = [
    "The lighthouse of Saint Brannoc was lit again on Monday, after nine years of darkness, and the whole coast "
    "came out to see it.",
    "Its lamp had been sold to a museum in Calder, and the keeper, Maud Ellery, had gone to live with her sister.",
    "“We never stopped climbing the stairs,” said Ellery, who kept the key in a tin of tea. “Somebody had to wind "
    "the clock.”",
    "The harbour board paid 41,000 crowns to have the lamp back. It will turn every night from dusk to dawn, and "
    "be seen at eighteen miles.",
    "Fishermen had asked for it since a trawler struck the Skerries in fog. Nobody was hurt, but the trawler is "
    "there still.",
]
LD = json.dumps(
    {
        "@type": "NewsArticle",
        "headline": HEADLINE,
        "description": STANDFIRST,
        "datePublished": "2025-06-02T10:15:00Z",
    }
)


def page(body=BODY, head="", standfirst=STANDFIRST):
    paragraphs = "".join(f"<p>{text}</p>\n" for text in body)
    return f"""<!doctype html><html lang="en"><head><title>{HEADLINE} - The Coast</title>{head}</head><body>
<header class="site"><a href="/">The Coast</a><nav><ul><li><a href="/news">News</a></li><li><a href="/sea">Sea</a>
</li><li><a href="/contact">Contact Us</a></li></ul></nav></header>
<div class="top-bar">Contact Us</div>
<main><article class="story"><h1>{HEADLINE}</h1><p class="standfirst">{standfirst}</p>
<div class="meta"><span class="byline">By Oona Beck</span> <time datetime="2025-06-02">2 June 2025</time></div>
<ul class="share"><li><a href="#f">Facebook</a></li><li><a href="#m">Email</a></li></ul>
<figure><img src="l.jpg"><figcaption>The lamp, seen from the harbour on Monday. Photo: The Coast</figcaption></figure>
<div class="story-body">{paragraphs}<div class="newsletter-box"><p>Get the Morning Tide in your inbox every day at
six o'clock, free of charge.</p></div></div></article>
<aside class="related"><h2>Related stories</h2><ul><li><a href="/a">A trawler on the Skerries waits for its owner to
come back from the sea</a></li><li><a href="/b">Harbour board meets about a bridge that nobody wants</a></li></ul>
</aside><section class="comments"><h3>Comments</h3><p>I have lived below that tower for thirty years and am glad to
sleep in its light again, whatever it costs.</p></section></main>
<footer><p>© 2025 The Coast. All rights reserved. Registered in Calder.</p></footer></body></html>"""


@pytest.mark.parametrize(
    "head", ["", f'<script type="application/ld+json">{LD}</script>'], ids=["bare", "JSON-LD"]
)
def test_the_body_is_kept_and_all_else_is_removed(head):
    draft = read_page(capture(page(head=head)))
    assert draft.headline.text == HEADLINE
    assert [block.text for block in draft.blocks] == BODY
    reasons = {line.text: line.reason for line in draft.removed}
    assert reasons["Contact Us"] == "contact"
    assert reasons["By Oona Beck 2 June 2025"] in ("byline", "date")
    assert reasons["© 2025 The Coast. All rights reserved. Registered in Calder."] == "footer"
    assert all(reasons.values())


def test_a_standfirst_that_the_text_repeats_is_the_description_alone():
    draft = read_page(capture(page(head=f'<meta name="description" content="{STANDFIRST}">')))
    assert draft.description.text == STANDFIRST
    assert STANDFIRST not in [block.text for block in draft.blocks]
    assert (STANDFIRST, "standfirst") in [(line.text, line.reason) for line in draft.removed]


def test_subheads_lists_and_quotes_stay_in_their_order():
    inner = page().replace(
        f"<p>{BODY[2]}</p>",
        f"<h2>A key in a tin</h2><blockquote><p>{BODY[2]}</p></blockquote><ul><li>The lamp was built in 1911.</li>"
        "<li>It weighs three tonnes.</li></ul>",
    )
    texts = [(block.kind, block.text) for block in read_page(capture(inner)).blocks]
    at = texts.index(("heading", "A key in a tin"))
    assert texts[at - 1][1] == BODY[1]
    assert texts[at + 1] == ("quote", BODY[2])
    assert [text for text in texts if text[0] == "li"] in ([], texts[at + 2 : at + 4])


def test_paragraphs_parted_by_line_breaks_are_blocks():
    text = "<br><br>".join(BODY)
    draft = read_page(capture(f"<html><body><h1>{HEADLINE}</h1><div>{text}</div></body></html>"))
    assert [block.text for block in draft.blocks] == BODY


def test_words_around_the_whole_page_remove_nothing():
    wrapped = page().replace(
        "<body>", '<body class="has-comments modal-open with-sidebar"><form action="/x">'
    )
    assert [block.text for block in read_page(capture(wrapped)).blocks] == BODY


def test_a_consent_dialog_longer_than_the_article_is_not_its_text():
    purposes = "".join(
        f"<h4>Purpose {number}</h4><p>These cookies let partner number {number} of The Coast count visits, measure "
        "how long the lamp of the page was looked at, and keep your choice for thirteen months. You may object at "
        "any time; the harbour then shows you the same lamp, only without remembering your name.</p>"
        for number in range(1, 13)
    )
    dialog = f'<div id="consent-sdk"><div class="content"><h2>Your choices</h2>{purposes}</div></div></body>'
    draft = read_page(capture(page().replace("</body>", dialog)))
    assert [block.text for block in draft.blocks] == BODY
    assert {line.reason for line in draft.removed if "cookies" in line.text} == {"consent"}


def test_what_recurs_on_the_site_is_removed():
    appeal = "The Coast belongs to its readers, and if you value what we write you can join us for a crown a month."
    written = page([*BODY[:3], appeal, *BODY[3:]])
    draft = read_page(capture(written))
    assert appeal in [block.text for block in draft.blocks]
    counts = {block.hash: 4 for block in draft.blocks if block.text == appeal}
    assert set(counts) <= draft.block_hashes
    wiser = read_page(capture(written), SiteMemory("news.example", 9, counts))
    assert [block.text for block in wiser.blocks] == BODY
    assert (appeal, "recurs on the site") in [(line.text, line.reason) for line in wiser.removed]


def test_block_hashes_are_stable_and_signed():
    hashes = read_page(capture(page())).block_hashes
    assert hashes == read_page(capture(page())).block_hashes
    assert all(-(2**63) <= one < 2**63 for one in hashes)


SCRIPTED = '<html><head><title>A</title><meta property="og:type" content="article">{}</head><body><div id="app"></div>{}'


def test_a_body_that_only_json_ld_holds_is_found():
    ld = json.dumps({"@type": "NewsArticle", "headline": HEADLINE, "articleBody": "\n\n".join(BODY)})
    html = SCRIPTED.format(f'<script type="application/ld+json">{ld}</script>', "")
    assert [block.text for block in read_page(capture(html)).blocks] == BODY


@pytest.mark.parametrize(
    "script",
    [
        '<script id="__NEXT_DATA__" type="application/json">{}</script>',
        "<script>window.__STATE__ = {};</script>",
    ],
)
def test_a_body_that_only_the_state_of_a_script_holds_is_found(script):
    state = {
        "page": {"title": HEADLINE, "content": [{"type": "p", "html": text} for text in BODY], "ads": [1, 2]}
    }
    html = SCRIPTED.format("", script.replace("{}", json.dumps(state)))
    assert [block.text for block in read_page(capture(html)).blocks] == BODY


def test_explain_shows_every_block_in_reading_order():
    shown = explain(capture(page()))
    assert [text for text, kept, _ in shown if kept] == BODY
    assert all(note for _, _, note in shown)
    texts = [text for text, _, _ in shown]
    assert texts.index(BODY[0]) < texts.index(BODY[-1])
    assert HEADLINE in texts


@pytest.mark.parametrize("initials", ["abc/de", "abc/def/gh", "bur-ab/cd", "tw/ aj/", "szł/ jkl/ amt/"])
def test_the_initials_below_the_text_are_removed(initials):
    draft = read_page(capture(page([*BODY, initials])))
    assert initials not in [block.text for block in draft.blocks]
    assert initials in [removed.text for removed in draft.removed]


def test_a_short_invitation_to_a_newsletter_is_removed():
    line = "Sign up for our newsletter: Harbours Weekly"
    linked = line.replace("Harbours Weekly", '<a href="/weekly">Harbours Weekly</a>')
    draft = read_page(capture(page([*BODY[:2], linked, *BODY[2:]])))
    assert ("newsletter", line) in [(removed.reason, removed.text) for removed in draft.removed]
    assert line not in [block.text for block in draft.blocks]
