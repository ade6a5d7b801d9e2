"""Landing: what a batch makes of the warehouse."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest

from tasks.normalize.identity import article_id
from tasks.records import LOADED, Ended, Outcome, Run
from tasks.sources import Source
from tests.warehouse.samples import NOW, article, batch, capture, ended, entry
from warehouse import urls
from warehouse.home import Home
from warehouse.lake import is_lake
from warehouse.loader import Loader, open_loader


def outcomes(ends):
    return [end.outcome for end in ends]


def test_a_new_article_is_one_row_of_the_view(loader, ask):
    one = article("storm")
    ends = loader.land("run-1", [one], [], [one.capture])
    assert outcomes(ends) == [Outcome.NEW]
    assert ends[0].article_id == one.article_id
    row = loader.con.sql("FROM articles").fetchall()
    names = loader.con.sql("FROM articles").columns
    found = dict(zip(names, row[0], strict=True))
    assert len(row) == 1
    assert found["headline"] == "Headline of storm"
    assert found["authors"] == ["Ana Ferro", "Tom Kehl"]
    assert found["agencies"] == ["Associated Press"]
    assert found["published_at"] == one.published_at
    assert found["published_on"] == one.published_on
    assert found["version"] == 1
    assert found["first_seen_at"] == found["last_seen_at"] == NOW
    assert found["capture_id"] == one.capture.capture_id
    assert ask("SELECT reason, block_text FROM removed_blocks ORDER BY position") == [
        ("contact", "Contact Us"),
        ("share buttons", "Share"),
    ]
    assert ask("SELECT agency, evidence_text, kind FROM article_agencies") == [
        ("Associated Press", "AP", "byline")
    ]


def test_the_columns_of_articles_are_the_contract(loader):
    contract = """article_id, url, canonical_url, source_id, publisher, headline, description, body, section,
        authors VARCHAR[], agencies VARCHAR[], credit_text, dateline, keywords VARCHAR[], language, image_url,
        published_on DATE, published_at TIMESTAMP WITH TIME ZONE, published_precision, published_text,
        modified_at TIMESTAMP WITH TIME ZONE, is_accessible_for_free BOOLEAN, word_count INTEGER,
        version INTEGER, first_seen_at TIMESTAMP WITH TIME ZONE, last_seen_at TIMESTAMP WITH TIME ZONE,
        capture_id, extractor_version"""
    wanted = [[*column.split(maxsplit=1), "VARCHAR"][:2] for column in contract.split(",")]
    view = loader.con.sql("FROM articles")
    assert [[name, str(kind)] for name, kind in zip(view.columns, view.types, strict=True)] == wanted


def test_the_same_again_changes_nothing_but_when_it_was_seen(loader, ask):
    loader.land("run-1", [article("storm")], [], [])
    later = NOW + timedelta(hours=2)
    again = article("storm", at=later)
    assert outcomes(loader.land("run-2", [again], [], [])) == [Outcome.UNCHANGED]
    assert ask("SELECT version, first_seen_at, last_seen_at FROM articles") == [(1, NOW, later)]
    assert ask("SELECT count(*) FROM article_versions") == [(1,)]
    assert ask("SELECT count(*) FROM core.article_agencies") == [(1,)]


def test_another_body_is_a_new_version(loader, ask):
    loader.land("run-1", [article("storm")], [], [])
    edited = article("storm", body="Ships left the bay.", at=NOW + timedelta(hours=2))
    assert outcomes(loader.land("run-2", [edited], [], [])) == [Outcome.UPDATED]
    assert ask("SELECT version, body FROM articles") == [(2, "Ships left the bay.")]
    assert ask("SELECT version, is_reread FROM article_versions ORDER BY version") == [(1, False), (2, False)]
    assert ask("SELECT count(*) FROM article_agencies") == [(1,)]  # of the newest version only


def test_the_same_page_read_differently_is_marked_as_reread(loader, ask):
    one = article("storm")
    loader.land("run-1", [one], [], [])
    reread = replace(one, body="Ships waited.", content_hash="f" * 32, extractor_version="2")
    assert outcomes(loader.land("run-2", [reread], [], [])) == [Outcome.UPDATED]
    assert ask("SELECT version, is_reread, extractor_version FROM article_versions ORDER BY 1") == [
        (1, False, "1"),
        (2, True, "2"),
    ]


def test_an_older_page_that_comes_later_is_a_version_but_not_the_newest(loader, ask):
    loader.land("run-1", [article("storm", body="Later text.")], [], [])
    earlier = NOW - timedelta(days=1)
    old = article("storm", body="Earlier text.", at=earlier)
    assert outcomes(loader.land("run-2", [old], [], [])) == [Outcome.UPDATED]
    assert ask("SELECT version, body, first_seen_at FROM articles") == [(1, "Later text.", earlier)]
    assert ask("SELECT count(*) FROM article_versions") == [(2,)]


def test_a_publisher_who_goes_back_makes_a_version(loader, ask):
    for hour, body in enumerate(["first", "second", "first"]):
        loader.land(f"run-{hour}", [article("storm", body=body, at=NOW + timedelta(hours=hour))], [], [])
    assert ask("SELECT version, body FROM articles") == [(3, "first")]


def test_files_loaded_in_any_order_change_nothing_the_second_time(loader, ask):
    def loaded(body, minutes):
        at = NOW + timedelta(minutes=minutes)
        url = f"file:///pages/{body}.html"
        page = capture(url, body.encode(), at, entry=entry(url, "load", found_in="load"))
        return article("storm", body=body, capture=page, url="https://harbour.example/storm")

    assert outcomes(loader.land("run-1", [loaded("first", 0)], [], [])) == [Outcome.NEW]
    assert outcomes(loader.land("run-2", [loaded("second", 1)], [], [])) == [Outcome.UPDATED]
    assert outcomes(loader.land("run-3", [loaded("second", 2)], [], [])) == [Outcome.UNCHANGED]
    assert outcomes(loader.land("run-4", [loaded("first", 3)], [], [])) == [Outcome.UNCHANGED]
    assert ask("SELECT body FROM articles") == [("second",)]


def test_two_pages_of_a_batch_that_are_one_article_land_once_in_any_order(tmp_path):
    desktop = article("storm")
    mobile = article("storm", body="Ships waited.", url="https://m.harbour.example/storm")
    for number, order in enumerate(([desktop, mobile], [mobile, desktop])):
        with open_loader(Home(tmp_path / str(number)), timeout=5) as loader:
            loader.start_run(Run("run-1", "ingest", NOW))
            ends = loader.land("run-1", order, [], [])
            by_url = {end.capture.url: end for end in ends}
            assert by_url["https://harbour.example/storm"].outcome is Outcome.NEW
            other = by_url["https://m.harbour.example/storm"]
            assert other.outcome is Outcome.DUPLICATE_URL
            assert "https://harbour.example/storm" in other.reason
            assert loader.con.execute("SELECT body FROM articles").fetchall() == [(desktop.body,)]


def test_a_second_page_of_the_same_article_in_a_later_batch_of_the_run_is_a_duplicate(loader, ask):
    loader.start_run(Run("run-1", "ingest", NOW))
    loader.land("run-1", [article("storm")], [], [])
    mobile = article("storm", body="Ships waited.", url="https://m.harbour.example/storm")
    assert outcomes(loader.land("run-1", [mobile], [], [])) == [Outcome.DUPLICATE_URL]
    assert ask("SELECT count(*) FROM article_versions") == [(1,)]
    assert {url for (url,) in ask("SELECT url FROM article_urls")} == {
        "https://harbour.example/storm",
        "https://m.harbour.example/storm",
    }


def test_the_same_page_under_another_tracking_parameter_is_no_second_page(loader, ask):
    first = article("storm", url="https://harbour.example/storm?utm_medium=x0")
    url = "https://harbour.example/storm?utm_medium=x1"
    corrected = article("storm", body="Ships left the bay.", url=url, at=NOW + timedelta(hours=2))
    loader.start_run(Run("run-1", "ingest", NOW))
    assert outcomes(loader.land("run-1", [first], [], [])) == [Outcome.NEW]
    assert outcomes(loader.land("run-1", [corrected], [], [])) == [Outcome.UPDATED]
    assert ask("SELECT version, body FROM articles") == [(2, "Ships left the bay.")]


@pytest.mark.parametrize("at_once", [True, False], ids=["one batch", "a batch each"])
@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_correction_at_another_path_is_the_newest_in_whatever_order_a_run_loads_the_archive(
    loader, ask, order, at_once
):
    pages = [
        article("storm", body, url=f"https://harbour.example/{path}", at=NOW + timedelta(hours=hour))
        for hour, (path, body) in enumerate(
            [("storm", "Ships wait."), ("storm/amp", "Ships left."), ("storm/amp", "All ships left.")]
        )
    ]
    loader.start_run(Run("run-1", "load", NOW + timedelta(days=9)))
    loaded = [pages[n] for n in order]
    for some in [loaded] if at_once else [[one] for one in loaded]:
        loader.land("run-1", some, [], [])
    assert ask("SELECT body, last_seen_at FROM articles") == [("All ships left.", NOW + timedelta(hours=2))]
    assert ask("SELECT body FROM article_versions ORDER BY seen_at") == [(one.body,) for one in pages]


def test_an_earlier_text_that_is_loaded_later_does_not_show_the_newest_one(loader, ask):
    first = article("storm")
    later = article("storm", body="Ships left the bay.", at=NOW + timedelta(hours=2))
    loader.land("run-1", [first], [], [])
    loader.land("run-2", [later], [], [])
    url = "file:///pages/storm.html"
    file = capture(
        url, first.body.encode(), NOW + timedelta(days=9), entry=entry(url, "load", found_in="load")
    )
    saved = article("storm", capture=file, url=first.url)
    assert outcomes(loader.land("run-3", [saved], [], [])) == [Outcome.UNCHANGED]
    assert ask("SELECT version, last_seen_at FROM articles") == [(2, NOW + timedelta(hours=2))]


def test_a_page_does_not_speak_for_the_url_of_another_publisher(loader, ask):
    original = "https://gazette.example/forest"
    copy = article("forest", url="https://harbour.example/forest", canonical_url=original)
    loader.land("run-1", [copy], [], [])
    assert ask("SELECT url FROM article_urls") == [("https://harbour.example/forest",)]
    assert loader.held([original]) == {}


def test_a_mobile_page_does_not_make_the_main_hosts_page_held(loader, ask):
    main, mobile = "https://harbour.example/storm", "https://m.harbour.example/storm"
    ids = {url: article_id(url, main, "Harbour Times", "Storm", None, "sha1:1") for url in (main, mobile)}
    loader.land("run-1", [article("storm", url=mobile, article_id=ids[mobile])], [], [])
    assert loader.held([main, mobile]) == {mobile: NOW}
    assert outcomes(loader.land("run-2", [article("storm", article_id=ids[main])], [], [])) == [Outcome.NEW]
    assert ask("SELECT url FROM articles ORDER BY url") == [(main,), (mobile,)]


def test_every_entry_has_one_row_with_its_outcome_and_reason(loader, ask):
    articles = batch(3)
    stopped = [
        ended("https://harbour.example/slow", Outcome.TIMED_OUT, "no answer in 20 s"),
        ended("https://harbour.example/tag", Outcome.NOT_AN_ARTICLE, "a list of links"),
        ended("https://harbour.example/held", Outcome.HELD),
    ]
    ends = loader.land("run-1", articles, stopped, [a.capture for a in articles])
    assert len(ends) == 6
    assert ends[3:] == stopped
    assert ask("SELECT url, outcome, reason FROM entries WHERE outcome <> 'new' ORDER BY url") == [
        ("https://harbour.example/held", "held", None),
        ("https://harbour.example/slow", "timed out", "no answer in 20 s"),
        ("https://harbour.example/tag", "not an article", "a list of links"),
    ]
    assert ask("SELECT sum(entries) FROM outcomes WHERE run_id = 'run-1'") == [(6,)]
    assert Counter(dict(ask("SELECT outcome, entries FROM outcomes"))) == Counter(
        {"new": 3, "timed out": 1, "not an article": 1, "held": 1}
    )
    assert ask("SELECT source_id FROM sources") == [("harbour-times",)]


def test_held_are_urls_that_need_not_be_fetched_again(loader):
    one = article("storm", capture=capture("https://harbour.example/storm", entry_url="https://h.example/1"))
    page = capture("https://harbour.example/tag")
    stopped = [
        ended(page.url, Outcome.NOT_AN_ARTICLE, capture=page),
        ended("https://harbour.example/slow", Outcome.TIMED_OUT),
        ended("https://harbour.example/twice", Outcome.DUPLICATE_URL),
        ended("https://harbour.example/gone", Outcome.GONE),
    ]
    loader.land("run-1", [one], stopped, [])
    asked = [one.url, "https://h.example/1", *(end.entry.url for end in stopped), "https://harbour.example/x"]
    assert loader.held(asked) == {one.url: NOW, "https://h.example/1": NOW, page.url: NOW}


def test_a_page_is_held_whatever_tracking_it_was_fetched_with_article_or_not(loader):
    address, hour = "https://harbour.example/{}?utm_medium=x{}".format, timedelta(hours=1)
    for turn in (1, 0):  # the page that was fetched last need not be the first of its batch
        moved = article("news/ferry", url=address("ferry", turn), at=NOW + turn * hour)
        tags = capture(address("tags", turn), at=NOW + turn * hour)
        loader.land("run-1", [moved], [ended(tags.url, Outcome.NOT_AN_ARTICLE, capture=tags)], [])
    keys = ["https://harbour.example/ferry", "https://harbour.example/tags"]
    assert loader.held(keys) == dict.fromkeys(keys, NOW + hour)
    assert loader.held([address("ferry", 7)]) == {}


def test_a_payload_is_held_while_it_is_the_newest_reading(loader):
    first = article("storm")
    second = article("storm", body="Ships left.", at=NOW + timedelta(hours=1))
    loader.land("run-1", [first], [], [])
    loader.land("run-2", [second], [], [])
    asked = [first.capture.digest, second.capture.digest, "sha1:UNKNOWN"]
    assert loader.held_payloads(asked) == {second.capture.digest}


def test_held_answers_nothing_when_nothing_is_asked(loader):
    assert loader.held([]) == {}


def test_a_page_that_was_never_read_is_not_held(loader):
    url = "https://harbour.example/{}".format
    broken = replace(entry(url("broken")), found_in=LOADED)  # a record of an archive
    unchanged, too_large = ended(url("304"), Outcome.NOT_MODIFIED), ended(url("huge"), Outcome.TOO_LARGE)
    loader.land("run-1", [], [Ended(broken, Outcome.UNREADABLE), unchanged, too_large], [])
    assert loader.held([url("broken"), url("304"), url("huge")]).keys() == {url("huge")}


def test_captures_are_indexed_once(loader, ask):
    one = article("storm")
    lost = capture("https://harbour.example/tag")
    stopped = ended(lost.url, Outcome.NOT_AN_ARTICLE, capture=lost)
    loader.land("run-1", [one], [stopped], [one.capture, lost])
    loader.land("run-2", [one], [], [one.capture])
    assert ask("SELECT warc_file, warc_offset, payload_bytes FROM captures WHERE url = ?", one.url) == [
        ("2026/03/02/a.warc.gz", 12, len(one.capture.payload))
    ]
    assert ask("SELECT count(*) FROM captures") == [(2,)]


def test_nothing_lands_when_a_part_of_it_fails(loader, ask, monkeypatch):
    def broken(*_):
        raise RuntimeError("power cut")

    monkeypatch.setattr(urls, "keep", broken)
    with pytest.raises(RuntimeError, match="power cut"):
        loader.land("run-1", batch(3), [], [])
    assert ask("SELECT count(*) FROM core.versions") == [(0,)]
    assert ask("SELECT count(*) FROM raw.entries") == [(0,)]
    monkeypatch.undo()
    assert outcomes(loader.land("run-1", batch(3), [], [])) == [Outcome.NEW] * 3


@pytest.mark.parametrize(
    "text", ["half \ud83d a pair", "nul \x00 inside", "\U0010ffff", "'; DROP TABLE x --"]
)
def test_any_text_lands(loader, ask, text):
    odd = article("odd", body=text, headline=text, authors=(text,))
    stopped = ended(f"https://harbour.example/{text}", Outcome.NOT_AN_ARTICLE, text)
    assert outcomes(loader.land("run-1", [odd], [stopped], [])) == [Outcome.NEW, Outcome.NOT_AN_ARTICLE]
    ((headline, authors),) = ask("SELECT headline, authors FROM articles")
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if is_lake(loader.con):  # PostgreSQL knows no NUL
        whole = whole.replace("\x00", "\ufffd")
    assert headline == authors[0] == whole


def test_an_address_with_a_nul_hinders_nobody(loader, ask):
    url = "https://harbour.example/\x00"
    loader.land("run-1", batch(30), [], [])
    assert loader.held([url]) == {}
    odd = article("odd", url=url, canonical_url=url)
    assert outcomes(loader.land("run-2", [odd], [ended(url)], [])) == [Outcome.NEW, Outcome.TIMED_OUT]
    assert loader.memory(["harbour.example", "\x00"]).keys() == {"harbour.example"}


@pytest.mark.parametrize("found_in", ["https://harbour.example/feed.xml", "load"])
@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_text_that_was_changed_and_changed_back_is_the_newest_in_any_order(loader, ask, order, found_in):
    url = "https://harbour.example/tide"
    for n in order:
        body = ("high water", "low water")[n % 2]
        page = capture(url, body.encode(), NOW + timedelta(hours=n), entry=entry(url, found_in=found_in))
        loader.land(f"run-{n}", [article("tide", body, capture=page)], [], [])
    first, last = NOW, NOW + timedelta(hours=2)
    assert ask("SELECT body, first_seen_at, last_seen_at FROM articles") == [("high water", first, last)]


@pytest.mark.parametrize("is_live", [True, False], ids=["each by its run", "all from the archive"])
@pytest.mark.parametrize("spellings", list(permutations(["", "?utm_medium=x1", "?utm_medium=x2"])))
def test_a_return_to_an_earlier_text_is_a_version_whatever_tracking_each_page_was_fetched_with(
    loader, ask, spellings, is_live
):
    pages = [
        article("tide", body, url=f"https://harbour.example/tide{spelling}", at=NOW + timedelta(hours=hour))
        for hour, (body, spelling) in enumerate(zip(("high", "low", "high"), spellings, strict=True))
    ]
    if is_live:
        for hour, one in enumerate(pages):
            loader.start_run(Run(f"run-{hour}", "ingest", NOW + timedelta(hours=hour)))
            loader.land(f"run-{hour}", [one], [], [])
    else:
        loader.start_run(Run("run-1", "load", NOW + timedelta(days=9)))
        loader.land("run-1", pages, [], [])
    assert ask("SELECT version, body, url, seen_at FROM article_versions ORDER BY seen_at") == [
        (n, one.body, one.url, one.capture.fetched_at) for n, one in enumerate(pages, start=1)
    ]
    assert ask("SELECT version FROM articles") == [(3,)]


def test_loading_the_same_things_in_any_order_keeps_rows_unique(loader, ask):
    random.seed(5)
    versions = [
        article(f"story-{n}", body=f"text {k} of {n}", at=NOW + timedelta(hours=k))
        for n in range(8)
        for k in range(3)
    ]
    for run in range(4):
        random.shuffle(versions)
        for start in range(0, len(versions), 5):
            loader.land(f"run-{run}", versions[start : start + 5], [], [])
    for table, key in [
        ("articles", "article_id"),
        ("core.versions", "article_id, version"),
        ("core.article_agencies", "article_id, version, position"),
        ("core.removed_blocks", "article_id, version, position"),
        ("core.urls", "url"),
        ("core.sources", "source_id"),
        ("core.sites", "site"),
        ("core.boilerplate", "site, block_hash"),
        ("raw.captures", "capture_id"),
        ("raw.batches", "batch_id"),
    ]:
        assert ask(f"SELECT {key} FROM {table} GROUP BY ALL HAVING count(*) > 1") == [], table
    assert ask("SELECT DISTINCT body LIKE 'text 2%' FROM articles") == [(True,)]


def test_runs_are_recorded_once(loader, ask):
    run = Run("run-1", "ingest", NOW, "flow-run-7")
    loader.start_run(run)
    loader.start_run(run)
    assert ask("SELECT run_id, kind, state, finished_at FROM runs") == [("run-1", "ingest", "running", None)]
    loader.finish_run("run-1", NOW + timedelta(minutes=3), "completed")
    assert ask("SELECT state, finished_at - started_at FROM runs") == [("completed", timedelta(minutes=3))]


def test_memory_counts_blocks_of_new_articles_by_site(loader: Loader):
    for number in range(3):
        loader.land(f"run-{number}", [article(f"story-{number}"), article("same")], [], [])
    memory = loader.memory(["harbour.example", "unknown.example"])
    assert set(memory) == {"harbour.example"}
    assert memory["harbour.example"].articles == 4
    assert memory["harbour.example"].counts == {1: 4, 2: 4, 2**64 - 1: 4}


def test_memory_stays_small(loader: Loader, ask):
    every = [replace(a, block_hashes=frozenset({7, 1000 + n})) for n, a in enumerate(batch(450, words=2))]
    for start in range(0, 450, 50):
        loader.land("run-1", every[start : start + 50], [], [])
    assert ask("SELECT articles FROM core.sites") == [(250,)]
    assert ask("SELECT articles FROM core.boilerplate WHERE block_hash = 7") == [(250,)]
    assert ask("SELECT count(*) FROM core.boilerplate") == [(51,)]


def test_sources_are_kept_as_last_described(loader, ask):
    loader.land("run-1", [article("storm")], [], [])
    described = Source(source_id="harbour-times", feeds=("https://harbour.example/feed.xml",), language="en")
    loader.keep_sources([described, Source(source_id="bay", publisher="The Bay")])
    loader.keep_sources([Source(source_id="bay", publisher="Bay News")])
    assert ask("SELECT source_id, publisher, language, feeds FROM sources ORDER BY 1") == [
        ("bay", "Bay News", None, []),
        ("harbour-times", None, "en", ["https://harbour.example/feed.xml"]),
    ]
    loader.land("run-2", [article("storm")], [], [])
    assert ask("SELECT count(*) FROM sources") == [(2,)]
