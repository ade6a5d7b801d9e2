"""The dateline: place and agency of a first line, in the forms of many countries."""

import time
from dataclasses import replace

import pytest

from tasks.normalize.dateline import dateline, read_dateline
from tasks.records import Found
from tests.normalize.hand_made import PROSE, draft

AFP, AP, DPA = "Agence France-Presse", "Associated Press", "Deutsche Presse-Agentur"


@pytest.mark.parametrize(
    ("first_line", "place", "agencies"),
    [
        ("HANOI, Vietnam (AP) — Two ferries met.", "HANOI, Vietnam", (AP,)),
        ("LONDON (Reuters) - Two ferries met.", "LONDON", ("Reuters",)),
        ("LONDON, March 3 (Reuters) - Two ferries met.", "LONDON", ("Reuters",)),
        ("OSLO/THE HAGUE, March 3 (Reuters) - Two ferries met.", "OSLO/THE HAGUE", ("Reuters",)),
        ("March 3 (Reuters) - Two ferries met.", None, ("Reuters",)),
        ("(Reuters) — Two ferries met.", None, ("Reuters",)),
        ("ST. PETER, Minn. (AP) -- Two ferries met.", "ST. PETER, Minn.", (AP,)),
        ("ST. PETER, Minn. (AP)", "ST. PETER, Minn.", (AP,)),
        ("Hamburg (dpa/lno) – Zwei Fähren trafen sich.", "Hamburg", (DPA,)),
        ("Frankfurt/Main (dpa) - Zwei Fähren trafen sich.", "Frankfurt/Main", (DPA,)),
        ("Bad Muster (epd). Zwei Fähren trafen sich.", "Bad Muster", ("Evangelischer Pressedienst",)),
        ("Berlin (AFP) Zwei Fähren trafen sich.", "Berlin", (AFP,)),
        ("BERLIN dpa | Zwei Fähren trafen sich.", "BERLIN", (DPA,)),
        ("Palma de Mallorca (SID) – Zwei Fähren trafen sich.", "Palma de Mallorca", ("SID",)),
        ("Madrid, 4 may (EFE).- Dos barcos se encontraron.", "Madrid", ("EFE",)),
        ("(EFE).- Dos barcos se encontraron.", None, ("EFE",)),
        ("Paris, 3 mai 2024 (AFP) - Deux bateaux se sont croisés.", "Paris", (AFP,)),
        ("Roma, 4 mag. (askanews) - Due navi.", "Roma", ("askanews",)),
        ("(ANSA) - ROMA, 4 MAG - Due navi.", None, ("ANSA",)),
        ("MOSCOW, May 5. /TASS/. Two ferries met.", "MOSCOW", ("TASS",)),
        ("МОСКВА, 5 мая — РИА Новости. Два парома встретились.", "МОСКВА", ("RIA Novosti",)),
        ("Москва. 5 мая. ИНТЕРФАКС - Два парома встретились.", "Москва", ("Interfax",)),
        (
            "New Delhi [India], May 16 (ANI): Two ferries met.",
            "New Delhi [India]",
            ("Asian News International",),
        ),
        ("BEIJING, Nov. 3 (Xinhua) -- Two ferries met.", "BEIJING", ("Xinhua",)),
        ("Jerusalem, Sept. 3, 2024 (AFP) - Two ferries met.", "Jerusalem", (AFP,)),
        (
            "Dharma (Himachal Pradesh) [India], May 16 (ANI): Two ferries met.",
            "Dharma (Himachal Pradesh) [India]",
            ("Asian News International",),
        ),
        ("Abuja, Nov. 3, 2024 (NAN) Two ferries met.", "Abuja", ("News Agency of Nigeria",)),
        ("ISTANBUL (AA) - İki vapur buluştu.", "ISTANBUL", ("Anadolu Agency",)),
        ("新华社北京4月24日电 两艘渡轮相遇。", "北京", ("Xinhua",)),
        ("中新网上海4月24日电 两艘渡轮相遇。", "上海", ("China News Service",)),
        ("[東京 24日 ロイター] - 二隻の船が出会った。", None, ("Reuters",)),
        ("【4月24日 AFP】二隻の船が出会った。", None, (AFP,)),
        ("(서울=연합뉴스) 배 두 척이 만났다.", None, ("Yonhap",)),
        ("ISTANBUL — Two ferries met.", "ISTANBUL", ()),
        ("HANOI, Vietnam — Two ferries met.", "HANOI, Vietnam", ()),
        ("JAKARTA, COURIER.com - Two ferries met.", "JAKARTA", ()),
        ("RIO DE JANEIRO — Two ferries met.", "RIO DE JANEIRO", ()),
        ("NEW DELHI - Two ferries met.", "NEW DELHI", ()),
    ],
)
def test_place_and_agency_of_a_first_line(first_line, place, agencies):
    page = draft(blocks=[f"{first_line} {PROSE}"])
    found = read_dateline(page)
    assert (found.place, found.agencies) == (place, agencies)
    assert dateline(page) == place
    assert first_line.startswith(found.text.strip())


@pytest.mark.parametrize(
    "first_line",
    [
        "Two ferries met in the harbour.",
        "The captain told (AP) that two ferries met.",
        "The Associated Press (AP) reports that two ferries met.",
        "The captain said on Monday (Reuters) that it was dark.",
        "Nobody knows — the captain least of all.",
        "Berlin – das ist eine Stadt mit Fähren.",
        "NATO — the alliance of ferries.",
        "UPDATE — Two ferries met.",
        "ALL WE KNOW SO FAR — Two ferries met.",
        "COURIER.COM - Two ferries met.",
        "WATCH: Two ferries met.",
        "Paris (France) - Two ferries met.",
        "The Premier League (PL) - two ferries met.",
        "DOW Jones – zwei Fähren.",
        "So (oder ähnlich) - trafen sich zwei Fähren.",
        "Is this a ferry? (AP) - Yes.",
        "1. Two ferries met.",
        "(AFP)",
        "",
        "—",
    ],
)
def test_in_doubt_there_is_no_dateline(first_line):
    assert read_dateline(draft(blocks=[first_line, PROSE])) is None


def test_a_standfirst_may_come_before_it_and_one_with_an_agency_counts_more():
    page = draft(blocks=["OSLO — what we know", "It was dark when it happened.", f"BERGEN (AP) — {PROSE}"])
    assert read_dateline(page).place_on_page == "body block 3"
    assert dateline(page) == "BERGEN"


def test_a_standfirst_may_have_taken_it_along():
    found = read_dateline(draft(blocks=[PROSE], standfirst=f"BERGEN (AP) — {PROSE}"))
    assert (found.place, found.agencies, found.place_on_page) == ("BERGEN", (AP,), "meta description")
    removed = draft(blocks=[PROSE], removed=[(f"BERGEN (AP) — {PROSE}", "standfirst")])
    assert dateline(removed) == "BERGEN"
    assert read_dateline(draft(blocks=[PROSE], standfirst="FERRIES — All that is known of them.")) is None


def test_further_down_it_is_not_looked_for():
    assert dateline(draft(blocks=[PROSE, PROSE, PROSE, PROSE, "BERGEN (AP) — Another story."])) is None


def test_an_empty_body_has_none():
    assert dateline(draft()) is None


@pytest.mark.parametrize(
    "text", ["A" * 1_000_000, "(" * 100_000, "A, " * 100_000, "A - " * 100_000, "\ud800 (AP) - x"]
)
def test_hostile_first_lines_take_no_time(text):
    started = time.process_time()
    read_dateline(draft(blocks=[text] * 3))
    assert time.process_time() - started < 0.2


def test_a_state_behind_a_town_is_no_agency():
    assert read_dateline(draft(blocks=(f"Scranton (PA) {PROSE}",))) is None
    found = read_dateline(draft(blocks=(f"LONDON (PA) - {PROSE}",)))
    assert found
    assert found.agencies == ("PA Media",)


def test_the_headline_over_again_is_no_place():
    page = draft(blocks=[f"FERRIES — {PROSE}"])
    assert dateline(page) == "FERRIES"
    assert dateline(replace(page, headline=Found("Ferries", "h1"))) is None
