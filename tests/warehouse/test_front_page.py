"""What the front page says, asked of a warehouse whose articles are known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from tasks.records import Credit, Outcome, Run
from tests.warehouse.samples import NOW, article, capture, ended, entry
from warehouse.front_page import DAYS, FOLDER, front_page
from warehouse.home import Home
from warehouse.loader import Loader, open_loader
from warehouse.publish import publish
from warehouse.query import open_published

TEXT = " ".join(f"word{n}" for n in range(120))


def story(
    publisher, slug, published_at, agencies=(), body=TEXT, landed_after=timedelta(minutes=10), **fields
):
    """An article that was captured some time after its publication."""
    url = f"https://{publisher.lower()}.example/{slug}"
    at = published_at + landed_after
    source = entry(url, source_id=publisher.lower())
    return article(
        f"{publisher}/{slug}",
        body=body,
        url=url,
        publisher=publisher,
        headline=fields.pop("headline", f"{slug} of {publisher}"),
        capture=capture(url, body.encode(), at, entry=source),
        credits=tuple(Credit(name, name, "byline", "byline") for name in agencies),
        published_at=published_at,
        published_on=published_at.date(),
        **fields,
    )


def fill(loader: Loader, at: datetime = NOW) -> None:
    """Three publishers: wire copy that travels, own reporting, an old one, an edited one, and one failure."""
    loader.start_run(Run("run-1", "ingest", at))
    loader.land(
        "run-1",
        [
            story("Bay", "flood", at - timedelta(hours=30), ["Reuters"]),
            story("Quay", "flood", at - timedelta(hours=28), ["Reuters"]),
            story("Tide", "flood", at - timedelta(hours=5), ["Reuters"], landed_after=timedelta(hours=4)),
            story("Bay", "council", at - timedelta(hours=3), ["AFP", "Reuters"], body="The council met."),
            story("Bay", "garden", at - timedelta(hours=2), body="A garden opened."),
            story("Quay", "old", at - timedelta(days=DAYS + 5), body="Long ago."),
            story("Quay", "tomorrow", at + timedelta(days=2), body="Announced."),
        ],
        [ended("https://bay.example/slow", Outcome.TIMED_OUT, source_id="bay")],
        [],
    )
    later = story(
        "Bay", "garden", at - timedelta(hours=2), body="A garden opened at last.", headline="Opened"
    )
    loader.land("run-1", [later], [], [])
    loader.check("run-1", at)
    loader.finish_run("run-1", at, "completed")
    while loader.index():
        pass


def publish_all(home: Home, articles):
    """Lands the articles, indexes their texts, and publishes."""
    with open_loader(home, timeout=10) as loader:
        loader.land("run-1", articles, [], [])
        while loader.index():
            pass
    publish(home)


@pytest.fixture(scope="module")
def front(tmp_path_factory):
    home = Home(tmp_path_factory.mktemp("front") / "data")
    with open_loader(home, timeout=10) as loader:
        fill(loader)
    publish(home)
    with open_published(home) as con:
        return front_page(con, NOW)


def test_the_page_is_about_the_days_up_to_the_newest_that_is_not_to_come(front):
    assert front.until_on == NOW.date()
    assert front.from_on == NOW.date() - timedelta(days=DAYS - 1)
    assert (front.totals["articles"], front.totals["held"], front.totals["publishers"]) == (5, 7, 3)
    assert front.totals["wire_share"] == pytest.approx(4 / 5)
    assert [row["headline"] for row in front.newest][:2] == ["Opened", "council of Bay"]


def test_articles_are_counted_by_day_and_source(front):
    yesterday = date(2026, 3, 1)
    counts = {(row["source_id"], row["day"]): row["articles"] for row in front.per_day}
    assert counts == {
        ("bay", yesterday): 1,
        ("quay", yesterday): 1,
        ("bay", NOW.date()): 2,
        ("tide", NOW.date()): 1,
    }


def test_several_agencies_of_an_article_share_it(front):
    bay = next(row for row in front.agencies if row["publisher"] == "Bay")
    assert (bay["articles"], bay["wire_share"]) == (3, pytest.approx(2 / 3))
    assert [(part["agency"], round(part["share"], 3)) for part in bay["agencies"]] == [
        ("Reuters", 0.5),
        ("AFP", 0.167),
    ]


def test_a_story_that_travels_is_timed_from_its_first_publisher(front):
    (flood,) = front.stories
    assert (flood["first_publisher"], flood["headline"], flood["publishers"]) == ("Bay", "flood of Bay", 3)
    assert [(copy["publisher"], copy["hours"]) for copy in flood["carried"]] == [("Quay", 2), ("Tide", 25)]
    assert (flood["first_hours"], flood["last_hours"]) == (2, 25)


def test_copies_without_an_instant_count_among_the_publishers_of_a_story(home: Home):
    early = NOW - timedelta(hours=5)
    copies = [
        story("Bay", "flood", early),
        story("Bay", "flood-again", early + timedelta(hours=1)),
        story("Cape", "flood", early + timedelta(hours=2)),
        replace(story("Quay", "flood", early), published_at=None),
        replace(story("Tide", "flood", early), published_at=None, published_on=None),
    ]
    publish_all(home, copies)
    with open_published(home) as con:
        (found,) = front_page(con, NOW).stories
    assert (found["publishers"], found["first_hours"], found["last_hours"]) == (4, 2, 2)


def test_a_story_tells_of_the_agency_that_the_view_syndication_tells_of(home: Home):
    credited = {"Bay": ["unnamed"], "Quay": ["unnamed"], "Tide": ["AFP"]}
    copies = [
        story(name, "flood", NOW - timedelta(hours=9 - hour), agencies)
        for hour, (name, agencies) in enumerate(credited.items())
    ]
    publish_all(home, copies)
    with open_published(home) as con:
        (found,) = front_page(con, NOW).stories
        assert con.execute("SELECT DISTINCT agency, first_publisher FROM syndication").fetchall() == [
            (found["agency"], found["first_publisher"])
        ]
    assert (found["agency"], found["first_publisher"], found["headline"]) == ("AFP", "Bay", "flood of Bay")


def test_a_story_whose_first_was_published_before_these_days_is_none_of_theirs(home: Home):
    copies = [story("Bay", "flood", NOW - timedelta(days=DAYS + 1)), story("Quay", "flood", NOW)]
    publish_all(home, copies)
    with open_published(home) as con:
        assert front_page(con, NOW).stories == []


def test_what_publishers_changed_is_listed(front):
    assert [(row["before"], row["after"]) for row in front.headline_changes] == [("garden of Bay", "Opened")]
    assert [(row["words_before"], row["words_after"]) for row in front.stealth_edits] == [(3, 5)]


def test_hours_to_landing_count_each_dated_article_once(front):
    steps = {row["within"]: row["articles"] for row in front.landing_steps}
    assert (steps["up to 15 min"], steps["up to 6 h"], sum(steps.values())) == (4, 1, 5)
    tide = next(row for row in front.landing_hours if row["publisher"] == "Tide")
    assert (tide["median_hours"], tide["most_hours"]) == (4, 4)


def test_the_sources_come_with_their_last_run(front):
    bay = next(source for source in front.sources if source.source_id == "bay")
    assert bay.outcomes == {"new": 3, "timed out": 1, "updated": 1}
    assert bay.last_run_at == NOW


def test_an_empty_warehouse_has_answers_too(home: Home):
    with open_loader(home, timeout=10):
        pass
    publish(home)
    with open_published(home) as con:
        front = front_page(con, NOW)
    assert (front.totals["articles"], front.newest, front.stories) == (0, [], [])
    assert front.until_on == NOW.date()


def test_every_answer_is_asked_and_says_what_it_is(front):
    asked = {"span", "totals", "edited"} | {
        name for name in front.__slots__ if isinstance(getattr(front, name), list)
    }
    assert {path.stem for path in FOLDER.glob("*.sql")} == asked - {"sources", "findings"}
    assert all(path.read_text("utf-8").startswith("-- ") for path in FOLDER.glob("*.sql"))
