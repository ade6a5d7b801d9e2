"""Reports of a sentence or two are articles, in any script, whatever stands below them."""

from time import process_time

import pytest

from tasks.clean.reader import read_page
from tests.clean.captures import capture

REPORTS = {
    "en": ("Ferry sails again", "The ferry to Brannoc sails on Friday. Tickets cost four crowns."),
    "fr": ("Le bac reprend vendredi", "Le bac de Brannoc reprend vendredi. Le billet coûte 4 euros."),
    "ru": ("Паром пойдёт в пятницу", "Паром на Браннок пойдёт в пятницу. Билет стоит сто рублей."),
    "he": ("המעבורת תשוט ביום שישי", "המעבורת לברנוק תשוט ביום שישי. הכרטיס עולה ארבעה כתרים."),
    "ko": ("여객선 금요일 운항", "브란녹행 여객선이 금요일에 다시 운항한다. 표는 네 크라운이다."),
    "th": ("เรือข้ามฟากกลับมาวันศุกร์", "เรือข้ามฟากไปแบรนนอกจะกลับมาให้บริการในวันศุกร์ ค่าโดยสารสี่คราวน์"),
    "zh": ("渡轮星期五复航", "前往布兰诺克的渡轮将于星期五复航。船票四克朗。"),
}
TEASERS = "".join(
    f"<div class=teaser><a href=/{n}><h4>The band of the harbour plays for the {n}th time</h4></a>"
    f"<p>On the quay the mayor thanked welder number {n} by name, and then the band began to play.</p></div>"
    for n in range(6)
)


def texts(body):
    html = f"<html><head><title>x</title></head><body><nav><a href=/>Home</a></nav>{body}</body></html>"
    return [block.text for block in read_page(capture(html)).blocks]


@pytest.mark.parametrize("below", ["", f"<section class=more><h3>More</h3>{TEASERS}</section>"])
@pytest.mark.parametrize("tongue", REPORTS)
def test_two_sentences_below_a_headline_with_a_date_are_an_article(tongue, below):
    headline, text = REPORTS[tongue]
    article = f"<h1>{headline}</h1><p class=date>16.05.2024 09:00</p><div class=text><p>{text}</p></div>"
    assert texts(f"<main><article>{article}</article>{below}</main>") == [text]


def test_sections_below_linked_headings_beside_a_short_opening_are_no_teasers():
    text = f"<div class=text><p>Here are the six of them.</p>{TEASERS}</div>"
    kept = texts(f"<article><h1>Six bands to hear</h1><time>16 May 2024</time>{text}</article>")
    assert len([text for text in kept if text.startswith("On the quay")]) == 6


def test_a_text_of_nothing_but_dots_costs_no_time():
    started = process_time()
    dots = "." * 90_000
    texts(f"<article><h1>Dots</h1><time>16 May 2024</time><p>{dots}a</p><p>{dots}a</p></article>")
    assert process_time() - started < 1
