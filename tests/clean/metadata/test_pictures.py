"""Credit lines of pictures are told from those of the text."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from tasks.clean.metadata.pictures import is_in_caption, is_of_picture
from tests.clean.metadata.pages import json_ld, read

STORY = "<p>" + "Two ferries met in the fog, and nobody was hurt. " * 10 + "</p>"


def line(html):
    return LexborHTMLParser(f"<body>{html}</body>").css_first("#line")


@pytest.mark.parametrize(
    "html",
    [
        "<figure><img src=a><figcaption>A ferry <span id=line class=credit>AFP</span></figcaption></figure>",
        "<div><img src=a><div><p>A ferry</p><span id=line class=source>AFP</span></div></div>",
        "<div class='lead-image'><div id=line class=credit>AFP</div></div>",
        "<span id=line class='photo-credit'>AFP</span>",
        f"<div>{STORY}<div><picture><img src=a></picture>\n\n<i id=line class=source>AFP</i></div></div>",
    ],
)
def test_a_line_with_a_picture_is_the_pictures(html):
    assert is_of_picture(line(html))


@pytest.mark.parametrize(
    "html",
    [
        f"<article>{STORY}<p id=line class=source>Quelle: dpa</p></article>",
        f"<article><figure><img src=a></figure>{STORY}<p id=line class=source>Quelle: dpa</p></article>",
        f"<div class=authors><figure><img src=me></figure><p id=line class=credits>AFP</p></div>{STORY}",
        f"<div>{STORY}<div class=meta><span id=line class=source>Reuters</span></div></div>",
    ],
)
def test_a_line_with_the_text_is_the_texts(html):
    assert not is_of_picture(line(html))


def test_inside_a_caption():
    assert is_in_caption(line("<figure><figcaption><b><i id=line>AFP</i></b></figcaption></figure>"))
    assert not is_in_caption(line("<div><figure><img src=a></figure><p id=line>AFP</p></div>"))


def test_the_pages_picture_may_be_told_elsewhere_in_its_data():
    told = {"@type": "ImageObject", "@id": "https://post.example/a#primaryimage", "url": "/quay.jpg"}
    article = {"@type": "NewsArticle", "headline": "A quay", "image": {"@id": told["@id"]}}
    assert read(json_ld({"@graph": [article, told]})).image_url == "https://post.example/quay.jpg"
    assert read(json_ld(article)).image_url is None
    named = {**article, "image": [{"@id": "https://post.example/quay.jpg"}]}
    assert read(json_ld(named)).image_url == "https://post.example/quay.jpg"
    assert read(json_ld({**article, "image": {"@id": ["quay.jpg"]}})).image_url is None


def test_a_picture_that_shows_nothing_is_none():
    empty = '<meta property="og:image" content="https://post.example/i/blank.jpg">'
    assert read(empty).image_url is None
    sign = '<meta property="og:image" content="https://post.example/cropped-favicon.png?w=200">'
    quay = '<meta property="og:image" content="https://post.example/blank-space-of-the-quay.jpg">'
    assert read(sign + quay).image_url == "https://post.example/blank-space-of-the-quay.jpg"
