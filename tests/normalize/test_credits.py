"""Credits: every kind of evidence, its order, and what is no credit."""

import dataclasses
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.normalize.agencies import UNNAMED
from tasks.normalize.credits import KINDS, find_credits
from tasks.records import Found
from tests.normalize.hand_made import PROSE, draft

AFP, AP, DPA, PTI = (
    "Agence France-Presse",
    "Associated Press",
    "Deutsche Presse-Agentur",
    "Press Trust of India",
)
URL = "https://news.example/story"
STORY = (PROSE, PROSE.replace("harbour", "town"), PROSE.replace("harbour", "city"))


def credited(page, url=URL):
    return [(credit.agency, credit.kind) for credit in find_credits(page, url)]


def with_end(last):
    return draft(blocks=(*STORY, last))


def test_a_source_line_is_verbatim_evidence_with_its_place():
    (credit,) = find_credits(draft(blocks=STORY, credits=["Anadolu Agency"]), URL)
    assert dataclasses.astuple(credit) == ("Anadolu Agency", "Anadolu Agency", "source line", "text")


@pytest.mark.parametrize(
    ("byline", "agencies"),
    [
        ("By Associated Press", [AP]),
        ("Jane Roe, The Associated Press", [AP]),
        ("By JANE ROE and JOHN DOE, AP", [AP]),
        ("Von DPA", [DPA]),
        ("Par Le Courrier et AFP", [AFP]),
        ("Associated Press in Lagos", [AP]),
        ("By The Courier with Agencies", [UNNAMED]),
        ("abc/dpa/AFP", [DPA, AFP]),
        ("AFP-dpa", [AFP, DPA]),
        ("ANA-MPA", ["ANA-MPA"]),
        ("د ب أ", [DPA]),
        ("وام", ["WAM"]),
        ("রয়টার্স", ["Reuters"]),
        ("भाषा", [PTI]),
        ("AP - 16/05/2020, 12:36 PM", [AP]),
        ("Le Courrier avec agence", [UNNAMED]),
        ("The Associated Press · Posted: Nov 01, 2023", [AP]),
        ("By Associated Press Jun 24, 2020, 3:53pm", [AP]),
    ],
)
def test_a_byline_names_who_supplied_the_text(byline, agencies):
    assert credited(draft(blocks=STORY, bylines=[byline])) == [(agency, "byline") for agency in agencies]


@pytest.mark.parametrize(
    "byline",
    [
        "By Jane Roe",
        "Michael Bloomberg",
        "By Petra Muster",
        "Sid Roe",
        "Jane Roe is a reporter who worked for the Associated Press.",
        "Before joining us, she was at Bloomberg News",
        "Photo by AFP",
        "Jane Roe | Bloomberg | Getty Images",
        "Auswärtige Autoren (AA)",
        "https://social.example/Reuters",
        "Follow us in the APP",
    ],
)
def test_people_biographies_and_photographers_are_no_credit(byline):
    assert credited(draft(blocks=STORY, bylines=[byline])) == []


def test_a_byline_that_the_page_splits_is_read_name_by_name():
    page = draft(blocks=STORY, bylines=[Found("Jane Roe", "json-ld"), Found("AFP", "json-ld")])
    assert credited(page) == [(AFP, "metadata")]


def test_the_initials_of_the_author_are_not_an_agency():
    assert (
        credited(draft(blocks=STORY, bylines=["Paula Anders, Professor at the University of Nowhere", "PA"]))
        == []
    )
    assert credited(draft(blocks=STORY, bylines=["Jane Roe", "PA"])) == [("PA Media", "byline")]


def test_the_dateline():
    page = draft(blocks=[f"HANOI, Vietnam (AP) — {PROSE}", PROSE])
    (credit,) = find_credits(page, URL)
    assert (credit.agency, credit.kind, credit.place) == (AP, "dateline", "body block 1")
    assert credit.text == "HANOI, Vietnam (AP)"


@pytest.mark.parametrize(
    ("line", "agencies"),
    [
        ("Bron: BELGA", ["Belga"]),
        ("Quelle: sid/dpa", ["SID", DPA]),
        ("来源：新华社", ["Xinhua"]),
        ("Kaynak: DHA", ["Demirören News Agency"]),
        ("Źródło: PAP", ["PAP"]),
        ("منبع: ایسنا", ["ISNA"]),
        ("ที่มา: รอยเตอร์", ["Reuters"]),
    ],
)
def test_a_source_line_above_or_below_the_text(line, agencies):
    assert credited(draft(blocks=(line, *STORY))) == [(agency, "source line") for agency in agencies]
    assert [agency for agency, _ in credited(draft(blocks=(*STORY, line)))] == agencies


def test_a_name_alone_signs_the_text_at_its_very_end_only():
    assert credited(draft(blocks=(*STORY * 3, "Reuters"))) == [("Reuters", "trailer")]
    assert credited(draft(blocks=(*STORY * 3, "Reuters", *STORY))) == []


def test_a_name_alone_above_the_text_may_be_a_photo_credit():
    assert credited(draft(blocks=("Reuters", *STORY))) == []


@pytest.mark.parametrize(
    ("last", "agencies"),
    [
        (f"{PROSE} PTI", [PTI]),
        (f"{PROSE} PTI SKL RT", [PTI]),
        (f"{PROSE} — AFP", [AFP]),
        (f"{PROSE} (dpa)", [DPA]),
        (f"{PROSE} (AB mit dpa)", [DPA]),
        (f"{PROSE} (dpa/courier.example)", [DPA]),
        (f"“{PROSE}” (Reuters)", ["Reuters"]),
        (f"{PROSE} (With inputs from PTI)", [PTI]),
        (f"{PROSE}(sda)", ["Keystone-SDA"]),
        ("dpa", [DPA]),
        ("/ritzau/", ["Ritzau"]),
        ("(©NTB)", ["NTB"]),
        ("– Reuters", ["Reuters"]),
        ("red, Rundfunk/Agenturen", [UNNAMED]),
        ("(Con información de AFP, EFE y Reuters)", [AFP, "EFE", "Reuters"]),
        ("Mit Agenturmaterial", [UNNAMED]),
        ("Lusa/Fim", ["Lusa"]),
        ("ab/cd (AFP, Reuters)", [AFP, "Reuters"]),
        (f"{PROSE} (APA, red, 16.5.2024)", ["APA"]),
        (f"{PROSE} – Nampa/AFP", ["Namibia Press Agency", AFP]),
        ("Source: Reuters/ab(cd)", ["Reuters"]),
    ],
)
def test_a_trailer_signs_the_text(last, agencies):
    assert [agency for agency, _ in credited(with_end(last))] == agencies


@pytest.mark.parametrize("line", [f"{PROSE} {PROSE} (dpa)", f"{PROSE} {PROSE} PTI", "(NTB)", "abc/dpa"])
def test_a_trailer_counts_where_other_texts_follow_the_article(line):
    page = draft(blocks=(*STORY, line, *STORY * 4))
    assert [kind for _, kind in credited(page)] == ["trailer"]


@pytest.mark.parametrize(
    ("last", "agencies"),
    [
        ("With files from The Canadian Press", ["Canadian Press"]),
        ("Additional reporting by PA.", ["PA Media"]),
        ("The Associated Press contributed to this report.", [AP]),
        ("AP writers Jane Roe in Oslo and John Doe contributed to this story.", [AP]),
        ("Associated Press writers Jane Roe in Paris and John Doe in London contributed.", [AP]),
        ("This report by The Canadian Press was first published May 16, 2024.", ["Canadian Press"]),
        ("This story was reported by Reuters.", ["Reuters"]),
        ("This article was provided by Agence France-Presse.", [AFP]),
        ("Avec l'agence AFP", [AFP]),
        ("Some information for this report came from The Associated Press and Reuters.", [AP, "Reuters"]),
        ("Based on reporting by AP, dpa, and TASS", [AP, DPA, "TASS"]),
        ("(This story is published from a syndicated feed.)", [UNNAMED]),
        ("This story has been published from a PTI feed without changes.", [PTI]),
        ("(Con información de EFE)", ["EFE"]),
        ("Com informações da Agência Brasil.", ["Agência Brasil"]),
        ("Dieser Artikel wurde mit Material der Nachrichtenagentur dpa erstellt.", [DPA]),
    ],
)
def test_a_note_says_who_else_supplied_the_text(last, agencies):
    assert [agency for agency, _ in credited(with_end(last))] == agencies


@pytest.mark.parametrize(
    ("last", "agency"),
    [
        ("(Reporting by Jane Roe in Oslo; Editing by John Doe)", "Reuters"),
        (f"{PROSE} (Additional reporting by Jane Roe; Writing by John Doe)", "Reuters"),
        ("(Reporte de Juana Pérez; Editado por Juan Gómez)", "Reuters"),
        ("Follow AP's full coverage of the ferries at https://apnews.com/Ferries", AP),
        (f"{PROSE} Enditem", "Xinhua"),
    ],
)
def test_the_habits_of_a_house_sign_its_texts(last, agency):
    assert credited(with_end(last)) == [(agency, "note")]


def test_an_editors_line_is_no_habit_of_an_agency():
    assert credited(with_end("Reporting by Jane Roe. Editing by John Doe.")) == []
    assert credited(draft(blocks=("(Reporting by Jane Roe; Editing by John Doe)", *STORY * 4))) == []


@pytest.mark.parametrize(
    ("line", "agency"),
    [
        ("© dpa-infocom, dpa:240516-99-11111/2", DPA),
        ("© Thomson Reuters 2020", "Reuters"),
        ("©2019 The Associated Press. All rights reserved.", AP),
        (
            "Copyright 2020 The Associated Press. All rights reserved. Do not pass this on to anybody else.",
            AP,
        ),
    ],
)
def test_the_copyright_of_the_text(line, agency):
    assert credited(with_end(line)) == [(agency, "copyright")]
    assert credited(draft(blocks=(*STORY, line, *STORY * 4))) == [(agency, "copyright")]
    assert credited(draft(blocks=STORY, credits=[line[:80]])) == [(agency, "copyright")]


def test_metadata_of_the_article():
    page = draft(blocks=STORY, credits=[Found("Anadolu Ajansı", "meta articleauthor")])
    assert credited(page) == [("Anadolu Agency", "metadata")]


@pytest.mark.parametrize(
    "line",
    [
        "© Jane Roe/dpa",
        "© REUTERS / JANE ROE",
        "Jane Roe / AP",
        "(Jane van Roe / Associated Press)",
        "dpa/Jan Muster",
    ],
)
def test_an_agency_beside_a_photographer(line):
    for page in (with_end(line), with_end(f"{PROSE} ({line})"), draft(blocks=STORY, credits=[line])):
        assert credited(page) == []


@pytest.mark.parametrize(
    ("url", "agency"),
    [
        ("https://www.reuters.com/world/x", "Reuters"),
        ("https://hosted.ap.org/paper/x", AP),
        (URL, None),
        ("http://[", None),
        ("", None),
    ],
)
def test_an_agencys_own_site(url, agency):
    assert credited(draft(blocks=STORY), url) == ([(agency, "own site")] if agency else [])


def test_the_publisher_may_be_an_agency():
    assert credited(draft(blocks=STORY, publisher="Reuters")) == [("Reuters", "own site")]
    assert credited(draft(blocks=STORY, publisher="The Courier")) == []


@pytest.mark.parametrize("line", ["sak/Reuters", "dpa", "(SDA)", "Quelle: dpa"])
def test_lines_right_after_the_body(line):
    page = draft(blocks=STORY, credits=[Found(line, "after the body")])
    assert [kind for _, kind in credited(page)] == ["source line"]


@pytest.mark.parametrize(
    ("line", "place", "kinds"),
    [
        ("Bron: BELGA", "before the body", ["source line"]),
        ("Belga", "before the body", []),  # may be a picture's
        ("AFP, MANILA", "before the body", ["dateline"]),
        ("(NTB)", "within the body", ["source line"]),
        ("(Jane Roe)", "within the body", []),
        ("© dpa-infocom GmbH", "after the body", ["copyright"]),
    ],
)
def test_lines_around_the_body_count_by_their_place(line, place, kinds):
    assert [kind for _, kind in credited(draft(blocks=STORY, credits=[Found(line, place)]))] == kinds


@pytest.mark.parametrize("line", ["More from Reuters", "Follow AP on social media", "Jane Roe"])
def test_other_lines_after_the_body_are_not_trusted(line):
    assert credited(draft(blocks=STORY, credits=[Found(line, "after the body")])) == []


@pytest.mark.parametrize(
    "block",
    [
        "“I saw two ferries meet in the fog,” the captain told Reuters.",
        "The two ferries had met before, the Associated Press reported on Monday, citing a captain.",
        "The story was first reported by Reuters.",
        "This story was first reported by the Associated Press.",
        "Laut der Nachrichtenagentur dpa trafen sich zwei Fähren im Hafen von Musterstadt.",
        "Two ferries meet in the harbour. (AP Photo/Jane Roe)",
        "Two ferries meet in the harbour. Photo: AFP",
        "Two ferries meet in the harbour, May 3. (Photo by Jane Roe/AFP)",
        "The party's workers, known as PTI, met in the town hall on Sunday and stayed till midnight.",
        "He moved to Pittsburgh, PA",
        "It needs three batteries of size AA.",
        "Get the APP",
        "Many other agencies have called back their people to the town hall.",
    ],
)
@pytest.mark.parametrize("at", [0, 1, 3])
def test_what_the_text_or_a_caption_mentions_is_no_credit(block, at):
    assert credited(draft(blocks=(*STORY[:at], block, *STORY[at:]))) == []


@pytest.mark.parametrize(
    "reason", ["caption", "related stories", "credit", "navigation", "outside the article"]
)
def test_what_was_removed_from_the_page_is_no_credit(reason):
    assert credited(draft(blocks=STORY, removed=[("AFP", reason), ("Photo: Reuters", reason)])) == []


def test_a_byline_that_was_removed_from_the_body_is_one():
    assert credited(draft(blocks=STORY, removed=[("abc/dpa", "byline")])) == [(DPA, "trailer")]


@pytest.mark.parametrize(
    ("note", "agency"),
    [
        ("(With inputs from PTI)", "Press Trust of India"),
        ("(With inputs from agencies)", "unnamed"),
        ("(Reporting by Jane Roe in Paris; Editing by John Doe)", "Reuters"),
    ],
)
def test_a_credit_note_that_was_removed_from_the_body_is_a_note(note, agency):
    assert credited(draft(blocks=STORY, removed=[(note, "credit note")])) == [(agency, "note")]


def test_each_agency_comes_once_with_its_strongest_evidence_first():
    page = draft(
        blocks=[f"LONDON (Reuters) — {PROSE}", PROSE, "(Reporting by Jane Roe)", "With files from AFP"],
        bylines=["By Reuters"],
        credits=[Found("Reuters", "json-ld"), Found("© Thomson Reuters 2020", "text")],
    )
    assert credited(page, "https://www.reuters.com/x") == [("Reuters", "byline"), (AFP, "note")]


def test_kinds_are_those_of_the_records():
    page = draft(
        blocks=(f"OSLO (NTB) — {PROSE}", PROSE, "(dpa)"), bylines=["AFP"], credits=["© AP"], publisher="EFE"
    )
    kinds = [kind for _, kind in credited(page)]
    assert kinds == sorted(kinds, key=KINDS.index)
    assert set(kinds) == {"byline", "dateline", "trailer", "copyright", "own site"}


def test_unnamed_agencies_count_only_where_none_is_named():
    assert credited(draft(blocks=STORY, bylines=["Agencias"])) == [(UNNAMED, "byline")]
    assert credited(draft(blocks=STORY, bylines=["Agencias", "EFE"])) == [("EFE", "byline")]


def test_an_empty_page_has_no_credits():
    assert find_credits(draft(), "") == ()


@pytest.mark.parametrize(
    "text",
    [
        "A" * 500_000,
        "(" * 100_000,
        "(AP" * 99_000,
        "AP, " * 99_000,
        ". AP" * 50_000,
        "/a" * 99_000,
        "\ud800 (AP)",
    ],
)
def test_hostile_pages_take_no_time(text):
    page = draft(
        blocks=[text] * 5,
        bylines=[text],
        credits=[text, Found(text, "after the body")],
        removed=[(text, "byline")],
        publisher=text,
    )
    started = time.process_time()
    find_credits(page, text)
    assert time.process_time() - started < 1


PIECES = [
    "AP",
    "dpa",
    "Reuters",
    "新华社",
    "Foto",
    "by",
    "©",
    "(",
    ")",
    "[",
    "/",
    "—",
    ". ",
    ", ",
    ":",
    "\n",
    "Jane Roe",
    "2024",
]


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=5)), max_size=12).map(" ".join))
@settings(max_examples=200, deadline=None)
def test_any_text_is_read_and_every_credit_shows_its_evidence(text):
    page = draft(blocks=[text, PROSE, text], bylines=[text], credits=[text, Found(text, "before the body")])
    for credit in find_credits(page, text):
        assert credit.text in text
        assert credit.kind in KINDS


@pytest.mark.parametrize("line", ["Reuters", "By Associated Press", "AFP"])
def test_an_agency_alone_beside_the_date_supplied_the_text(line):
    (credit,) = find_credits(draft(blocks=STORY, credits=[Found(line, "beside the date")]), URL)
    assert (credit.text, credit.kind) == (line, "source line")


@pytest.mark.parametrize(
    "line", ["Reuters / Jane Roe", "Jane Roe", "Agencies", "Photo: AFP", "Reuters Institute"]
)
def test_other_lines_beside_the_date_do_not(line):
    assert not find_credits(draft(blocks=STORY, credits=[Found(line, "beside the date")]), URL)


@pytest.mark.parametrize(
    ("line", "agency"),
    [
        ("Con informazioni Ansa", "ANSA"),
        ("По материалам РИА Новости", "RIA Novosti"),
        ("По информации ТАСС", "TASS"),
        ("S využitím ČTK", "Czech News Agency"),
    ],
)
def test_a_last_line_that_names_what_the_text_is_made_of_is_a_note(line, agency):
    assert credited(draft(blocks=(*STORY, line))) == [(agency, "note")]
    assert (
        credited(draft(blocks=(*STORY, f"{line}, the quay was closed at noon, and nobody knew why."))) == []
    )
