"""The quality checks: quiet over a healthy warehouse, and each speaks up about what it looks for."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tasks.records import Ended, Outcome, Poll, Run
from tests.warehouse.samples import NOW, article, capture, ended, entry
from warehouse import landing
from warehouse.checks import checks, run_checks
from warehouse.loader import open_loader
from warehouse.publish import publish
from warehouse.query import last_findings, open_published
from warehouse.rereads import Reread, land_rereads

DAY = timedelta(days=1)
WORDS = " ".join(f"word{n}" for n in range(60))


def written(number, at, **fields):
    """An article as it should be, fetched at that time."""
    fields = {"body": f"Story {number}. {WORDS}", "published_at": at, "published_on": at.date(), **fields}
    return article(f"story-{number}", at=at, **fields)


def healthy(first=0, count=100, days=28):
    """Articles of the last days, evenly spread, up to an hour ago."""
    step = days * DAY / count
    return [written(first + n, NOW - timedelta(hours=1) - n * step) for n in range(count)]


def land(loader, articles, stopped=(), now=NOW):
    landing.land(loader.con, "run-1", articles, stopped, [], now)


def found(loader, name):
    return [(one.source_id, one.finding, one.articles) for one in run_checks(loader.con, NOW, [name])]


def recent(count, **fields):
    return [written(1000 + n, NOW - timedelta(minutes=n + 1), **fields) for n in range(count)]


def test_a_healthy_warehouse_and_an_empty_one_raise_no_findings(loader):
    assert run_checks(loader.con, NOW) == []
    land(loader, [*healthy(), *recent(30)], [ended("https://harbour.example/slow")])
    assert run_checks(loader.con, NOW) == []


def test_every_check_has_a_title():
    assert len(checks()) >= 9
    for check in checks():
        assert check.title[0].isupper()
        assert check.title[-1].isalnum() or check.title.endswith(".")


def test_future_dates(loader):
    land(loader, [*healthy(), *recent(2, published_on=(NOW + 40 * DAY).date(), published_at=None)])
    assert found(loader, "future_dates") == [("harbour-times", "published after they were seen", 2)]


def same_text(slug, words=WORDS, at=NOW - timedelta(hours=1), source_id="harbour-times"):
    """An article at a URL of its own whose text others have, too."""
    url = f"https://harbour.example/{slug}"
    page = capture(url, at=at, entry=entry(url, source_id))
    return article(slug, words, url=url, capture=page, content_hash=slug)


def test_the_same_text_from_two_sources_of_a_publisher_is_a_duplicate(loader):
    later = NOW - timedelta(minutes=1)
    land(loader, [same_text("a"), same_text("b", at=later, source_id="harbour-sport")])
    assert found(loader, "duplicate_bodies") == [
        ("harbour-sport", "the same text as another article of Harbour Times", 2)
    ]


def test_many_texts_that_are_there_twice_are_one_finding(loader):
    land(loader, [same_text(f"{n}-{copy}", f"{n} {WORDS}") for n in range(5) for copy in "ab"])
    assert found(loader, "duplicate_bodies") == [
        ("harbour-times", "the same text as another article of Harbour Times", 10)
    ]


def test_missing_fields(loader):
    land(loader, [*healthy(), *recent(40, authors=())])
    ((source_id, finding, articles),) = found(loader, "missing_fields")
    assert (source_id, articles) == ("harbour-times", 40)
    assert finding.startswith("authors is missing on ")
    assert finding.endswith("% of the pages, 0% before")


def test_missing_fields_is_quiet_about_what_was_always_missing(loader):
    land(loader, [replace(one, section=None) for one in [*healthy(), *recent(40)]])
    assert found(loader, "missing_fields") == []


def test_duplicate_bodies(loader):
    twice = [replace(one, body=WORDS, content_hash=one.article_id) for one in recent(2)]
    land(loader, [*healthy(), *twice])
    assert found(loader, "duplicate_bodies") == [
        ("harbour-times", "the same text as another article of Harbour Times", 2)
    ]


def test_copies_at_other_publishers_are_no_duplicates(loader):
    one, other = recent(2)
    other = replace(other, body=one.body, publisher="The Bay", content_hash="a" * 32)
    land(loader, [one, other])
    assert found(loader, "duplicate_bodies") == []


def test_stale_sources(loader):
    old = [replace_time(one, 5 * DAY) for one in healthy()]
    land(loader, old, [ended("https://harbour.example/held", Outcome.HELD)])
    assert found(loader, "stale_sources") == [
        ("harbour-times", f"nothing new since {NOW - 5 * DAY - timedelta(hours=1):%Y-%m-%d %H:%M}", 100)
    ]


@pytest.mark.parametrize(("kind", "is_asked"), [("ingest", True), ("load", False), ("backfill", False)])
def test_what_is_loaded_from_old_archives_makes_no_stale_source(loader, kind, is_asked):
    loader.start_run(Run("run-1", kind, NOW))
    landing.land(loader.con, "run-1", [replace_time(one, 90 * DAY) for one in healthy()], [], [], NOW)
    assert bool(found(loader, "stale_sources")) == is_asked


def test_a_source_whose_feed_stays_the_same_is_stale_too(loader, ask):
    land(loader, [replace_time(one, 5 * DAY) for one in healthy()])
    ask("UPDATE raw.entries SET ended_at = ended_at - INTERVAL 5 DAYS")
    assert found(loader, "stale_sources") == []  # it has not been asked since
    feed = "https://harbour.example/feed.xml"
    loader.keep_polls([Poll("harbour-times", feed, NOW, NOW, None, None, "sha1:A", 9)])
    assert [source for source, _, _ in found(loader, "stale_sources")] == ["harbour-times"]


def test_a_source_that_fell_silent_stays_stale_however_long_it_is_asked_in_vain(loader):
    old = [replace_time(one, 90 * DAY) for one in healthy()]
    land(loader, old, [ended("https://harbour.example/held", Outcome.HELD)])
    assert [source for source, _, _ in found(loader, "stale_sources")] == ["harbour-times"]


def replace_time(one, ago):
    return replace(one, capture=replace(one.capture, fetched_at=one.capture.fetched_at - ago))


def test_failing_sources(loader):
    stopped = [ended(f"https://harbour.example/{n}", Outcome.BLOCK_PAGE) for n in range(6)]
    land(loader, recent(2), [*stopped, ended("https://harbour.example/held", Outcome.HELD)])
    assert found(loader, "failing_sources") == [
        ("harbour-times", "75% of the entries ended as: block page", 6)
    ]


def offered_again_and_again(loader, url, outcome, runs=12, **fields):
    """The same entry in each of the runs, an hour between them."""
    for run in range(runs):
        now = NOW - timedelta(hours=run)
        landing.land(loader.con, f"run-{run}", [], [Ended(entry(url, **fields), outcome)], [], now)


def test_a_page_that_is_offered_in_every_run_and_always_refused_makes_no_failing_source(loader):
    land(loader, recent(2))
    offered_again_and_again(loader, "https://harbour.example/private", Outcome.ROBOTS)
    assert found(loader, "failing_sources") == []


def test_a_page_that_came_at_last_is_no_failure(loader):
    pages = [f"https://harbour.example/{n}" for n in range(3)]
    for url in pages:
        offered_again_and_again(loader, url, Outcome.TIMED_OUT)
    land(loader, [article(url, url=url) for url in pages], now=NOW + timedelta(minutes=1))
    assert found(loader, "failing_sources") == []


def test_pages_that_were_forgotten_make_no_failing_source(loader):
    land(loader, [], [ended(f"https://harbour.example/{n}", Outcome.FORGOTTEN) for n in range(6)])
    assert found(loader, "failing_sources") == []


def test_a_feed_that_fails_run_after_run_makes_a_failing_source(loader):
    feed = "https://harbour.example/feed.xml"
    offered_again_and_again(loader, feed, Outcome.TIMED_OUT, runs=4, found_in="sources.toml")
    assert found(loader, "failing_sources") == [
        ("harbour-times", "100% of the entries ended as: timed out", 4)
    ]


def test_unknown_credits(loader):
    land(
        loader, [*healthy(), *recent(6, credits=(), credit_text=None, authors=(), byline_text="By Sea Wire")]
    )
    assert found(loader, "unknown_credits") == [
        ("harbour-times", '"By Sea Wire" names neither an agency nor a person that is known', 6)
    ]


def test_one_article_in_many_versions_is_no_credit_that_recurs(loader):
    nobody = {"credits": (), "credit_text": None, "authors": (), "byline_text": "By Sea Wire"}
    for hour in range(6):
        at = NOW - timedelta(hours=6 - hour)
        land(loader, [article("live", f"{hour} boats are in.", at, **nobody)])
    assert found(loader, "unknown_credits") == []


def test_language_shifts(loader):
    land(loader, [*healthy(), *recent(12, language="de-AT")])
    ((source_id, finding, articles),) = found(loader, "language_shifts")
    assert (source_id, articles) == ("harbour-times", 12)
    assert finding.endswith("in de, 0% before")


def test_other_language(loader, ask):
    land(loader, recent(6, language="de-AT"))
    assert found(loader, "other_language") == []
    ask("UPDATE core.sources SET language = 'de'")
    assert found(loader, "other_language") == []
    ask("UPDATE core.sources SET language = 'fr'")
    assert found(loader, "other_language") == [
        ("harbour-times", "6 of 6 articles are not in fr, as sources.toml says, but in de-AT", 6)
    ]


def test_bokmal_is_norwegian(loader, ask):
    land(loader, recent(6, language="nb-NO"))
    ask("UPDATE core.sources SET language = 'no'")
    assert found(loader, "other_language") == []


@pytest.mark.parametrize("body", ["Subscribe to read on.", f"{WORDS} {WORDS} {WORDS}"])
def test_body_lengths(loader, body):
    shifted = recent(25, word_count=len(body.split()))
    land(loader, [*healthy(), *(replace(one, body=f"{one.headline} {body}") for one in shifted)])
    ((source_id, finding, articles),) = found(loader, "body_lengths")
    assert source_id == "harbour-times"
    assert articles >= 25
    assert finding.endswith("words in the median, 62 before")


def test_body_lengths_are_seen_after_all_has_been_read_again(loader):
    pages = [*healthy(), *recent(30, word_count=4)]
    land(loader, pages)
    before = found(loader, "body_lengths")
    read = [replace(one, section="Harbour", extractor_version="2") for one in pages]
    ends = land_rereads(loader.con, "run-2", [Reread(one, 1) for one in read])
    assert {end.outcome for end in ends} == {Outcome.UPDATED}
    assert found(loader, "body_lengths") == before != []


@pytest.mark.parametrize(
    ("name", "fields"), [("language_shifts", {"language": "de"}), ("body_lengths", {"word_count": 4})]
)
def test_a_live_page_with_many_versions_is_one_article_and_no_shift(loader, name, fields):
    land(loader, healthy())
    for minute in range(60):
        at = NOW - timedelta(minutes=60 - minute)
        land(loader, [article("live", f"{minute} boats are in.", at, **fields)])
    assert found(loader, name) == []


def test_checks_read_the_published_file_too(home):
    with open_loader(home, timeout=10) as loader:
        land(loader, recent(2, published_on=(NOW + 40 * DAY).date()))
    publish(home)
    with open_published(home) as con:
        assert [one.check for one in run_checks(con, NOW)] == ["future_dates"]


def test_what_is_found_after_a_run_is_stored_once(loader, ask):
    land(loader, recent(2, published_on=(NOW + 40 * DAY).date()))
    assert len(loader.check("run-1", NOW)) == len(loader.check("run-1", NOW)) == 1
    assert ask("SELECT run_id, checked_at, check_name, source_id, articles FROM findings") == [
        ("run-1", NOW, "future_dates", "harbour-times", 2)
    ]


def test_status_tells_what_was_found_after_the_last_run_and_nothing_once_that_is_well(home, ask, loader):
    def run(name, at):
        loader.start_run(Run(name, "ingest", at))
        land(loader, recent(2, published_on=(NOW + 40 * DAY).date()))
        loader.finish_run(name, at, "completed")
        return loader.check(name, at)

    assert run("run-1", NOW)
    ((found,),) = [last_findings(loader.con)]
    assert (found.check, found.source_id, found.articles) == ("future_dates", "harbour-times", 2)
    assert run("run-2", NOW + 30 * DAY) == []
    assert last_findings(loader.con) == []
    assert ask("SELECT count(*) FROM findings") == [(1,)]


def test_a_run_that_was_stopped_or_broke_off_does_not_hide_what_was_found_before(loader):
    def run(name, at, state, is_checked):
        loader.start_run(Run(name, "ingest", at))
        loader.finish_run(name, at, state)
        return loader.check(name, at) if is_checked else []

    land(loader, recent(2, published_on=(NOW + 40 * DAY).date()))
    found = run("run-1", NOW, "completed", is_checked=True)
    for number, state in enumerate(["stopped", "failed"]):
        run(f"broken-{number}", NOW + timedelta(hours=number + 1), state, is_checked=False)
        assert last_findings(loader.con) == found != []
    land(loader, [], [ended(f"https://harbour.example/{n}") for n in range(9)])
    both = run("run-2", NOW + timedelta(hours=3), "failed", is_checked=True)
    assert {one.check for one in both} == {"future_dates", "failing_sources"}
    assert last_findings(loader.con) == both
    assert run("run-3", NOW + 30 * DAY, "completed", is_checked=True) == last_findings(loader.con) == []


def test_the_share_of_pages_with_a_field_is_seen_by_source_and_week(loader):
    monday = NOW - NOW.weekday() * DAY
    before = [written(n, monday - 3 * DAY) for n in range(4)]
    land(loader, [*before, written(5, monday, authors=()), written(6, monday)])
    shares = loader.con.sql(
        "SELECT articles, share, share_before FROM field_shares WHERE field = 'authors' ORDER BY week_on"
    ).fetchall()
    assert shares == [(4, 1.0, None), (2, 0.5, 1.0)]
    assert loader.con.sql("SELECT min(share) FROM field_shares WHERE field = 'headline'").fetchall() == [
        (1.0,)
    ]


def test_the_weeks_of_field_shares_are_those_of_utc_whatever_zone_the_analyst_lives_in(loader, ask):
    late_on_sunday = NOW - timedelta(hours=10)
    land(loader, [written(1, late_on_sunday)])
    ask("SET TimeZone = 'Pacific/Auckland'")
    assert ask("SELECT DISTINCT week_on FROM field_shares") == [(late_on_sunday.date() - 6 * DAY,)]
