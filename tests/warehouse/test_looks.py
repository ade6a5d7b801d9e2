"""Looks at sources, and the articles that are due to be looked at again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tasks.records import REVISIT, Look, Outcome, Poll, Run
from tests.warehouse.samples import NOW, article, capture, ended, entry

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SOURCE = "harbour-times"


def test_looks_come_back_by_source_the_newest_first_once_they_have_ended(loader):
    made = [Look(SOURCE, f"run-{n}", NOW + n * HOUR, 20, n, n == 2) for n in range(4)]
    bay = Look("bay", "run-0", NOW)
    for look in [*made, bay]:
        loader.begin_look(look)
        if look is not made[3]:
            loader.end_look(look, look.looked_at + MINUTE)
    assert loader.looks(2, NOW + DAY) == {"bay": [bay], SOURCE: [made[2], made[1]]}


def test_looks_from_the_future_are_none_as_the_clock_was_ahead(loader):
    past, ahead = Look(SOURCE, "run-1", NOW - HOUR), Look(SOURCE, "run-2", NOW + 3 * DAY)
    for look in (past, ahead):
        loader.begin_look(look)
        loader.end_look(look, look.looked_at + MINUTE)
    assert loader.looks(9, NOW) == {SOURCE: [past]}
    assert loader.looks(9, NOW + 3 * DAY) == {SOURCE: [ahead, past]}


def test_a_source_is_busy_while_a_run_works_at_it_and_not_for_ever(loader):
    for run_id in ("going", "stopped", "killed"):
        loader.start_run(Run(run_id, "ingest", NOW))
    looks = {
        "worked-at": Look("worked-at", "going", NOW),
        "done": Look("done", "going", NOW),
        "left": Look("left", "stopped", NOW),
        "lost": Look("lost", "killed", NOW - 3 * HOUR),
    }
    for look in looks.values():
        loader.begin_look(look)
    loader.end_look(looks["done"], NOW)
    loader.finish_run("stopped", NOW, "failed")
    assert loader.busy(NOW - 2 * HOUR) == {"worked-at"}


def test_what_a_look_came_to_is_kept_together_or_not_at_all(loader, ask):
    look = Look(SOURCE, "run-1", NOW)
    loader.begin_look(look)
    [(before,)] = ask("SELECT changes FROM meta.changes")
    poll = Poll(SOURCE, "https://harbour.example/feed", NOW, NOW, None, None, "sha1:A", 9)
    with pytest.raises(KeyError), loader.writing():
        loader.keep_polls([poll])
        loader.end_look(look, NOW + MINUTE)
        raise KeyError
    assert (loader.polls(SOURCE), loader.looks(9, NOW)) == ([], {})
    with loader.writing():
        loader.keep_polls([poll])
        loader.end_look(look, NOW + MINUTE)
    assert (loader.polls(SOURCE), loader.looks(9, NOW)) == ([poll], {SOURCE: [look]})
    assert ask("SELECT changes FROM meta.changes") == [(before + 1,)]


def due(loader, now, *ages, most=100):
    return [found.url.rpartition("/")[2] for found in loader.due(SOURCE, ages, now, most)]


@pytest.mark.parametrize(
    ("age_when_fetched", "age_now", "is_due"),
    [
        (5 * MINUTE, 30 * MINUTE, False),
        (5 * MINUTE, 2 * HOUR, True),
        (2 * HOUR, 5 * HOUR, False),
        (2 * HOUR, 6 * HOUR, True),
        (6 * HOUR, 30 * DAY, False),
        (5 * MINUTE, 30 * DAY, False),  # long missed: a source of years is no flood
    ],
)
def test_an_article_is_due_at_the_ages_that_the_source_names(loader, age_when_fetched, age_now, is_due):
    fetched = NOW - age_now + age_when_fetched
    loader.land("run", [article("a", at=fetched, published_at=NOW - age_now)], [], [])
    assert due(loader, NOW, HOUR, 6 * HOUR) == (["a"] if is_due else [])
    assert due(loader, NOW) == []
    assert loader.due("bay", [HOUR, 6 * HOUR], NOW, 100) == []


def test_an_age_is_tried_once_whatever_came_of_it(loader):
    loader.land("run-1", [article("a", at=NOW, published_at=NOW)], [], [])
    later = NOW + 2 * HOUR
    (found,) = loader.due(SOURCE, [HOUR, 6 * HOUR], later, 100)
    assert (found.found_in, found.title, found.language) == (REVISIT, "Headline of a", "en")
    loader.land("run-2", [], [replace(ended(found.url, Outcome.TIMED_OUT), entry=found)], [])
    assert due(loader, later, HOUR, 6 * HOUR) == []
    assert due(loader, NOW + 7 * HOUR, HOUR, 6 * HOUR) == ["a"]


@pytest.mark.parametrize("offered", ["https://harbour.example/a", "https://harbour.example/a?from=feed"])
def test_a_page_that_is_gone_and_still_offered_by_its_feed_is_tried_once_an_age(loader, offered):
    page = capture("https://harbour.example/a", at=NOW, entry_url=offered)
    loader.land("run-1", [article("a", capture=page, published_at=NOW)], [], [])
    asked = []
    for look in range(4, 28):  # four an hour
        now = NOW + look * 15 * MINUTE
        is_due = bool(loader.due(SOURCE, [HOUR, 6 * HOUR], now, 100))
        asked += [look] if is_due else []
        end = ended(offered, Outcome.GONE if is_due else Outcome.HELD)
        loader.land(f"run-{look}", [], [replace(end, entry=replace(end.entry, seen_at=now))], [])
    assert asked == [4, 24]


def test_a_page_that_was_fetched_again_and_says_the_same_is_not_due(loader):
    loader.land("run-1", [article("a", at=NOW, published_at=NOW)], [], [])
    again = article("a", at=NOW + 2 * HOUR, published_at=NOW)
    assert [end.outcome for end in loader.land("run-2", [again], [], [])] == [Outcome.UNCHANGED]
    assert due(loader, NOW + 2 * HOUR, HOUR) == []


def test_a_page_that_was_fetched_again_with_another_tracking_parameter_is_not_due(loader):
    for hour in (0, 2):
        url = f"https://harbour.example/a?utm_source={hour}"
        page = capture(url, at=NOW + hour * HOUR)
        loader.land(f"run-{hour}", [article("a", url=url, capture=page, published_at=NOW)], [], [])
    assert due(loader, NOW + 2 * HOUR, HOUR) == []


def test_ages_count_from_when_an_article_was_first_seen_if_its_page_says_nothing_or_a_later_time(loader):
    dates = {"undated": None, "tomorrow": NOW + DAY, "dated": NOW - 30 * MINUTE}
    made = [article(slug, at=NOW, published_at=date) for slug, date in dates.items()]
    loader.land("run", made, [], [])
    assert due(loader, NOW + 59 * MINUTE, HOUR) == ["dated"]
    assert set(due(loader, NOW + HOUR, HOUR)) == set(dates)


def test_the_newest_are_due_first_and_files_never(loader):
    made = [article(f"{n}", at=NOW - 2 * HOUR, published_at=NOW - (130 + n) * MINUTE) for n in range(5)]
    page = capture("file:///tmp/a.html", at=NOW - 2 * HOUR, entry=entry("file:///tmp/a.html"))
    made.append(article("a.html", url="file:///tmp/a.html", capture=page, published_at=NOW - 2 * HOUR))
    loader.land("run", made, [], [])
    assert due(loader, NOW, 131 * MINUTE, most=3) == ["1", "2", "3"]
