"""The ingest flow on the sample news site: every step, over real HTTP, into a real warehouse."""

from __future__ import annotations

import asyncio
import shutil
import socket
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tasks.records import Outcome
from tests.site.content import SITES, stories, story
from tests.site.expected import expected, outcome_counts, outcomes
from tests.site.server import FEEDS, SITEMAPS, SampleSite
from warehouse.home import Home
from warehouse.loader import open_loader

if TYPE_CHECKING:
    from prefect.client.schemas.objects import State

    from flows.progress import Progress
from tests.flows.asking import ask

pytestmark = [
    pytest.mark.xdist_group("prefect: sites"),
    # Prefect's client leaves sockets for the garbage collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@dataclass(frozen=True)
class Landed:
    """A run over all three sites, with what it has left; not to be changed."""

    site: SampleSite
    sources: Path
    home: Path
    state: State
    progress: Progress
    requests: dict[str, Counter[str]]


@pytest.fixture(scope="module")
def landed(run, tmp_path_factory):
    from flows.ingest import ingest as flow

    folder = tmp_path_factory.mktemp("landed")
    sources, home = folder / "sources.toml", folder / "home"
    with SampleSite() as site:
        sources.write_text(site.sources_toml())
        state, progress = run(flow, source_ids=[], sources_file=sources, home=home)
        requests = {name: site.requests(name) for name in SITES}
        yield Landed(site, sources, home, state, progress, requests)


@pytest.fixture
def again(run, landed, tmp_path):
    """Ingests the sites of `landed` into a copy of its home, tmp_path/home; returns state and counts."""
    from flows.ingest import ingest as flow

    shutil.copytree(landed.home, tmp_path / "home")
    landed.site.forget_requests()

    def call(*source_ids, sources=landed.sources):
        return run(flow, source_ids=list(source_ids), sources_file=sources, home=tmp_path / "home")

    yield call
    landed.site.is_corrected = False


def test_a_run_lands_every_article_once_and_accounts_for_every_entry(landed):
    progress, home = landed.progress, landed.home
    assert landed.state.is_completed()
    assert progress.total() == {Outcome(name): count for name, count in outcome_counts().items()}
    assert progress.total().total() == progress.offered
    assert ask(home, "SELECT count(*) FROM entries") == [(progress.offered,)]
    urls = {url for (url,) in ask(home, "SELECT canonical_url FROM articles")}
    stories = [story.canonical_url for site in SITES for story in expected(site).values()]
    assert len(urls) == len(stories) == progress.total()[Outcome.NEW]
    assert ask(home, "SELECT state FROM runs") == [("completed",)]
    for name in SITES:  # no page was fetched twice
        assert not {path: count for path, count in landed.requests[name].items() if count > 1}


def test_every_request_that_the_sites_got_is_in_the_warehouse(landed):
    got = sum(sum(landed.requests[name].values()) for name in SITES)
    answered = "SELECT count(*), count(DISTINCT run_id) FROM fetch_attempts WHERE status IS NOT NULL"
    assert ask(landed.home, answered) == [(got, 1)]


def test_republished_stories_cluster_and_nothing_else_does(landed):
    clusters = ask(landed.home, "SELECT list(headline) FROM syndication GROUP BY cluster_id")
    republished = [one for name in SITES for one in stories(name) if one.based_on]
    pairs = [(one.headline, story(*one.based_on.split("/")).headline) for one in republished]
    assert {frozenset(together) for (together,) in clusters} == set(map(frozenset, pairs))
    assert len(clusters) == len(pairs) == 5


def test_a_second_run_lands_nothing_and_asks_for_no_article_again(landed, again, tmp_path):
    site, home = landed.site, tmp_path / "home"
    before = ask(home, "SELECT * EXCLUDE (last_seen_at) FROM articles ORDER BY article_id")
    state, progress = again()
    assert state.is_completed() and not progress.problems
    # A feed that has not changed offers nothing. One page of the third site is refused by robots, so its
    # sitemap is read anew.
    assert progress.outcomes.keys() == {"stadtblatt"}
    assert progress.offered == len(outcomes("stadtblatt"))
    assert progress.total().keys() == {Outcome.HELD, Outcome.ROBOTS}
    stories = {path for name in SITES for path in expected(name)}
    asked = Counter(path.partition("?")[0] for name in SITES for path in site.requests(name).elements())
    assert asked.keys() == {*FEEDS.values(), *SITEMAPS.values()}  # robots.txt is kept for a day
    assert not stories & asked.keys()
    after = ask(home, "SELECT * EXCLUDE (last_seen_at) FROM articles ORDER BY article_id")
    assert after == before


def test_a_changed_feed_is_read_again(again, tmp_path):
    home = Home(tmp_path / "home")
    with open_loader(home, timeout=10) as loader:
        (known,) = loader.polls("harbour-post")
        assert known.etag and known.item_count == len(outcomes("harbour-post"))
        as_before = replace(known, etag='"another"', digest="sha1:ANOTHER", polled_at=datetime.now(UTC))
        loader.keep_polls([as_before])
    _, progress = again("harbour-post")
    assert progress.offered == len(outcomes("harbour-post"))
    assert progress.total()[Outcome.HELD] == len(expected("harbour-post")) + 1  # and a paywall stub
    _, progress = again("harbour-post")
    assert progress.offered == 0


def test_articles_that_are_due_are_fetched_again_though_their_feed_is_unchanged(landed, again, tmp_path):
    site, sources, home = landed.site, tmp_path / "revisit.toml", Home(tmp_path / "home")
    head = "[sources.harbour-post]\n"
    sources.write_text(site.sources_toml().replace(head, f'{head}revisit = ["1h", "6h"]\n'))

    def ingest():
        site.forget_requests()
        return again("harbour-post", sources=sources)[1].total()

    count = landed.progress.outcomes["harbour-post"][Outcome.NEW]
    assert ingest() == {}
    assert site.requests("harbour-post") == {FEEDS["harbour-post"]: 1}  # robots.txt is kept for a day
    with open_loader(home, timeout=10) as loader:  # two hours pass
        loader.con.execute("UPDATE core.versions SET published_at = now() - INTERVAL 2 HOURS")
        loader.con.execute("UPDATE core.urls SET last_fetched_at = now() - INTERVAL 100 MINUTES")
    site.correct()
    corrected = sum(bool(story.correction) for story in stories("harbour-post"))
    assert ingest() == {Outcome.UPDATED: corrected, Outcome.UNCHANGED: count - corrected}
    assert ask(home.path, "SELECT count(*) FROM entries WHERE found_in = 'revisit'") == [(count,)]
    assert ingest() == {}


def test_every_capture_is_in_the_archive_as_it_came(landed):
    from tasks.fetch.archive import Archive
    from tasks.fetch.fetch import digest

    rows = ask(landed.home, "SELECT warc_file, warc_offset, digest FROM captures")
    assert rows
    archive = Archive(landed.home / "archive")
    assert all(digest(archive.read(file, offset)[1]) == wanted for file, offset, wanted in rows)


def test_a_dead_host_is_a_counted_outcome_and_the_others_land(ingest, run, site, tmp_path, caplog):
    from flows.ingest import ingest as flow

    sources = tmp_path / "with-dead.toml"
    dead = f'\n[sources.dead]\nfeeds = ["http://127.0.0.1:{_closed_port()}/feed"]\nallow_private = true\n'
    sources.write_text(site.sources_toml() + dead)
    state, progress = run(
        flow, source_ids=["dead", "wire-mirror"], sources_file=sources, home=tmp_path / "home"
    )
    assert state.is_completed()
    assert progress.outcomes["dead"] == {Outcome.UNREACHABLE: 1}
    assert progress.outcomes["wire-mirror"][Outcome.NEW] == len(expected("wire-mirror"))
    (problem,) = progress.problems
    assert "dead: http://127.0.0.1:" in problem
    # For whoever looks at the run's log: which address, and what is wrong with it.
    assert problem in [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
    assert not [record for record in caplog.records if record.name == "prefect.task_runs"], "they hide it"


def test_a_run_fails_when_no_source_could_be_read(ingest, site):
    for name in SITES:
        site.switch_off(name)
    state, progress = ingest()
    assert state.is_failed()
    assert len(progress.problems) == len(SITES)
    # An alert says no more than this: what is wrong must stand in it.
    assert state.message == f"no source could be read: {progress.problems[0]}; and {len(SITES) - 1} more"


def test_a_source_at_which_a_run_breaks_is_left_alone_for_a_while(ingest, tmp_path, monkeypatch):
    def broken(*_, **__):
        raise RuntimeError("no idea")

    monkeypatch.setattr("flows.ingest.split_held", broken)
    state, _ = ingest("harbour-post")
    assert state.is_failed() and state.message == "no source could be read: harbour-post: no idea"
    with open_loader(Home(tmp_path / "home"), timeout=10) as loader:
        (look,) = loader.looks(9, datetime.now(UTC))["harbour-post"]
    assert look.is_failed


def test_an_open_shell_does_not_stop_a_run_and_keeps_its_answers(ingest, tmp_path):
    ingest("harbour-post")
    reader = subprocess.Popen(
        [sys.executable, "-c", READER, str(tmp_path / "home")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        first = reader.stdout.readline()
        state, progress = ingest("wire-mirror")
        assert state.is_completed() and progress.total()[Outcome.NEW]
        reader.stdin.write("again\n")
        reader.stdin.flush()
        assert reader.stdout.readline() == first
    finally:
        reader.communicate()
    (count,) = ask(tmp_path / "home", "SELECT count(*) FROM articles")[0]
    assert count == int(first) + progress.total()[Outcome.NEW]


READER = """
import sys
from warehouse.home import Home
from warehouse.loader import Loader, open_loader
from warehouse.query import open_published
with open_published(Home(sys.argv[1])) as con:
    while True:
        print(con.execute("SELECT count(*) FROM articles").fetchone()[0], flush=True)
        if not sys.stdin.readline():
            break
"""


def test_a_changed_article_lands_as_a_new_version(landed, again, run, tmp_path):
    from flows.load import load

    site = landed.site
    corrected = [
        site.base(name) + story.path for name in SITES for story in stories(name) if story.correction
    ]
    site.correct()
    _, progress = run(load, what=corrected, home=tmp_path / "home", allow_private=True)
    assert progress.total() == {Outcome.UPDATED: len(corrected)}
    assert ask(tmp_path / "home", "SELECT count(*) FROM articles WHERE version = 2") == [(len(corrected),)]


def test_tasks_stand_in_prefects_record_by_step_and_batch(landed):
    wanted = {
        "discover wire-mirror",
        "fetch wire-mirror 1",
        "clean wire-mirror 1",
        "normalize wire-mirror 1",
        "land wire-mirror 1",
    }
    recorded = asyncio.run(_task_names(landed.state.state_details.flow_run_id, wanted))
    assert wanted <= recorded


async def _task_names(flow_run_id, wanted):
    """The names of the run's tasks, once those wanted are there: the server records them after a while."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId

    this_run = FlowRunFilter(id=FlowRunFilterId(any_=[flow_run_id]))
    deadline = time.monotonic() + 60
    async with get_client() as client:
        while True:
            names = {task.name for task in await client.read_task_runs(flow_run_filter=this_run)}
            if wanted <= names or time.monotonic() > deadline:
                return names
            await asyncio.sleep(0.1)


def _closed_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
