"""What the unmarked lines under the headline say, however the page cuts them into elements."""

import pytest

from tasks.clean.metadata.beside import only_date
from tasks.records import BESIDE
from tests.clean.metadata.pages import read

LEAD = "<h1>A quay for the harbour</h1>"
STORY = "<p>" + "The town council has voted for a new quay, which will cost four million. " * 4 + "</p>"


def lines(markup, field):
    metadata = read(body=f"<nav><a href='/harbours'>Harbours</a></nav>{markup}")
    return [found.text for found in getattr(metadata, field) if found.place == BESIDE]


@pytest.mark.parametrize(
    "line",
    [
        "<div>Baltic Wire Service</div><div>HARBOURS</div><div>Published 3 May 2024</div>",
        "<div><span>Baltic Wire Service</span><b>HARBOURS</b><span>Published 3 May 2024</span></div>",
        "<p>Baltic Wire Service HARBOURS<br>Published 3 May 2024</p>",
        "<ul><li>Baltic Wire Service<li>HARBOURS<li>Published 3 May 2024</ul>",
    ],
)
def test_a_run_with_a_date_is_handed_on_whatever_its_markup(line):
    assert "Baltic Wire Service" in lines(LEAD + line + STORY, "credits")
    assert lines(LEAD + line + STORY, "sections") == ["HARBOURS"]
    assert lines(LEAD + line + STORY, "published") == ["Published 3 May 2024"]


def test_separators_part_a_line():
    line = "<p>Baltic Wire Service | Harbours | Published 3 May 2024</p>"
    assert lines(LEAD + line + STORY, "credits")[-2:] == ["Baltic Wire Service", "Harbours"]
    assert lines(LEAD + line + STORY, "sections") == ["Harbours"]
    assert lines(LEAD + line + STORY, "published") == ["Published 3 May 2024"]


@pytest.mark.parametrize(
    "line",
    [
        "<p>Baltic Wire Service</p>",  # no date in the run
        "<figure><img src='a.png'><p>Baltic Wire Service</p></figure><p>3 May 2024</p>",
        "<div class='image'><img src='a.png'><p>Baltic Wire Service</p></div><p>3 May 2024</p>",
        f"{STORY}{STORY.replace('town', 'city')}{STORY.replace('town', 'port')}<p>Baltic Wire Service</p>"
        "<p>3 May 2024</p>",
    ],
)
def test_without_a_date_or_with_a_picture_or_below_the_text_nothing_is(line):
    assert "Baltic Wire Service" not in lines(LEAD + line + STORY, "credits")


def test_names_inside_a_paragraph_are_no_lines():
    prose = f"<p>{STORY[3:-4]} So wrote <a href='/x'>Baltic Wire Service</a> on <i>3 May 2024</i>.</p>"
    assert lines(LEAD + prose, "credits") == []


def test_the_date_of_a_line():
    assert only_date("Baltic Wire Service | Harbours | 3 May 2024") == "3 May 2024"
    assert only_date("3 May 2024 | 14:30") == "3 May 2024 | 14:30"
    assert only_date("Harbours | 12") == "Harbours | 12"


def test_a_mark_beside_the_headline_is_a_section_without_a_link():
    marked = "<div><span class='category'>Harbours</span><h1>A quay for the town</h1></div>"
    assert [found.text for found in read(body=marked + STORY).sections] == ["Harbours"]
    aside = f"<div><div><h1>A quay</h1></div>{STORY}</div><div><p class='category'>Harbours</p></div>"
    assert read(body=aside).sections == ()
    prose = "<div><p class='kicker'>Four years of waiting are over</p><h1>A quay for the town</h1></div>"
    assert read(body=prose + STORY).sections == ()
