"""The ingest flow on the sample news site: every step, over real HTTP, into a real warehouse."""

from __future__ import annotations

import asyncio
import gc
import shutil
import socket
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tasks.records import Outcome
from tests.site.content import SITES, stories, story
from tests.site.expected import expected, outcome_counts, outcomes
from tests.site.pages import other_page
from tests.site.server import FEEDS, SITEMAPS, SampleSite
from tests.warcs import page
from warehouse.home import Home
from warehouse.loader import Loader, open_loader
from warehouse.query import open_published, run_sql

if TYPE_CHECKING:
    from prefect.client.schemas.objects import State

    from flows.progress import Progress

pytestmark = [
    pytest.mark.xdist_group("prefect: sites"),
    # Prefect's client leaves sockets for the garbage collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture
def site():
    with ForbiddingSite() as running:
        yield running


class ForbiddingSite(SampleSite):
    """The sample site, which can refuse pages."""

    forbidden = frozenset()

    def answer(self, site, target):
        answer = super().answer(site, target)
        return (403, *answer[1:]) if target.partition("?")[0] in self.forbidden else answer


@pytest.fixture
def ingest(run, site, tmp_path):
    """Ingests the sample sites into tmp_path/home; returns the state and the counts."""
    from flows.ingest import ingest as flow

    sources = tmp_path / "sources.toml"
    sources.write_text(site.sources_toml())

    def call(*source_ids):
        return run(flow, source_ids=list(source_ids), sources_file=sources, home=tmp_path / "home")

    return call


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


def ask(home, query):
    with open_published(Home(home)) as con:
        return list(run_sql(con, query).rows())


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


def test_a_page_that_failed_is_offered_again_though_its_feed_has_not_changed(ingest, site, tmp_path):
    site.forbidden = {next(iter(expected("harbour-post")))}
    _, progress = ingest("harbour-post", "wire-mirror")
    assert progress.outcomes["harbour-post"][Outcome.HTTP_ERROR] == 1
    with open_loader(Home(tmp_path / "home"), timeout=10) as loader:
        assert not loader.polls("harbour-post") and loader.polls("wire-mirror")
    site.forbidden = set()
    _, progress = ingest("harbour-post", "wire-mirror")
    assert progress.total()[Outcome.NEW] == 1
    _, progress = ingest("harbour-post", "wire-mirror")
    assert progress.offered == 0


def test_a_crash_before_landing_hides_nothing_of_an_unchanged_feed(ingest, monkeypatch, tmp_path):
    def crash(*batch):
        raise OSError("the disk is gone")

    with monkeypatch.context() as broken:
        broken.setattr(Loader, "land", crash)
        state, progress = ingest("harbour-post")
    assert state.is_failed() and progress.problems
    with open_loader(Home(tmp_path / "home"), timeout=10) as loader:
        assert loader.polls("harbour-post") == []
    _, progress = ingest("harbour-post")
    assert progress.total()[Outcome.NEW] == len(expected("harbour-post"))


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


def test_a_run_over_known_entries_and_unchanged_listings_asks_for_no_page(run, site, tmp_path):
    from flows.ingest import ingest as flow

    sources, home = tmp_path / "archive.toml", tmp_path / "home"
    base = site.base("harbour-post")
    sources.write_text(
        f'[sources.old]\nsitemaps = ["{base}/archive-sitemap.xml?count=120"]\npages = ["{base}/"]\n'
        "allow_private = true\ndelay_seconds = 0\n"
    )
    _, progress = run(flow, source_ids=[], sources_file=sources, home=home)
    assert progress.total()[Outcome.NEW] == 120 + len(expected("harbour-post"))
    site.forget_requests()
    _, progress = run(flow, source_ids=[], sources_file=sources, home=home)
    assert progress.offered == 0
    assert site.requests("harbour-post") == {
        "/archive-sitemap.xml?count=120": 1, "/": 1
    }  # fmt: skip
    with open_loader(Home(home), timeout=10) as loader:
        loader.con.execute("UPDATE raw.polls SET etag = NULL, digest = 'sha1:ANOTHER'")
    site.forget_requests()
    _, progress = run(flow, source_ids=[], sources_file=sources, home=home)
    assert progress.total()[Outcome.HELD] == progress.offered >= 120 + len(expected("harbour-post"))
    assert len(site.requests("harbour-post")) == 2


class RotatingSite(SampleSite):
    """Its feed puts another tracking parameter on its links each time."""

    LINKS = ("/ferry.html", "/quay.html", "/tags.html")
    looks = 0
    dated = ""

    def answer(self, site, target):
        counted = super().answer(site, target)
        path = target.partition("?")[0]
        if path == FEEDS[site]:
            self.looks += 1
            urls = [f"{self.base(site)}{link}?utm_medium=x{self.looks}" for link in self.LINKS]
            items = "".join(f"<item><link>{url}</link>{self.dated}</item>" for url in urls)
            return 200, "application/rss+xml", f"<rss><channel>{items}</channel></rss>".encode()
        if path == "/tags.html":
            return 200, "text/html", other_page("stadtblatt", "/lindenfurt/")
        if path in self.LINKS:
            at = path if path == "/ferry.html" else f"/news{path}"  # where the other says that it stands
            head = f'<head><link rel="canonical" href="{self.base(site)}{at}">'.encode()
            return 200, "text/html", page(f"What {path} says").replace(b"<head>", head)
        return counted


def test_what_is_held_is_not_fetched_again_though_the_feed_rotates_its_tracking(run, tmp_path):
    from flows.ingest import ingest as flow

    sources = tmp_path / "sources.toml"
    with RotatingSite() as site:
        sources.write_text(site.sources_toml())

        def ingest():
            site.forget_requests()
            _, progress = run(flow, source_ids=["harbour-post"], sources_file=sources, home=tmp_path / "home")
            return progress.total()

        assert ingest() == {Outcome.NEW: 2, Outcome.NOT_AN_ARTICLE: 1}
        for _ in range(2):
            assert ingest() == {Outcome.HELD: 3}
            assert site.requests("harbour-post") == {FEEDS["harbour-post"]: 1}
        site.dated = f"<pubDate>{format_datetime(datetime.now(UTC) + timedelta(minutes=5))}</pubDate>"
        assert ingest() == {Outcome.UNCHANGED: 2, Outcome.NOT_AN_ARTICLE: 1}


def test_of_the_sources_whose_pause_is_learnt_only_those_that_are_due_are_looked_at(run, site, tmp_path):
    from flows.ingest import ingest as flow

    sources, home = tmp_path / "auto.toml", tmp_path / "home"
    text = site.sources_toml()
    for name, schedule in (("stadtblatt", "manual"), ("wire-mirror", "*/20 * * * *")):
        text = text.replace(f"[sources.{name}]\n", f'[sources.{name}]\nschedule = "{schedule}"\n')
    sources.write_text(text)

    def tick():
        return run(flow, source_ids=[], sources_file=sources, home=home, due_only=True)

    state, progress = tick()
    assert progress.outcomes.keys() == {"harbour-post"}
    state, progress = tick()
    assert (state.message, progress.offered) == ("no source is due", 0)
    with open_loader(Home(home), timeout=10) as loader:
        (look,) = loader.looks(9, datetime.now(UTC))["harbour-post"]
        assert (look.offered, look.is_failed) == (len(outcomes("harbour-post")), False)
        assert look.new_entries == len(expected("harbour-post")) + 1  # and a paywall stub
        loader.con.execute("UPDATE raw.looks SET looked_at = looked_at - INTERVAL 1 HOUR")
        loader.con.execute(
            "INSERT INTO raw.looks BY NAME FROM (SELECT * REPLACE ('ahead' AS run_id,"
            " looked_at + INTERVAL 400 DAYS AS looked_at) FROM raw.looks)"
        )  # a run while the clock was ahead
    site.switch_off("harbour-post")
    state, progress = tick()
    assert state.is_failed()
    with open_loader(Home(home), timeout=10) as loader:
        assert [look.is_failed for look in loader.looks(9, datetime.now(UTC))["harbour-post"]] == [
            True,
            False,
        ]


def test_a_source_that_wants_more_entries_gets_them_from_an_unchanged_feed(run, site, tmp_path):
    from flows.ingest import ingest as flow

    sources = tmp_path / "few.toml"
    head = "[sources.wire-mirror]\n"

    def new(setting):
        sources.write_text(site.sources_toml().replace(head, head + setting))
        _, progress = run(flow, source_ids=["wire-mirror"], sources_file=sources, home=tmp_path / "home")
        return progress.total()[Outcome.NEW]

    first, again = new("max_entries = 3\n"), new("max_entries = 3\n")
    assert 0 < first <= 3 and again == 0
    assert first + new("") == len(expected("wire-mirror"))


def test_the_command_says_that_nothing_is_new(prefect_server, site, tmp_path, capsys):
    from flows.commands.ingest import ingest as command

    sources = tmp_path / "sources.toml"
    sources.write_text(site.sources_toml())
    for words in (f"{len(expected('wire-mirror'))} new, 0 updated", "Nothing new"):
        command(["wire-mirror"], sources=sources, home=tmp_path / "home")
        gc.collect()
        assert f"{words}. The warehouse is" in capsys.readouterr().err


def test_every_capture_is_in_the_archive_as_it_came(landed):
    from tasks.fetch.archive import Archive
    from tasks.fetch.fetch import digest

    rows = ask(landed.home, "SELECT warc_file, warc_offset, digest FROM captures")
    assert rows
    archive = Archive(landed.home / "archive")
    assert all(digest(archive.read(file, offset)[1]) == wanted for file, offset, wanted in rows)


def test_a_dead_host_is_a_counted_outcome_and_the_others_land(ingest, run, site, tmp_path):
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
    assert any("dead" in problem for problem in progress.problems)


def test_a_run_fails_when_no_source_could_be_read(ingest, site):
    for name in SITES:
        site.switch_off(name)
    state, progress = ingest()
    assert state.is_failed()
    assert "no source could be read" in state.message
    assert len(progress.problems) == len(SITES)


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
