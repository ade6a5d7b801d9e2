"""Plain texts that are a whole page: copied or saved with its menus, its footer and the readers' comments."""
# ruff: noqa: E501 (sample pages)

import textwrap
import time

import pytest

from tasks.clean.reader import read_page
from tasks.normalize.article import normalize
from tests.clean.captures import capture

BODY = [
    "The lighthouse of Saint Brannoc was lit again on Monday, after nine years of darkness, and the whole coast came out to see it.",
    "Its lamp had been sold to a museum in Calder, and the keeper, Maud Ellery, had gone to live with her sister.",
    '"We never stopped climbing the stairs," said Ellery, who kept the key in a tin of tea on the shelf.',
]
HEADLINE = "The lamp of Saint Brannoc burns again"
MENU = [
    "Home",
    "News",
    "World",
    "Ships & Ports",
    "Letters to the editor",
    "The Coast at a glance",
    "Weather",
    "Tides",
]
MENU += [
    "Books",
    "Food and drink",
    "Health",
    "Travel",
    "Jobs",
    "Holidays",
    "Digital archive",
    "Crosswords",
    "Sign in",
]
HEAD = ["Coast", HEADLINE, "By Oona Beck", "2 June 2025"]
FOOTER = "About us\nContact us\nPrivacy policy\nTerms of use\n© 2025 The Coast. All rights reserved."


def article(*parts):
    return normalize(read_page(capture("\n\n".join(parts), "text/plain", "file:///saved/page.txt")))


def assert_whole(read):
    assert read.headline == HEADLINE
    assert (read.authors, read.published_text) == (("Oona Beck",), "2 June 2025")
    assert read.body.split("\n\n") == BODY


@pytest.mark.parametrize("between", ["\n", "\n\n", "\n• "], ids=["lines", "paragraphs", "items"])
@pytest.mark.parametrize("lines", [4, len(MENU)])
def test_the_headline_is_found_below_a_menu_of_any_length(between, lines):
    if between == "\n\n" and lines == 4:
        return  # four lines with room around them may as well be headlines
    assert_whole(article(between.lstrip("\n") + between.join(MENU[-lines:]), *HEAD, *BODY))


@pytest.mark.parametrize(
    "headline", ["Who lit the lamp of Saint Brannoc again, after nine years?", "- The lamp burns again"]
)
def test_a_headline_that_asks_or_quotes_is_found_below_a_menu(headline):
    assert article("\n".join(MENU), headline, *HEAD[2:], *BODY).headline == headline


def test_a_short_last_sentence_above_a_footer_stays():
    told = ["It turns all night.", '"So it does," said Ellery.']
    links = "Who owns the lightships?\nA short history of fog"
    assert article(*HEAD, *BODY, *told, f"{links}\n{FOOTER}").body.split("\n\n") == [*BODY, *told]


def test_the_way_to_a_page_is_no_headline():
    assert_whole(article("The Coast > Ships and Ports > Towers", *HEAD, *BODY))


def test_the_name_of_the_site_is_no_headline_however_many_words_it_has():
    name = "The Post of the Coast"
    assert_whole(article(name, *HEAD[1:], *BODY, f"© 2025 {name}. All rights reserved."))


def test_a_paragraph_of_two_lines_is_one_though_its_first_line_ends_a_sentence():
    told = "Its lamp had been sold to a museum far away, in Calder.\nThe keeper had gone there, too."
    wrapped = ["\n".join(textwrap.wrap(text, 60)) for text in BODY]
    read = article(*HEAD, *wrapped, told, *wrapped)
    assert read.body.split("\n\n") == [*BODY, told.replace("\n", " "), *BODY]


def test_links_and_the_footer_below_the_text_are_no_part_of_it():
    related = "Ships\nTowers\nMore from the coast\nWho owns the lightships\nA short history of fog"
    read = article(*HEAD, *BODY, f"{related}\n{FOOTER}")
    assert_whole(read)
    gone = {line.text: line.reason for line in read.removed}
    assert gone["Who owns the lightships"] == "after the end"
    assert gone["Privacy policy"] == "legal"


def test_what_the_site_says_of_itself_below_its_footer_is_no_text():
    about = "The Coast is written and printed in Calder by people who live there, and always has been."
    assert_whole(article(*HEAD, *BODY, FOOTER, about))


@pytest.mark.parametrize("heading", ["Comments", "Comments (412)", "412 comments"])
def test_readers_comments_are_no_text(heading):
    comment = "I have lived below that tower for thirty years, and am glad to sleep in its light again."
    assert_whole(article(*HEAD, *BODY, heading, "HarbourRat", "3 June 2025", comment, "Reply", comment))


def test_a_button_for_comments_between_paragraphs_ends_nothing():
    assert_whole(article(*HEAD, *BODY[:2], "Share", "Comments", "Save", BODY[2]))


def test_a_box_of_facts_stays_in_an_article():
    box = ["Country: France", "Year: 2019", "Language: French", "Type: film", "Person: Maud Ellery"]
    assert article(*HEAD, *BODY, *box, BODY[0]).body.split("\n\n") == [*BODY, *box, BODY[0]]


def test_a_list_at_the_end_of_an_article_stays_where_no_footer_follows():
    told = ["The keepers since 1911:", "Maud Ellery", "Oona Beck", "Tom Arkwright", "Share"]
    assert article(*HEAD, *BODY, *told).body.split("\n\n") == [*BODY, *told[:-1]]


def test_source_and_date_between_the_text_and_the_footer_are_read():
    read = article(HEADLINE, *BODY, "Source: Reuters", "Published: 2 June 2025", FOOTER)
    assert (read.agencies, read.published_text) == (("Reuters",), "Published: 2 June 2025")
    assert read.body.split("\n\n") == BODY


def test_a_notice_on_cookies_is_no_text_beside_an_article_on_other_things():
    notice = "We and our third parties use cookies and ask for your consent to personalised advertising on this page."
    assert_whole(article(notice, "Accept", *HEAD, *BODY))


def test_an_article_on_cookies_keeps_its_paragraphs():
    told = [
        "Europe's rules on consent to cookies and other tracking are to change, ministers agreed on Monday.",
        *BODY[:2],
    ]
    told.append("Third parties would need consent to personalised tracking only once a year, a draft says.")
    assert article(*HEAD, *told).body.split("\n\n") == told


def test_the_caption_without_whose_picture_it_is_goes_with_the_caption():
    caption = "Maud Ellery climbs the stairs on Monday"
    assert_whole(article(*HEAD, "Share", "412", caption, f"{caption}. Photograph: Jane Roe/The Coast", *BODY))


@pytest.mark.parametrize("line", ["Copyright 2025 The Coast Company", "(c) 2025 The Coast", "版权所有 © 2025 海岸日报", "저작권자 ⓒ 연합뉴스", "press@coast.example", "https://coast.example/lamp"])  # fmt: skip
def test_rights_and_addresses_on_lines_of_their_own_are_no_text(line):
    assert_whole(article(*HEAD, *BODY, line))


def test_a_newsletter_has_no_addresses_and_nothing_on_the_mail_in_its_text():
    briefing = [
        BODY[0],
        "Read more ( https://coast.example/lamp )",
        BODY[1],
        "Read more (https://coast.example/sea)",
        BODY[2],
    ]
    read = article(
        f"From: The Coast <desk@coast.example>\nDate: Mon, 2 Jun 2025 09:00:00 +0000\nSubject: {HEADLINE}",
        "View this email in your browser (https://coast.example/v/1)", "THE MORNING BRIEFING", *briefing,
        "=" * 60 + "\nUnsubscribe (https://coast.example/u/1)",
    )  # fmt: skip
    assert (read.headline, read.authors) == (HEADLINE, ())
    assert read.body.split("\n\n") == ["THE MORNING BRIEFING", *BODY]


def test_thai_text_which_has_no_marks_at_the_end_of_sentences_is_read():
    told = [
        "นักนำร่องเรือลงมติเมื่อวันพฤหัสบดีให้กลับเข้าทำงาน ยุติการหยุดงานประท้วงเก้าวันที่ตัดขาดเกาะสามแห่งออกจากแผ่นดินใหญ่ของประเทศ",
        "ข้อตกลงซึ่งบรรลุหลังเที่ยงคืนไม่นาน ให้ลูกเรือขึ้นค่าจ้างร้อยละ 4.2 ในสองปี และสัญญาว่าจะไม่มีเรือลำใดออกโดยมีลูกเรือน้อยกว่าห้าคน",
    ]
    read = article("เรือข้ามฟากกลับมาวิ่งหลังหยุดงานเก้าวัน", "โดย สมชาย ทะเล\n14 มีนาคม 2562", *told, "ที่มา: รอยเตอร์")
    assert read.headline == "เรือข้ามฟากกลับมาวิ่งหลังหยุดงานเก้าวัน"
    assert read.body.split("\n\n") == told
    assert (read.authors, read.agencies) == (("สมชาย ทะเล",), ("Reuters",))


def test_a_section_that_begins_as_the_word_for_by_does_is_no_author():
    text = "西港领航员周四投票决定复工，结束了长达九天的罢工，三座岛屿与大陆恢复往来。"
    assert article("新闻\n财经\n文化\n体育", "西港领航员结束九天罢工", "2019-03-14", text).authors == ()


@pytest.mark.parametrize("opening", ["SAINT BRANNOC, June 2, 2025 -- ", "SAINT BRANNOC, 2 June 2025 (AFP) - ", "Saint-Brannoc, 2 juin 2025 /Agence/ — "])  # fmt: skip
def test_the_day_in_the_dateline_is_that_of_a_text_that_gives_no_other(opening):
    read = article(HEADLINE, opening + BODY[0], *BODY[1:])
    assert str(read.published_on) == "2025-06-02"
    assert (
        article(HEADLINE, "In 2019, on 2 June - nobody knows why - the lamp was sold.", *BODY).published_on
        is None
    )


@pytest.mark.parametrize(
    "text",
    [
        "word " * 1_000_000,
        "A line of a text that is wrapped at sixty columns or so and\n" * 120_000,
        "short line\n" * 600_000,
        "[x](y)\n" * 700_000,
        "![[[(" * 1_000_000,
        "**a __b " * 800_000,
        "[1] https://coast.example/\n" * 200_000,
        "Photo: Jane Roe\n\n" * 300_000,
        "Home > " * 900_000,
        "文化\n" * 500_000,
    ],
    ids=["words", "wrapped", "short", "links", "brackets", "marks", "addresses", "captions", "trail", "unspaced"],
)  # fmt: skip
def test_texts_that_are_made_to_be_slow_are_read_in_time(text):
    start = time.process_time()
    try:
        read_page(capture(text[:6_000_000], "text/plain", "file:///saved/page.txt"))
    except Exception as end:
        assert type(end).__name__ == "EndsHere"
    assert time.process_time() - start < 2  # the aim is one, and a busy machine is slower
