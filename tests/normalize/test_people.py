"""Names out of bylines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.normalize.byline import names_of
from tasks.normalize.people import authors, bare_names, newsroom_among, reporters, signature
from tasks.records import Block, Found


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By Ruth Hallowell", ("Ruth Hallowell",)),
        ("By Ruth Hallowell and Tobin Osier", ("Ruth Hallowell", "Tobin Osier")),
        ("Von Anke Mirelund und Jörg Taubwasser", ("Anke Mirelund", "Jörg Taubwasser")),
        ("Par Odile Marchant et Luc Verrier", ("Odile Marchant", "Luc Verrier")),
        ("Por Inés Robledal y Mateo Huerta", ("Inés Robledal", "Mateo Huerta")),
        ("Tekst: Siri Fjelltun og Ola Bakkevik", ("Siri Fjelltun", "Ola Bakkevik")),
        ("Автор: Вера Лугова", ("Вера Лугова",)),
        ("Ruth Hallowell, Political Editor", ("Ruth Hallowell",)),
        ("By RUTH HALLOWELL, Staff Writer", ("Ruth Hallowell",)),
        ("RUTH O'DELL-MARSH", ("Ruth O'Dell-Marsh",)),
        ("Ruth Hallowell; Tobin Osier | Harbour Post", ("Ruth Hallowell", "Tobin Osier", "Harbour Post")),
        ("By Ruth Hallowell (ruth@post.example)", ("Ruth Hallowell",)),
        ("Ruth Hallowell @ruthh https://post.example/ruth", ("Ruth Hallowell",)),
        ("By Ruth Hallowell Thursday, November 9, 2023 4:41AM", ("Ruth Hallowell",)),
        ("By Ruth Hallowell in Calder", ("Ruth Hallowell",)),
        ("Ruth Hallowell, PhD", ("Ruth Hallowell, PhD",)),
        ("Ruth Hallowell / Tobin Osier", ("Ruth Hallowell", "Tobin Osier")),
        ("abc/def", ("abc/def",)),
        ("Autor: Ruth Hallowell/XY-Z", ("Ruth Hallowell",)),
        ("Ruth Hallowell, Ruth  Hallowell", ("Ruth Hallowell",)),
        ("Luisa Costa e Silva", ("Luisa Costa e Silva",)),
    ],
)
def test_names_are_split_and_stripped(byline: str, names: tuple[str, ...]) -> None:
    assert names_of(byline) == names


@pytest.mark.parametrize(
    "byline",
    ["Reuters", "By AP", "By The Associated Press", "Von DPA", "Por Agencia EFE", "dpa/lno", "by", "123", ""],
)
def test_agencies_and_empty_bylines_name_nobody(byline: str) -> None:
    assert names_of(byline) == ()


@pytest.mark.parametrize("byline", ["Nachrichtenagentur", "News agencies", "Noticias", "CRÉDITOS"])
def test_words_for_the_news_and_their_makers_name_nobody(byline: str) -> None:
    assert names_of(byline) == ()


def test_the_person_beside_an_agency_stays() -> None:
    assert names_of("Tobin Osier, Reuters") == ("Tobin Osier",)
    assert names_of("Von Anke Mirelund mit AP") == ("Anke Mirelund",)


def test_people_are_preferred_to_the_newsroom_of_a_more_trusted_place() -> None:
    bylines = (Found("Harbour Post", "json-ld"), Found("By Ruth Hallowell", "byline"))
    assert authors(bylines, "Harbour Post") == ("Ruth Hallowell",)


def test_a_newsroom_stands_where_nobody_else_is_named() -> None:
    assert authors((Found("Newsroom of the Harbour Post", "json-ld"),), "Harbour Post") == (
        "Newsroom of the Harbour Post",
    )


def test_a_newsroom_beside_an_agency_is_no_author() -> None:
    assert authors((Found("By Harbour Post staff and AFP", "byline"),), "Harbour Post") == ()


def test_initials_do_not_replace_the_newsroom() -> None:
    bylines = (Found("Harbour Post", "json-ld"), Found("rth", "byline"))
    assert authors(bylines, "Harbour Post") == ("Harbour Post",)


def test_a_line_that_is_no_name_is_no_author() -> None:
    texts = (
        "Posted on",
        "Name (required)",
        "Have you found a mistake?",
        "Tobin says: 9 May 2024",
        "Share this",
    )
    assert authors([Found(text, "byline") for text in texts]) == ()


def test_the_complete_byline_is_preferred_to_a_part_of_it() -> None:
    bylines = (Found("Ruth Hallowell", "json-ld"), Found("By Ruth Hallowell, Tobin Osier", "byline"))
    assert authors(bylines) == ("Ruth Hallowell", "Tobin Osier")


def test_a_place_beside_a_name_is_no_author() -> None:
    assert authors((Found("Von Anke Mirelund, Lindenfurt", "byline"),)) == ("Anke Mirelund",)


def test_places_behind_the_site_that_a_machine_is_told_of_are_no_authors() -> None:
    said = [Found("post.example, Calder, Westmark", "meta author")]
    assert authors(said, "post.example") == ("post.example",)
    assert authors([Found("Ruth Hallowell, Calder", "meta author")]) == ("Ruth Hallowell", "Calder")


def test_a_byline_that_readers_see_completes_a_given_name() -> None:
    machines = Found("Ruth", "json-ld")
    assert authors([machines, Found("By Ruth Hallowell", "byline")]) == ("Ruth Hallowell",)
    assert authors([machines, Found("By Tobin Osier", "byline")]) == ("Ruth",)


def test_whose_picture_it_is_does_not_hide_the_author() -> None:
    parts = ("© Ruth Hallowell", "Ruth Hallowell")
    bylines = (Found(" ".join(parts), "byline"), *(Found(part, "byline part") for part in parts))
    assert authors(bylines) == ("Ruth Hallowell",)
    assert authors([Found("© Tobin Osier", "byline")]) == ()


def test_parts_of_a_byline_are_read_where_the_whole_cannot_be() -> None:
    whole = "By Ruth Hallowell News Reporter Tobin Osier News Reporter"
    parts = ("By", "Ruth Hallowell", "News Reporter", "Tobin Osier", "News Reporter")
    bylines = (Found(whole, "byline"), *(Found(part, "byline part") for part in parts))
    assert authors(bylines) == ("Ruth Hallowell", "Tobin Osier")


def test_a_bare_name_begins_the_body() -> None:
    prose = Block("The council voted on Tuesday to widen the quay.")
    assert bare_names((Block("Ruth Hallowell"), prose)) == ("Ruth Hallowell",)
    assert bare_names((Block("Ruth Hallowell", "heading"), prose)) == ()
    assert bare_names((Block("A new quay for the harbour"), prose)) == ()
    assert bare_names((Block("About Ness Ferries"), prose)) == ()  # at the end of a press release


def test_a_heading_is_no_bare_name() -> None:
    assert bare_names([Block("Wege zur Werft", "p", 0)]) == ()
    assert bare_names([Block("THE MORNING BRIEFING", "p", 0)]) == ()
    assert bare_names([Block("Ruth van Holm", "p", 0)]) == ("Ruth van Holm",)


def test_a_newsroom_is_named_by_the_last_line() -> None:
    prose = "The council voted on Tuesday to widen the quay."
    assert newsroom_among((prose, "Onlineredaktion")) == ("Onlineredaktion",)
    assert newsroom_among((prose, "Ruth Hallowell")) == ()
    assert newsroom_among(("The Redaktion said nothing at all.",)) == ()


def test_a_name_that_begins_like_the_publisher_is_a_newsroom() -> None:
    bylines = (Found("Harbour D", "json-ld"), Found("By Ruth Hallowell", "byline"))
    assert authors(bylines, "Harbour Post") == ("Ruth Hallowell",)


@given(
    st.lists(
        st.builds(Found, st.text(max_size=300), st.sampled_from(["json-ld", "byline", "byline part", "text"]))
    ),
    st.text(),
)
def test_any_bylines_are_read_without_an_exception(bylines: list[Found], publisher: str) -> None:
    assert all(name.strip() for name in authors(bylines, publisher))


def test_a_signature_at_the_end_names_the_author():
    prose = "The ferry between the two harbours is back in service, its operator said on Monday."
    assert signature((prose, "Von Ruth Hallowell")) == ("Ruth Hallowell",)
    assert signature(("(Reporting by Ruth Hallowell and Ole Brandt; Editing by Ida Krog)",)) == (
        "Ruth Hallowell", "Ole Brandt"
    )  # fmt: skip
    assert signature(("Autorin: Rechtsanwältin Ruth Hallowell",)) == ("Ruth Hallowell",)
    assert signature(("Autor: Ruth Hallowell, Landesanstalt für Fischerei, Ness",)) == ("Ruth Hallowell",)


def test_a_line_at_the_end_that_says_nobodys_name_is_no_signature():
    assert signature(("Ruth Hallowell",)) == ()  # of whom the text tells, or who took a picture
    assert signature(("Von Nordhafen nach Ness", "By the harbour", "Von der Redaktion")) == ()
    assert signature(("Publié par admin à 08:00",)) == ()
    assert signature(("By Ruth Hallowell " * 40,)) == ()


@pytest.mark.parametrize(
    ("opening", "names"),
    [
        ("（中央社記者王小海台北16日電）港務公司今天宣布", ("王小海",)),
        ("新华社青岛5月16日电（记者王小海 李川）渡轮恢复航行", ("王小海", "李川")),
        ("〔記者王小海／台北報導〕渡輪今天復航", ("王小海",)),
        ("本报讯（记者 王小海 通讯员 李川）日前", ("王小海", "李川")),
        ("(서울=연합뉴스) 홍바다 기자 = 배가 다시", ("홍바다",)),
        ("[부산=뉴시스] 홍바다 김하늘 기자 = 배가 다시", ("홍바다", "김하늘")),
        ("他对（记者）说，渡轮明天就会复航。", ()),
        ("발언인（记者们问起时摇头）说", ()),
        ("The ferry sails again (reporter Jane Roe)", ()),
    ],
)
def test_whom_the_first_line_of_a_chinese_or_korean_report_names(
    opening: str, names: tuple[str, ...]
) -> None:
    headline = Block("渡輪", "p", 0)
    assert reporters([headline, Block(opening, "p", 0)]) == names


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("Federal Ministry for Harbours and Ferries", ("Federal Ministry for Harbours and Ferries",)),
        ("Bundesministerium für Hafen und Meer", ("Bundesministerium für Hafen und Meer",)),
        ("Jane Roe and John Doe", ("Jane Roe", "John Doe")),
        ("Jane Roe, Ministry of Ferries and Quays", ("Jane Roe", "Ministry of Ferries and Quays")),
        ("Alle Artikel von Jane Roe", ("Jane Roe",)),
        ("Recueilli par Jeanne ROE", ("Jeanne ROE",)),
        ("Copyright Harbour Media GmbH & Co. KG - all rights reserved", ()),
    ],
)
def test_institutions_are_one_name_and_what_is_said_of_names_is_none(byline, names):
    assert names_of(byline) == names
