"""The words and tables in which a run says how it ended."""

from datetime import UTC, datetime

from flows.counted import counted
from flows.progress import Progress
from flows.report import (
    Landed,
    in_words,
    outcome_objects,
    outcome_rows,
    outcomes_markdown,
    reason_of,
    report_markdown,
)
from tasks.fetch.hosts import HostTime
from tasks.records import Ended, Entry, Outcome
from warehouse.query import NewArticle


def ended(source, outcome):
    entry = Entry(source, "http://paper.example/1", "urls", datetime(2026, 1, 1, tzinfo=UTC))
    return Ended(entry, outcome)


def progress_of(*outcomes):
    progress = Progress()
    progress.add([ended(source, outcome) for source, outcome in outcomes])
    return progress


def test_the_last_row_is_the_sum_and_counts_every_entry():
    progress = progress_of(("b", Outcome.NEW), ("a", Outcome.NEW), ("a", Outcome.HELD), ("a", Outcome.NEW))
    assert outcome_rows(progress) == [
        ("a", {Outcome.NEW: 2, Outcome.HELD: 1}),
        ("b", {Outcome.NEW: 1}),
        ("all", {Outcome.NEW: 3, Outcome.HELD: 1}),
    ]


def test_one_source_needs_no_sum():
    assert outcome_rows(progress_of(("a", Outcome.NEW))) == [("a", {Outcome.NEW: 1})]


def test_objects_for_programs_are_one_a_source():
    progress = progress_of(("b", Outcome.NEW), ("a", Outcome.HELD), ("a", Outcome.NEW))
    assert outcome_objects(progress) == [
        {"source_id": "a", "entries": 2, "outcomes": {"held": 1, "new": 1}},
        {"source_id": "b", "entries": 1, "outcomes": {"new": 1}},
    ]


def test_counts_read_as_a_phrase():
    both = progress_of(("a", Outcome.HELD), ("a", Outcome.NEW))
    assert in_words(both.total()) == "2 entries: 1 new, 1 held"
    assert in_words(progress_of(("a", Outcome.GONE)).total()) == "1 entry: 1 gone"
    assert in_words(Progress().total()) == "no entries"


def test_why_a_run_failed_is_told_without_prefects_words_and_the_class_of_an_error_of_ours():
    words = "Flow run encountered an exception: "
    assert reason_of(f"{words}CannotWrite: data cannot be written: no permission.") == (
        "data cannot be written: no permission."
    )
    assert reason_of(f"{words}SourcesError: sources.toml line 4: no") == "sources.toml line 4: no"
    assert reason_of(f"{words}KeyError: 'a'") == "KeyError: 'a'"
    assert reason_of("no source could be read") == "no source could be read"
    assert reason_of(None) == "no reason given"


def test_one_is_not_many():
    assert [counted(count, "source") for count in (0, 1, 1200)] == ["0 sources", "1 source", "1,200 sources"]
    assert [counted(count, "entry") for count in (1, 2)] == ["1 entry", "2 entries"]


def test_markdown_for_prefects_ui_has_the_same_cells():
    assert outcomes_markdown(progress_of(("a", Outcome.NEW), ("a", Outcome.HELD))).splitlines() == [
        "| source | entries | how they ended |",
        "| --- | ---: | --- |",
        "| a | 2 | 1 new, 1 held |",
    ]
    assert outcomes_markdown(Progress()) == "No entries."


def test_the_report_lists_failures_and_findings_below_the_table():
    progress = progress_of(("a", Outcome.NEW))
    progress.problems.append("a: feed.xml: timed\nout")
    progress.notes.append("check stale_sources: a: nothing new since 2026-05-16 08:20")
    report = report_markdown(progress, Landed("1", [], None))
    assert report.removeprefix(outcomes_markdown(progress)).partition("### More")[0].split("\n\n") == [
        "",
        "### What failed",
        "- a: feed.xml: timed out",
        "### Notes",
        "- check stale\\_sources: a: nothing new since 2026\\-05\\-16 08:20",
        "",
    ]


def test_what_failed_is_shown_to_the_letter_though_it_looks_like_markup():
    progress = Progress()
    progress.problems.append("a: http://paper.example/map.xml: <urlset>, not a feed")
    report = report_markdown(progress, Landed("1", [], None))
    assert "- a: <http://paper.example/map.xml>: \\<urlset\\>, not a feed" in report.splitlines()


def test_an_address_that_failed_can_be_followed_from_the_report():
    progress = Progress()
    progress.problems.append("the-post: https://the-post.example/feed_of-all~news?a=1&b=(2): 410 Gone")
    progress.problems.append("b: redirects to http://b.example/x.")
    lines = report_markdown(progress, Landed("1", [], None)).splitlines()
    assert "- the\\-post: <https://the-post.example/feed_of-all~news?a=1&b=(2)>: 410 Gone" in lines
    assert "- b: redirects to <http://b.example/x>." in lines


def test_the_report_links_new_articles_names_slow_hosts_and_says_where_there_is_more(tmp_path):
    progress = progress_of(("a", Outcome.NEW))
    progress.slow_hosts.append(HostTime("paper.example", 4, 10.0))
    new = [
        NewArticle("Ferry [late] *again*", "http://paper.example/1>(x) y", "The <b>Post"),
        NewArticle(None, "javascript:alert(1)", None),
    ]
    page = tmp_path / "report.html"
    lines = report_markdown(progress, Landed("17", new, page)).splitlines()
    assert "- [Ferry \\[late\\] \\*again\\*](<http://paper.example/1%3E(x)%20y>) (The \\<b\\>Post)" in lines
    assert "- javascript:alert\\(1\\)" in lines
    assert "- paper.example: 2.5 s a request, 4 requests" in lines
    assert "WHERE run_id = '17' ORDER BY outcome, reason" in lines
    assert f"`file://{page}`" in lines[-1]


def test_a_report_of_nothing_is_one_line():
    assert report_markdown(Progress(), Landed("1", [], None)) == "No entries."


def test_whoever_watches_is_told_of_each_change():
    told = []
    progress = Progress(watch=lambda p: told.append((p.offered, p.total().total())))
    progress.offer(2)
    progress.add([ended("a", Outcome.NEW)])
    assert told == [(2, 0), (2, 1)]
