"""Syndication: near-copies at other publishers cluster, nothing else does, and no order matters."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tasks.records import Credit
from tests.warehouse.samples import NOW, article
from warehouse import syndication, texts
from warehouse.forget import forget, target
from warehouse.home import Home
from warehouse.loader import open_loader
from warehouse.publish import publish
from warehouse.retention import drop_bodies

WIRE = [f"wire{n}" for n in range(200)]


def own(number, words=200):
    return [f"own{number}w{n}" for n in range(words)]


def story(publisher, words, hour=0, slug=None, **fields):
    """An article of a publisher, its body so many words."""
    url = f"https://{publisher.lower()}.example/{slug or words[0]}"
    if "published_at" not in fields:
        at = NOW + timedelta(hours=hour)
        fields |= {"published_at": at, "published_on": at.date()}
    return article(f"{publisher} {slug or words[0]}", " ".join(words), url=url, publisher=publisher, **fields)


def land(loader, *articles, run="run-1"):
    loader.land(run, articles, [], [])
    while loader.index():
        pass


def clusters(ask):
    found = ask("SELECT list(publisher ORDER BY publisher) FROM syndication GROUP BY cluster_id ORDER BY 1")
    return [publishers for (publishers,) in found]


def test_a_cluster_tells_who_was_first_who_copied_when_and_how_much(loader, ask):
    dpa = (Credit("dpa", "dpa", "byline", "byline"),)
    land(
        loader,
        story("Tide", WIRE[40:] + own(1, 80), hour=3, credits=dpa),
        story("Bay", WIRE, credits=dpa),
        story("Quay", WIRE, hour=1),
        story("Cape", own(2)),
    )
    rows = ask(
        "SELECT publisher, first_publisher, first_published_at, agency, copies, delay, similarity, own_share"
        " FROM syndication ORDER BY delay"
    )
    assert [row[:6] for row in rows] == [
        ("Bay", "Bay", NOW, "dpa", 3, timedelta(0)),
        ("Quay", "Bay", NOW, "dpa", 3, timedelta(hours=1)),
        ("Tide", "Bay", NOW, "dpa", 3, timedelta(hours=3)),
    ]
    assert [row[6:] for row in rows[:2]] == [(1, 0), (1, 0)]
    assert rows[2][6] == pytest.approx(156 / 276, abs=0.12)
    assert rows[2][7] == pytest.approx(80 / 236, abs=0.12)
    ((cluster_id, least),) = ask("SELECT any_value(cluster_id), min(article_id) FROM syndication")
    assert cluster_id == least


def test_a_day_without_a_time_comes_after_the_times_of_that_day(loader, ask):
    day = {"published_at": None, "published_on": NOW.date()}
    land(loader, story("Bay", WIRE, **day), story("Cape", WIRE, hour=5), story("Quay", WIRE, hour=40))
    assert ask("SELECT DISTINCT first_publisher FROM syndication") == [("Cape",)]
    assert ask("SELECT publisher, delay FROM syndication WHERE delay IS NULL") == [("Bay", None)]


def test_a_delay_is_time_that_passed_whatever_clocks_showed(loader, ask):
    before = datetime(2026, 3, 28, 12, tzinfo=UTC)
    day = timedelta(days=1)
    land(loader, *(story(f"P{n}", WIRE, published_at=before + n * day) for n in range(2)))
    ask("SET TimeZone = 'Europe/Berlin'")
    assert ask("SELECT max(epoch(delay)) FROM syndication") == [(24 * 3600,)]


def test_what_is_no_syndication(loader, ask):
    furniture = [f"menu{n}" for n in range(30)]
    land(
        loader,
        story("Bay", WIRE, slug="one"),
        story("Bay", WIRE, slug="two"),  # of one publisher
        replace(story("Bay", WIRE, slug="three"), publisher="Bay News"),  # of one site, by another name
        story("Cape", furniture + own(3)),  # alike in what stands around them
        story("Quay", furniture + own(4)),
        story("Tide", WIRE[:30]),  # too short to say
        story("Wave", WIRE[100:115] + own(5)),  # a quote
    )
    assert clusters(ask) == []
    land(loader, story("Cape", WIRE), run="run-2")
    assert clusters(ask) == [["Bay", "Bay", "Bay News", "Cape"]]


def test_a_roundup_joins_no_stories_and_is_with_one_of_them_or_with_its_own_copies(loader, ask):
    stories = {number: own(number, 240 - 60 * number) for number in range(3)}
    copies = [
        story(f"{name}{number}", words, hour=number, slug=f"s{number}")
        for number, words in stories.items()
        for name in ("Bay", "Cape")
    ]
    together = [word for words in stories.values() for word in words]
    roundups = [story(f"Quay{hour}", together, hour=hour, slug="all") for hour in (0, 9)]
    land(loader, *copies)
    apart = [["Bay0", "Cape0"], ["Bay1", "Cape1"], ["Bay2", "Cape2"]]
    assert sorted(clusters(ask)) == apart
    land(loader, roundups[0], run="run-2")
    assert sorted(clusters(ask)) == [["Bay0", "Cape0", "Quay0"], *apart[1:]]
    land(loader, roundups[1], run="run-3")
    assert sorted(clusters(ask)) == [*apart, ["Quay0", "Quay9"]]
    ask("DELETE FROM core.versions WHERE publisher = 'Quay0'")
    land(loader, run="run-4")
    assert sorted(clusters(ask)) == [["Bay0", "Cape0", "Quay9"], *apart[1:]]


def test_copies_that_were_edited_each_in_its_own_way_are_connected_by_what_they_are_of(loader, ask):
    """Each has half of the original, and has a quarter of it in common with the other."""
    pick = random.Random(4)
    parts = [WIRE[start : start + 20] for start in range(0, 200, 20)]
    one, other = (
        [
            word
            for number, part in enumerate(parts)
            for word in (part if number in kept else own(number + at, 20))
        ]
        for at, kept in ((0, {0, 1, 2, 3, 4}), (50, {3, 4, 5, 6, 7}))
    )
    land(loader, story("Bay", one), story("Cape", other, hour=1), story("Quay", WIRE, hour=pick.randrange(9)))
    assert clusters(ask) == [["Bay", "Cape", "Quay"]]


def test_texts_of_unknown_publishers_are_taken_for_one(loader, ask):
    files = [
        replace(story("Bay", WIRE, slug=f"file-{n}"), publisher=None, url=f"file:///{n}.html")
        for n in range(2)
    ]
    land(loader, *files)
    assert clusters(ask) == []
    named = [replace(one, publisher=f"Paper {n}", content_hash=f"{n}" * 32) for n, one in enumerate(files)]
    land(
        loader,
        *[replace(one, capture=replace(one.capture, fetched_at=NOW + timedelta(1))) for one in named],
        run="run-2",
    )
    assert clusters(ask) == [["Paper 0", "Paper 1"]]


def test_the_newest_version_counts(loader, ask):
    land(loader, story("Bay", WIRE), story("Cape", WIRE), story("Quay", WIRE))
    later = NOW + timedelta(hours=9)
    land(loader, story("Cape", [WIRE[0], *own(6)], at=later), run="run-2")
    assert clusters(ask) == [["Bay", "Quay"]]
    land(loader, story("Quay", [WIRE[0], *own(6)], at=later), run="run-3")
    assert clusters(ask) == [["Cape", "Quay"]]


def test_another_first_or_another_credit_is_told_of_by_every_copy(loader, ask):
    dpa = (Credit("dpa", "dpa", "byline", "byline"),)
    facts = "SELECT DISTINCT first_publisher, first_published_at, copies, agency FROM syndication"
    land(loader, story("Bay", WIRE), story("Cape", WIRE, hour=2, credits=()))
    assert ask(facts) == [("Bay", NOW, 2, "Associated Press")]
    other_date = {"content_hash": "1" * 32, "at": NOW + timedelta(hours=9)}
    land(loader, story("Cape", WIRE, hour=-2, credits=(), **other_date), run="run-2")
    assert ask(facts) == [("Cape", NOW - timedelta(hours=2), 2, "Associated Press")]
    land(loader, *(story(name, WIRE, hour=3, credits=dpa) for name in ("Quay", "Tide")), run="run-3")
    assert ask(facts) == [("Cape", NOW - timedelta(hours=2), 4, "dpa")]


def test_an_agency_without_a_name_is_told_of_only_if_none_has_one(loader, ask):
    unnamed = (Credit("unnamed", "agencies", "byline", "byline"),)
    land(loader, *(story(f"P{n}", WIRE, credits=unnamed) for n in range(2)))
    assert ask("SELECT DISTINCT agency FROM syndication") == [("unnamed",)]
    land(loader, story("Bay", WIRE), run="run-2")
    assert ask("SELECT DISTINCT agency FROM syndication") == [("Associated Press",)]


def test_an_article_that_is_removed_leaves_its_cluster(loader, ask):
    land(loader, story("Bay", WIRE), story("Cape", WIRE), story("Quay", own(7)))
    ask("DELETE FROM core.versions WHERE publisher = 'Cape'")
    assert loader.index()
    assert not loader.index()
    assert clusters(ask) == []
    assert ask("SELECT count(*) FROM core.near_copies") == ask("SELECT count(*) FROM core.clusters") == [(0,)]
    assert ask("SELECT count(DISTINCT text_id) FROM core.text_bands") == [(2,)]


def everything(ask):
    return ask("FROM syndication ORDER BY ALL")


@pytest.mark.parametrize("most", [500, 3])
def test_no_order_matters(tmp_path, monkeypatch, most):
    """Landed in any order and in any batches, with versions that come and go, bands worn or not."""
    monkeypatch.setattr(syndication, "MAX_BAND_TEXTS", most)
    pick = random.Random(9)
    articles = []
    for number in range(12):
        words = own(number)
        for copy in range(1 + number % 6):
            cut = words[pick.randrange(60) :] + own(100 + number * 10 + copy, pick.randrange(90))
            articles.append(story(f"P{copy}", cut, pick.randrange(9), slug=f"s{number}"))
    for number in range(9):  # roundups, at one publisher each
        words = [word for part in range(number, number + 3) for word in own(part)[number * 9 :]]
        articles.append(story(f"R{number % 4}", words, pick.randrange(9), slug=f"r{number}"))
    for number in range(0, 12, 3):  # edited for good, at one publisher each
        articles.append(
            story("P1", own(number) + own(300, 20), 1, slug=f"s{number}", at=NOW + timedelta(hours=20))
        )
    results = []
    for turn in range(4):
        with open_loader(Home(tmp_path / str(turn)), timeout=9) as loader:
            pick.shuffle(articles)
            size = [1, 5, 13, len(articles)][turn]
            for start in range(0, len(articles), size):
                loader.land("run-1", articles[start : start + size], [], [])
                loader.index()
            while loader.index():
                pass
            results.append(everything(lambda sql, con=loader.con: con.execute(sql).fetchall()))
    assert results[0] == results[1] == results[2] == results[3]
    assert bool(results[0])


def test_form_letters_are_not_compared(loader, ask, monkeypatch):
    monkeypatch.setattr(syndication, "MAX_BAND_TEXTS", 5)
    copies = [story(f"P{n}", WIRE) for n in range(6)]
    land(loader, *copies[:5])
    assert len(clusters(ask)[0]) == 5
    land(loader, copies[5], run="run-2")
    assert clusters(ask) == []
    ask("DELETE FROM core.versions WHERE publisher = 'P0'")
    land(loader)
    assert len(clusters(ask)[0]) == 5


EMPTY = "; ".join(f"DELETE FROM core.{name}" for name in ("texts", "text_bands", "near_copies", "clusters"))


@pytest.mark.parametrize("spoil", [EMPTY, "UPDATE core.texts SET method = 'older'"])
def test_all_of_it_can_be_made_anew(loader, ask, spoil):
    """As for a warehouse that an earlier program filled, or one with another method of signatures."""
    land(loader, *(story(f"P{n % 4}", own(n // 4) + own(n, 30), slug=f"s{n}") for n in range(20)))
    before = everything(ask)
    ask(spoil)
    land(loader)
    assert everything(ask) == before
    assert len(before) == 20


@pytest.fixture
def let_go(loader, ask):
    """Copies whose bodies were let go of, beside one whose body is there."""
    land(loader, story("Bay", WIRE), story("Cape", WIRE), story("Quay", WIRE, at=NOW + timedelta(days=9)))
    assert drop_bodies(loader, NOW + timedelta(days=1)) == 2
    return everything(ask)


def changed(monkeypatch, *parts):
    """From now on, these parts are made by another method."""
    for part in parts:
        monkeypatch.setattr(part, "METHOD", f"{part.METHOD}, but newer")
    made = (texts.sketches, texts.search, texts.clusters)
    monkeypatch.setattr(texts, "METHOD", "; ".join(part.METHOD for part in made))


def found(ask, word):
    return len(ask("SELECT url FROM search_articles(?)", word))


def test_a_new_method_for_words_or_clusters_loses_nothing_of_bodies_that_were_let_go_of(
    loader, ask, let_go, monkeypatch
):
    changed(monkeypatch, texts.search, texts.clusters)
    land(loader)
    assert (found(ask, "wire7"), everything(ask)) == (3, let_go)
    assert not loader.index()
    land(loader, story("Tide", WIRE, at=NOW + timedelta(days=9)), run="run-2")
    assert clusters(ask) == [["Bay", "Cape", "Quay", "Tide"]]
    assert ask("SELECT count(*) FROM core.texts") == [(4,)]


def test_with_a_new_method_for_signatures_the_words_of_bodies_that_were_let_go_of_are_still_found(
    loader, ask, let_go, monkeypatch
):
    changed(monkeypatch, texts.sketches)
    monkeypatch.setattr(syndication, "METHOD", texts.sketches.METHOD)
    land(loader)
    assert (found(ask, "wire7"), everything(ask)) == (3, [])
    assert not loader.index()
    land(loader, story("Tide", WIRE, at=NOW + timedelta(days=9)), run="run-2")
    assert clusters(ask) == [["Quay", "Tide"]]


@pytest.mark.parametrize("part", [texts.search, texts.sketches])
def test_forgetting_takes_nothing_else_out_though_the_method_is_new(loader, ask, monkeypatch, part):
    land(loader, *(story(name, WIRE) for name in ("Bay", "Cape", "Quay")), story("Tide", own(1)))
    changed(monkeypatch, part)
    monkeypatch.setattr(syndication, "METHOD", texts.sketches.METHOD)
    forget(loader, target("bay.example"))
    assert (found(ask, "wire7"), found(ask, "own1w7")) == (2, 1)
    assert "bay" not in str(everything(ask)).lower()
    land(loader)
    assert (found(ask, "wire7"), clusters(ask)) == (2, [["Cape", "Quay"]])


def test_nothing_new_changes_nothing(home):
    with open_loader(home, timeout=9) as loader:
        land(loader, story("Bay", WIRE), story("Cape", WIRE))
    assert publish(home)
    with open_loader(home, timeout=9) as loader:
        assert not loader.index()
    assert not publish(home)
