"""What begins and ends every run."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Event

import pytest

from flows.progress import Progress
from flows.run import Desk, _finish, index_all
from tasks.records import Ended, Entry, Look, Outcome, Run
from tests.warehouse.samples import batch
from warehouse import texts
from warehouse.home import Home
from warehouse.loader import open_loader

UNREAD = "SELECT count(*) FROM core.versions ANTI JOIN core.texts USING (article_id, version)"


def test_indexing_lets_others_in_between(tmp_path, monkeypatch):
    home, indexing, do = Home(tmp_path / "data"), Event(), texts.do

    def unread() -> int:
        with open_loader(home, timeout=60) as loader:
            return loader.con.execute(UNREAD).fetchall()[0][0]

    def telling(con, work):
        indexing.set()
        do(con, work)

    monkeypatch.setattr(texts, "do", telling)
    monkeypatch.setattr(texts.find_work, "__defaults__", (1,))  # one text a turn
    with open_loader(home, timeout=60) as loader:
        loader.land("run-1", batch(12), [], [])
    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(lambda: indexing.wait(60) and unread())
        index_all(home)
        assert other.result() > 0
    assert unread() == 0


def test_a_run_tells_of_what_is_wrong_with_its_own_sources_and_one_that_looks_at_none_of_all(tmp_path):
    home = Home(tmp_path / "data")
    now = datetime.now(UTC)
    with open_loader(home, timeout=60) as loader:
        for run_id, kind in (("run-1", "ingest"), ("run-2", "ingest"), ("run-3", "maintain")):
            loader.start_run(Run(run_id, kind, now))
        for run_id, source in (("run-1", "bad"), ("run-2", "good")):
            loader.begin_look(Look(source, run_id, now))
        failed = [Entry("bad", f"https://bad.example/{n}", "urls", now) for n in range(3)]
        loader.land("run-1", [], [Ended(one, Outcome.GONE) for one in failed], [])
    desks = [Desk(home, run_id, Progress()) for run_id in ("run-1", "run-2", "run-3")]
    assert [len(_finish(desk)) for desk in desks] == [1, 1, 1]
    note = "check failing_sources: bad: 100% of the entries ended as: gone"
    assert [desk.progress.notes for desk in desks] == [[note], [], [note]]


@pytest.mark.xdist_group("prefect: files")
def test_the_task_runs_of_a_run_share_a_client(run, tmp_path):
    from prefect import flow, get_client, task

    from flows.run import run_of
    from flows.threads import in_thread

    clients = []

    @task
    def step():
        clients.append(get_client(sync_client=True))

    @flow
    async def two_steps():
        async with run_of("load", Home(tmp_path / "data")):
            await in_thread(step, "first")
            await in_thread(step, "second")

    run(two_steps)
    first, second = clients
    assert first is second
