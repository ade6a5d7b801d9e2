"""Articles saved as plain text: the head is read for its facts, the body for its paragraphs."""
# ruff: noqa: E501 (sample pages)

import textwrap

import pytest

from tasks.clean.reader import read_page
from tasks.records import EndsHere, Outcome
from tests.clean.captures import capture


def read(text, url="file:///saved/page.txt"):
    return read_page(capture(text, "text/plain", url))


BODY = [
    "The lighthouse of Saint Brannoc was lit again on Monday, after nine years of darkness.",
    "Its lamp had been sold to a museum, and the keeper had gone to live with her sister.",
    '"We never stopped climbing the stairs," said Maud Ellery, who kept the key.',
]
PAGE = "\n\n".join(
    [
        "Contact Us",
        "The lamp of Saint Brannoc burns again",
        "A lighthouse that had been dark for nine years was lit on Monday. The keeper came back for it.",
        "Westmark News Service SHIPPING\nPublished June 2,2025",
        *BODY,
    ]
)


def test_headline_standfirst_credit_section_date_and_body_are_told_apart():
    draft = read(PAGE)
    assert draft.headline.text == "The lamp of Saint Brannoc burns again"
    assert draft.description.text.startswith("A lighthouse that had been dark")
    assert [found.text for found in draft.credits] == ["Westmark News Service"]
    assert [found.text for found in draft.sections] == ["SHIPPING"]
    assert [found.text for found in draft.published] == ["Published June 2,2025"]
    assert [block.text for block in draft.blocks] == BODY
    assert [(line.text, line.reason) for line in draft.removed] == [("Contact Us", "contact")]


HEADS = {
    "de": (
        "Der Leuchtturm brennt wieder",
        "Veröffentlicht am 2. Juni 2025",
        "Aktualisiert: 3. Juni 2025, 9.10 Uhr",
    ),
    "fr": ("Le phare brille à nouveau", "Publié le 2 juin 2025 à 10h15", "Mis à jour le 3 juin 2025"),
    "es": ("El faro vuelve a brillar", "Publicado el 2 de junio de 2025", "Actualizado: 3 de junio de 2025"),
    "it": ("Il faro torna a brillare", "Pubblicato il 2 giugno 2025", "Ultimo aggiornamento: 3 giugno 2025"),
    "pt": ("O farol volta a brilhar", "Publicado em 2 de junho de 2025", "Atualizado em 3 de junho de 2025"),
    "nl": ("De vuurtoren brandt weer", "Gepubliceerd op 2 juni 2025", "Bijgewerkt op 3 juni 2025"),
    "ru": ("Маяк снова горит", "Опубликовано: 2 июня 2025", "Обновлено 3 июня 2025, 09:10"),
    "tr": ("Deniz feneri yeniden yandı", "Yayınlanma: 02.06.2025 10:15", "Güncelleme: 03.06.2025"),
    "pl": ("Latarnia znów świeci", "Opublikowano 2 czerwca 2025", "Aktualizacja: 3 czerwca 2025"),
    "zh": ("圣布兰诺克灯塔重新点亮", "发布时间：2025年6月2日 10:15", "更新时间：2025年6月3日"),
    "ja": ("聖ブラノックの灯台が再び灯る", "公開日：2025年6月2日", "最終更新：2025年6月3日"),
    "ar": ("منارة سانت برانوك تضيء من جديد", "نشر في: 2 يونيو 2025", "آخر تحديث: 3 يونيو 2025"),
}


@pytest.mark.parametrize("language", HEADS)
def test_published_and_updated_lines_are_read_in_many_languages(language):
    headline, published, modified = HEADS[language]
    draft = read("\n\n".join([headline, f"{published}\n{modified}", *BODY]))
    assert draft.headline.text == headline
    assert [found.text for found in draft.published] == [published]
    assert [found.text for found in draft.modified] == [modified]
    assert [block.text for block in draft.blocks] == BODY


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("By Maud Ellery", "bylines"),
        ("Von Anna Rehbein", "bylines"),
        ("Por María Solano", "bylines"),
        ("Source: Westmark News Service", "credits"),
        ("Quelle: Nordfunk", "credits"),
        ("来源：海岸通讯社", "credits"),
    ],
)
def test_lines_on_author_and_source_are_read(line, field):
    draft = read("\n\n".join(["The lamp of Saint Brannoc burns again", line, "2 June 2025", *BODY]))
    assert [found.text for found in getattr(draft, field)] == [line]
    assert [block.text for block in draft.blocks] == BODY


def test_without_lines_on_date_or_credit_the_body_follows_the_headline():
    draft = read("\n\n".join(["The lamp of Saint Brannoc burns again", *BODY]))
    assert draft.description is None
    assert [block.text for block in draft.blocks] == BODY


def test_hard_wrapped_lines_are_joined():
    wrapped = "The lighthouse of Saint Brannoc was lit again on Monday,\nafter nine years of darkness, and ships came to\nsee it."
    draft = read(f"The lamp burns again\n\n{wrapped}\n\n{BODY[1]}")
    assert draft.blocks[0].text == wrapped.replace("\n", " ")


@pytest.mark.parametrize("text", ["Home\n\nMenu\n\nSearch", "one two three", "12:30"])
def test_a_text_without_a_paragraph_is_no_article(text):
    with pytest.raises(EndsHere) as ended:
        read(text)
    assert ended.value.outcome is Outcome.NOT_AN_ARTICLE


@pytest.mark.parametrize("author", [[], ["By Maud Ellery"]])
def test_the_section_above_the_headline_is_not_the_headline_nor_the_headline_a_credit(author):
    draft = read("\n\n".join(["Coast", "The lamp burns again", *author, "June 2, 2025", *BODY]))
    assert draft.headline.text == "The lamp burns again"
    assert draft.credits == ()
    assert [block.text for block in draft.blocks] == BODY


def test_what_a_tab_parts_from_the_date_is_a_line_of_its_own():
    draft = read("\r\n".join(["The lamp burns again", "", "By Maud Ellery\tJune 2, 2025 8:00 AM", "", *BODY]))
    assert [found.text for found in draft.bylines] == ["By Maud Ellery"]
    assert [found.text for found in draft.published] == ["June 2, 2025 8:00 AM"]


@pytest.mark.parametrize(
    ("line", "bylines", "credits", "published", "modified", "sections"),
    [
        ("By Maud Ellery | June 2, 2025 | Coast", ["By Maud Ellery"], ["Coast"], ["June 2, 2025"], [], []),
        ("Reuters • 2 June 2025, 8:00 • COAST", [], ["Reuters", "COAST"], ["2 June 2025, 8:00"], [], ["COAST"]),
        ("June 2, 2025 | 8:00 AM", [], [], ["June 2, 2025 | 8:00 AM"], [], []),
        ("Published 2 June 2025 | Updated 3 June 2025", [], [], ["Published 2 June 2025"], ["Updated 3 June 2025"], []),
    ],
)  # fmt: skip
def test_the_columns_of_a_line_on_the_date_are_told_apart(
    line, bylines, credits, published, modified, sections
):
    draft = read("\n\n".join(["The lamp burns again", line, *BODY]))
    assert texts(draft) == BODY
    assert [found.text for found in draft.bylines] == bylines
    assert [found.text for found in draft.credits] == credits
    assert [found.text for found in draft.published] == published
    assert [found.text for found in draft.modified] == modified
    assert [found.text for found in draft.sections] == sections


def test_entities_that_were_left_in_a_text_are_what_they_stand_for():
    text = (
        BODY[0].replace(" ", "&nbsp;", 1)
        + " Lamps &amp; ships &#8211; R&D and AT&T; &quot;all&quot; &unknown; went."
    )
    draft = read("\n\n".join(["Lamps &amp; ships", "2 June 2025", text, *BODY[1:]]))
    assert draft.headline.text == "Lamps & ships"
    assert texts(draft)[0].endswith('Lamps & ships – R&D and AT&T; "all" &unknown; went.')


@pytest.mark.parametrize("mark", ["###", "# # #", "-30-"])
def test_what_a_sender_says_below_the_end_is_no_text(mark):
    contact = [
        "Media contact: Maud Ellery, 555-1234",
        "The society looks after all lamps of the coast, since 1911.",
    ]
    draft = read("\n\n".join(["The lamp burns again", "2 June 2025", *BODY, mark, *contact]))
    assert texts(draft) == BODY
    assert [line.text for line in draft.removed if line.reason == "after the end"] == contact


def test_marks_that_only_part_a_text_end_nothing():
    draft = read("\n\n".join(["The lamp burns again", "2 June 2025", BODY[0], "###", *BODY]))
    assert texts(draft) == [BODY[0], *BODY]


def test_hard_wrapped_lines_are_joined_where_no_blank_lines_part_the_paragraphs():
    wrapped = [line for paragraph in BODY for line in textwrap.wrap(paragraph, 50)]
    draft = read("\n".join(["The lamp burns again", "By Maud Ellery", "June 2, 2025", *wrapped]))
    assert draft.headline.text == "The lamp burns again"
    assert [block.text for block in draft.blocks] == BODY


def test_a_date_right_below_a_long_headline_is_no_part_of_it():
    headline = "The lamp of Saint Brannoc burns again after nine years"
    draft = read("\n\n".join([f"{headline}\n2 June 2025", *BODY]))
    assert (draft.headline.text, draft.published[0].text) == (headline, "2 June 2025")


def test_furniture_below_a_long_line_is_no_part_of_it():
    line = "See also: how the lamp was sold to a museum in 2016"
    draft = read("\n\n".join(["The lamp burns again", *BODY, f"{line}\nContact Us"]))
    assert [block.text for block in draft.blocks] == [*BODY, line]


@pytest.mark.parametrize("mark", ["-30-", "– 30 –", "###", "# # #", "ENDS", "(END)", "MORE"])
def test_a_mark_at_the_end_is_no_text(mark):
    draft = read("\n\n".join(["The lamp burns again", *BODY, mark]))
    assert [block.text for block in draft.blocks] == BODY
    assert [(line.text, line.reason) for line in draft.removed] == [(mark, "end mark")]


def texts(draft):
    return [block.text for block in draft.blocks]


@pytest.mark.parametrize(
    "trailer", ["Source: Reuters\nPublished: 2 June 2025", "2 June 2025", "By Maud Ellery"]
)
def test_lines_on_author_source_and_date_below_the_text_make_no_standfirst_of_it(trailer):
    draft = read("\n\n".join(["The lamp burns again", *BODY, trailer]))
    assert texts(draft) == BODY
    assert draft.description is None
    assert [*draft.published, *draft.bylines]


def test_a_report_of_sentences_as_short_as_a_headline_is_an_article():
    flash = ["The lamp burns again.", "Ships came to see it."]
    assert texts(read("\n\n".join(["Saint Brannoc", "Published June 2, 2025", *flash]))) == flash


def test_days_that_the_body_tells_of_stay_in_it():
    days = [
        "Key dates:",
        "March 3, 2016: the lamp is sold",
        BODY[1],
        "Opening hours",
        "Monday 9 June 2025, 9 to 5",
    ]
    draft = read("\n\n".join(["The lamp burns again", "Published June 2, 2025", *days]))
    assert texts(draft) == days
    assert [found.text for found in draft.published] == ["Published June 2, 2025"]


def test_a_headline_with_a_year_and_a_number_is_no_date():
    draft = read(
        "\n\n".join(["Coast", "Lamps 2025: 10 towers to see", "By Maud Ellery", "2 June 2025", *BODY])
    )
    assert draft.headline.text == "Lamps 2025: 10 towers to see"


def test_no_line_of_the_head_goes_without_a_trace():
    draft = read("\n\n".join(["The lamp burns again", "June 2, 2025", "SHIPPING", "By Maud Ellery", *BODY]))
    assert [(line.text, line.reason) for line in draft.removed] == [("SHIPPING", "header")]


@pytest.mark.parametrize(
    "head",
    [
        "Published June 2, 2025\n\nThe lamp burns again",
        "From: newsroom of the coast <desk@coast.example>\nTo: all\nDate: Mon, 2 June 2025 09:00:00\nSubject: The lamp burns again",
        "Title: The lamp burns again\nAuthor: Maud Ellery\nDate: June 2, 2025",
        "# The lamp burns again\n\n2 June 2025",
        "---\ntitle: The lamp burns again\ndate: 2025-06-02\n---",
        "FOR IMMEDIATE RELEASE\nJune 2, 2025\n\nThe lamp burns again",
        "Home > Coast > Lamps of the coast\n\nThe lamp burns again\n\n2 June 2025",
    ],
    ids=["date first", "mail", "labels", "markdown", "front matter", "press release", "trail"],
)
def test_the_headline_is_found_in_heads_of_other_shapes(head):
    draft = read("\n\n".join([head, *BODY]))
    assert draft.headline.text == "The lamp burns again"
    assert texts(draft) == BODY
    assert "2" in draft.published[0].text


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("-----", "rule"),
        ("(MORE)", "end mark"),
        ("The lamp in 2016. (Photo: Maud Ellery)", "caption"),
        ("The lamp in 2016. Photo: Maud Ellery", "caption"),
        ("© 2025 The Coast", "copyright"),
    ],
)
def test_rules_marks_captions_and_rights_between_paragraphs_are_no_text(line, reason):
    draft = read("\n\n".join(["The lamp burns again", "2 June 2025", BODY[0], line, *BODY[1:]]))
    assert texts(draft) == BODY
    assert [(one.text, one.reason) for one in draft.removed] == [(line, reason)]


def test_a_text_that_begins_without_a_headline_keeps_its_first_paragraph():
    told = [
        "新华社青岛5月16日电（记者王小海）海上灯塔16日重新点亮。",
        "灯塔已经熄灭九年，看守人和她的姐姐住在一起，如今又回来了。",
    ]
    draft = read("\n\n".join(told))
    assert (draft.headline, texts(draft)) == (None, told)


def test_the_day_of_publication_may_stand_behind_that_of_the_change():
    line = "Updated 3 June 2025, first published 2 June 2025"
    draft = read("\n\n".join(["The lamp burns again", line, *BODY]))
    assert [found.text for found in draft.published] == ["first published 2 June 2025"]
    assert ([found.text for found in draft.modified], texts(draft)) == ([line], BODY)
