"""Dates and bylines near the headline that no class marks."""

from __future__ import annotations

import pytest

from tests.clean.metadata.pages import json_ld, read, texts

PROSE = "<p>" + "The council voted on Tuesday to widen the quay, and nobody was against it. " * 4 + "</p>"


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
