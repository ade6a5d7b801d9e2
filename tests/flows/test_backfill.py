"""The backfill flow: archives of any make land where they lie, once, whoever dies on the way."""

import asyncio
import gzip
import os
import signal
import subprocess
import sys
from collections import Counter
from contextlib import ExitStack

import pytest

from flows.progress import watcher
from tasks.fetch.archive import Archive
from tasks.fetch.warc_files import read_warc
from tasks.records import Outcome
from tests.flows.asking import ask
from tests.warcs import foreign, page
from warehouse.home import Home

pytestmark = [
    pytest.mark.xdist_group("prefect: files"),
    # Prefect's client leaves sockets for the garbage collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

PAGES = [(f"https://coast.example/{n}", page(f"Storm number {n} of the winter", n)) for n in range(40)]


@pytest.fixture
def small_parts(monkeypatch):
    """Parts of a few pages."""
    monkeypatch.setattr("tasks.backfill.parts.LEAST_PART_BYTES", 2000)


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path / "home")


@pytest.fixture
def backfill(run, home):
    def call(*what, **options):
        from flows.backfill import backfill as flow

        return run(flow, what=[str(name) for name in what], home=home.path, **{"workers": 1, **options})

    return call


ARTICLES = "SELECT url, headline, body, first_seen_at FROM articles ORDER BY url"


def test_archives_of_every_make_land_the_same_and_only_once(backfill, home, tmp_path, small_parts):
    from flows.load import load

    split = foreign(tmp_path / "coast.warc.gz", PAGES[:25])
    plain = foreign(tmp_path / "plain.warc", PAGES[25:])
    whole = tmp_path / "whole.warc.gz"
    whole.write_bytes(gzip.compress(plain.read_bytes()))
    _, progress = backfill(split, whole, workers=2)
    assert progress.total() == {Outcome.NEW: len(PAGES)} and progress.offered == len(PAGES)
    assert not progress.problems
    assert not home.archive.exists()
    _, progress = backfill(split, whole)
    assert not progress.total()

    read = ask(home, ARTICLES)
    asyncio.run(load(what=[str(split), str(plain)], home=tmp_path / "other"))
    assert ask(Home(tmp_path / "other"), ARTICLES) == read


def test_what_is_missing_or_not_wanted_is_told_and_the_rest_lands(backfill, tmp_path):
    from tasks.backfill.wanted import Wanted

    path = foreign(tmp_path / "coast.warc.gz", [*PAGES[:3], ("https://inland.example/1", page("No sea"))])
    state, progress = backfill(path, tmp_path / "absent.warc", wanted=Wanted(hosts=("coast.example",)))
    assert state.is_completed() and progress.total() == {Outcome.NEW: 3}
    assert any("absent.warc" in problem for problem in progress.problems)
    assert "1 page passed over: not wanted" in progress.notes


def test_other_conditions_read_an_archive_again_and_the_same_ones_do_not(backfill, tmp_path, small_parts):
    from tasks.backfill.wanted import Wanted

    path = foreign(tmp_path / "coast.warc.gz", [*PAGES[:20], ("https://inland.example/1", page("No sea"))])
    inland, coast = Wanted(hosts=("inland.example",)), Wanted(hosts=("coast.example",))
    for wanted, new in ((inland, 1), (coast, 20), (coast, 0), (inland, 0)):
        _, progress = backfill(path, wanted=wanted)
        assert progress.total() == Counter({Outcome.NEW: new} if new else {})
        assert bool(progress.notes) == bool(
            new
        )  # parts in which nothing was wanted are not read again, either
    _, progress = backfill(path)
    assert progress.total() == {Outcome.UNCHANGED: 21}
    _, progress = backfill(path, wanted=inland)
    assert not progress.notes  # who wanted all has read that, too


def test_a_missing_archive_is_told_though_nothing_else_is_there(backfill, tmp_path):
    _, progress = backfill(tmp_path / "absent.warc.gz")
    assert any("absent.warc.gz" in problem for problem in progress.problems)


def test_revisits_are_told_and_land_nothing(backfill, home, tmp_path):
    (first, *_) = read_warc(foreign(tmp_path / "coast.warc.gz", PAGES[:1]), "coast")
    with Archive(tmp_path / "archive") as archive:
        for _ in range(3):
            archive.store(first, (("Accept", "text/html"),))
    _, progress = backfill(tmp_path / "archive")
    assert progress.total() == {Outcome.NEW: 1} and not progress.problems
    assert "2 revisits passed over: each repeats a page that lands from another record" in progress.notes


def test_backfilled_pages_can_be_read_again_from_the_archive_of_others(backfill, run, home, tmp_path):
    from flows.reextract import reextract

    backfill(foreign(tmp_path / "coast.warc.gz", PAGES[:5]))
    state, progress = run(reextract, home=home.path)
    assert state.message == "0 articles change, 0 new; 5 stay as they are"
    assert not progress.problems


def test_a_forgotten_page_stays_away_and_the_archive_of_others_as_it_is(backfill, home, tmp_path):
    from flows.maintain import forget
    from warehouse.forget import target

    path = foreign(tmp_path / "coast.warc.gz", PAGES[:5])
    before = path.read_bytes()
    backfill(path)
    forget(home, target(PAGES[2][0]))
    assert ask(home, "SELECT count(*) FROM articles") == [(4,)]
    assert path.read_bytes() == before
    again = foreign(tmp_path / "again.warc.gz", PAGES[1:4])
    _, progress = backfill(again)
    assert ask(home, "SELECT count(*) FROM articles") == [(4,)]
    assert progress.total()[Outcome.NEW] == 0


@pytest.mark.whole
def test_a_reader_that_dies_costs_nothing(small_parts, tmp_path):
    from flows.workers import workers_of
    from tasks.backfill.parts import cut
    from tasks.backfill.wanted import Wanted

    path = foreign(tmp_path / "coast.warc.gz", PAGES)

    async def read():
        found = []
        async with workers_of(1, None) as team:
            for number, part in enumerate(cut(str(path), path.stat().st_size, [], 1)):
                if number == 1:
                    (worker,) = team._pool._processes
                    os.kill(worker, signal.SIGKILL)
                found += (await team.read(part, Wanted(), {})).step.done
        return found

    assert [article.url for article in asyncio.run(read())] == [url for url, _ in PAGES]


@pytest.fixture
def cluster(tmp_path):
    """A Dask scheduler and two workers, real processes on loopback: its address, and the workers' pids."""
    with ExitStack() as stack:

        def start(*command):
            process = subprocess.Popen(
                [sys.executable, "-m", "dask", *command, "--scheduler-file", tmp_path / "cluster.json"],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            stack.callback(process.wait, 30)
            stack.callback(process.kill)
            return process

        start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        worker = ("worker", "--host", "127.0.0.1", "--no-nanny", "--no-dashboard", "--nthreads", "1")
        workers = [start(*worker), start(*worker)]
        yield asyncio.run(_address(tmp_path / "cluster.json", len(workers))), workers


async def _address(file, workers):
    from distributed import Client

    async with Client(scheduler_file=str(file), asynchronous=True, set_as_default=False) as client:
        await client.wait_for_workers(workers, timeout=60)
        return client.scheduler.address


@pytest.mark.whole
def test_a_cluster_lands_everything_once_though_a_worker_is_killed(
    prefect_server, cluster, home, tmp_path, small_parts
):
    from flows.backfill import backfill as flow

    address, workers = cluster
    path = foreign(tmp_path / "coast.warc.gz", PAGES)
    seen = []

    def kill_one(progress):
        seen.append(progress)
        if progress.total().total() and workers[0].poll() is None:
            workers[0].kill()
            workers[0].wait()

    token = watcher.set(kill_one)
    try:
        state = asyncio.run(
            _state(flow(what=[str(path)], home=home.path, scheduler=address, return_state=True))
        )
    finally:
        watcher.reset(token)
    assert state.is_completed() and not seen[-1].problems
    assert workers[0].returncode == -signal.SIGKILL
    assert ask(home, "SELECT count(*), count(DISTINCT url) FROM articles") == [(len(PAGES), len(PAGES))]
    assert ask(home, "SELECT count(*) FROM entries") == [(len(PAGES),)]


async def _state(run):
    return await run
