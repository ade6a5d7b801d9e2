"""The order in which archives are loaded: what an article's history says does not depend on it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from itertools import groupby, permutations

import pytest

from tests.warehouse.samples import NOW, article


def hourly(slug, bodies):
    """Pages of an article, an hour apart, and what the warehouse should say of them."""
    pages = [article(slug, body, at=NOW + timedelta(hours=hour)) for hour, body in enumerate(bodies)]
    told = []
    for body, spell in groupby(pages, lambda page: page.body):
        times = [page.capture.fetched_at for page in spell]
        told.append((body, times[0], times[-1], times[-1] == pages[-1].capture.fetched_at))
    return pages, told


def histories(ask):
    """What the warehouse says of each article, by id."""
    found = defaultdict(list)
    for article_id, *row in ask(
        "SELECT article_id, body, seen_at, last_seen_at, is_newest FROM article_versions ORDER BY seen_at"
    ):
        found[article_id].append(tuple(row))
    return found


TEXTS = {
    "edited twice": ["high", "high", "low", "low", "still"],
    "back": ["high", "high", "low", "low", "high"],
}


@pytest.mark.parametrize("at_once", [1, 2, 5], ids=["a page each", "two at a time", "all at once"])
@pytest.mark.parametrize("texts", TEXTS.values(), ids=TEXTS)
def test_history_does_not_depend_on_the_order_of_archives(loader, ask, texts, at_once):
    told = {}
    orders = list(permutations(range(5)))
    for order in orders:
        pages, told[order] = hourly(f"tide-{order}", texts)
    for turn in ("first", "again"):
        for start in range(0, 5, at_once):
            batch = [
                article(f"tide-{order}", page.body, at=page.capture.fetched_at)
                for order in orders
                for page in (pages[number] for number in order[start : start + at_once])
            ]
            loader.land(f"{turn}-{start}", batch, [], [])
        known = histories(ask)
        for order in orders:
            found = known[article(f"tide-{order}").article_id]
            assert [(row[0], row[3]) for row in found] == [(row[0], row[3]) for row in told[order]], order
            # What was seen in between may take a second loading: only the ends of a time are kept.
            assert turn == "first" or found == told[order], order


@pytest.mark.parametrize("order", [(5, 4, 3, 2, 1, 0), (3, 4, 5, 0, 1, 2), (4, 5, 2, 3, 0, 1)], ids=str)
def test_a_return_to_an_earlier_text_is_told_though_newer_archives_were_loaded_first(loader, ask, order):
    pages, told = hourly("tide", ["high", "high", "low", "low", "high", "high"])
    for number in order:
        loader.land(f"run-{number}", [pages[number]], [], [])
    assert histories(ask) == {pages[0].article_id: told}


def test_an_edit_was_seen_when_its_first_page_was_fetched_though_that_was_loaded_last(loader, ask):
    pages, _ = hourly("tide", ["high", "low", "low"])
    for number in (2, 0, 1):
        loader.land(f"run-{number}", [pages[number]], [], [])
    assert ask("SELECT seen_at FROM stealth_edits") == [(NOW + timedelta(hours=1),)]


def test_a_text_that_came_back_is_a_version_with_all_that_belongs_to_it(loader, ask):
    pages, _ = hourly("tide", ["high", "low", "high"])
    for number in (0, 2, 1):
        loader.land(f"run-{number}", [pages[number]], [], [])
    assert ask("SELECT version, body, seen_at FROM article_versions WHERE is_newest") == [
        (3, "high", NOW + timedelta(hours=2))
    ]
    for view in ("article_agencies", "removed_blocks"):
        of_both = ask(f"SELECT * EXCLUDE (version) FROM core.{view} WHERE version <> 2 ORDER BY ALL")
        assert of_both[::2] == of_both[1::2] != [], view
        assert {version for (version,) in ask(f"SELECT version FROM {view}")} == {3}
    assert ask("SELECT before, after FROM stealth_edits ORDER BY seen_at") == [
        ("high", "low"),
        ("low", "high"),
    ]


def test_a_text_that_came_back_stays_the_newest_when_it_is_read_again(loader, ask):
    pages, _ = hourly("tide", ["high", "low", "high"])
    for number in (0, 2, 1):
        loader.land(f"run-{number}", [pages[number]], [], [])
    fresh = replace(pages[0], body="High.", content_hash="e" * 32, extractor_version="2")
    loader.land("run-3", [fresh], [], [])
    newest = ask("SELECT body, seen_at, is_reread FROM article_versions WHERE is_newest")
    assert newest == [("High.", NOW + timedelta(hours=2), True)]
    assert ask("SELECT before, after FROM stealth_edits ORDER BY seen_at") == [
        ("high", "low"),
        ("low", "high"),
    ]


def test_a_text_was_last_seen_by_the_page_before_the_edit_though_both_land_at_once(loader, ask):
    pages, told = hourly("tide", ["high", "high", "low"])
    loader.land("run-1", pages[:1], [], [])
    loader.land("run-2", pages[1:], [], [])
    assert histories(ask) == {pages[0].article_id: told}
