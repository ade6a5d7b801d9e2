"""Several processes at once, and processes that die: real files, real locks, real kills."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.warehouse.processes import PATIENCE, end, hear, kill, start
from tests.warehouse.samples import article, batch
from warehouse.errors import WarehouseBusy
from warehouse.home import Home
from warehouse.loader import open_loader
from warehouse.publish import publish
from warehouse.query import open_published, run_sql

pytestmark = pytest.mark.whole


def count(home: Home, table: str = "articles") -> int:
    with open_published(home) as con:
        return next(run_sql(con, f"SELECT count(*) FROM {table}").rows())[0]


def land_and_publish(home: Home, number: int, start_at: int = 0, run_id: str = "run-1") -> None:
    with open_loader(home, timeout=PATIENCE) as loader:
        loader.land(run_id, batch(number, start_at), [], [])
    publish(home, timeout=PATIENCE)


def test_an_open_reader_neither_stops_nor_sees_half_of_a_landing(home):
    land_and_publish(home, 5)
    reader = start(
        "con = open_published(home)\n"
        "ask = lambda: con.execute('SELECT count(*) FROM articles').fetchone()[0]\n"
        "say(ask()); sys.stdin.readline(); say(ask()); con.close(); con = open_published(home); say(ask())",
        home,
    )
    assert hear(reader) == "5"
    land_and_publish(home, 7, start_at=5)
    assert end(reader).split() == ["5", "12"]


def test_two_processes_that_land_the_same_things_land_each_once(home):
    code = (
        "say('ready'); sys.stdin.readline()\n"
        "for start in range(0, 40, 10):\n"
        "    with open_loader(home, timeout=60) as loader:\n"
        "        ends = loader.land('run-' + sys.stdin.readline().strip(), batch(10, start), [], [])\n"
        "    say(sum(end.outcome.landed for end in ends))\n"
        "    publish(home)\n"
    )
    pair = [start(code, home) for _ in range(2)]
    for process in pair:
        assert hear(process) == "ready"
    for name, process in zip("ab", pair, strict=True):
        assert process.stdin is not None
        process.stdin.write(f"go\n{f'{name}{chr(10)}' * 4}")
        process.stdin.flush()
    landed = [sum(map(int, end(process, "").split())) for process in pair]
    assert sum(landed) == 40
    assert count(home) == 40
    assert count(home, "article_versions") == 40
    assert count(home, "entries") == 80


def test_threads_of_one_process_land_one_after_the_other(home):
    def land(start_at: int) -> int:
        landed = 0
        for run in "ab":
            with open_loader(home, timeout=PATIENCE) as loader:
                ends = loader.land(f"run-{run}", batch(10, start_at), [], [])
                landed += sum(end.outcome.landed for end in ends)
            publish(home, timeout=PATIENCE)
        return landed

    with ThreadPoolExecutor(4) as pool:
        landed = list(pool.map(land, [0, 5, 10, 15]))
    assert sum(landed) == count(home) == 25
    assert count(home, "article_versions") == 25


def test_a_landing_waits_for_the_lock_and_then_says_who_holds_it(home):
    holder = start("with open_loader(home, 9):\n    say('held'); sys.stdin.readline()", home)
    assert hear(holder) == "held"
    with pytest.raises(WarehouseBusy, match=r"held .* for over 0\.1 s"), open_loader(home, timeout=0.1):
        pass
    end(holder)
    land_and_publish(home, 1)
    assert count(home) == 1


def test_a_lock_of_a_dead_process_is_no_lock(home):
    holder = start("with open_loader(home, 9):\n    say('held'); sys.stdin.readline()", home)
    assert hear(holder) == "held"
    kill(holder)
    land_and_publish(home, 1)
    assert count(home) == 1


def test_what_was_acknowledged_survives_a_kill_before_publishing(home):
    land_and_publish(home, 3)
    code = (
        "with open_loader(home, 9) as loader:\n"
        "    loader.land('run-2', batch(4, 3), [], []); say('landed'); sys.stdin.readline()"
    )
    victim = start(code, home)
    assert hear(victim) == "landed"
    kill(victim)
    assert count(home) == 3
    assert publish(home)
    assert count(home) == 7
    with open_loader(home, timeout=9) as loader:
        assert not any(end.outcome.landed for end in loader.land("run-3", batch(4, 3), [], []))


def test_a_publisher_killed_at_any_moment_leaves_a_file_that_opens(home):
    land_and_publish(home, 2)
    code = (
        "say('ready')\n"
        "for n in range(1000):\n"
        "    with open_loader(home, 9) as loader:\n"
        "        loader.land(f'run-{n}', batch(1, 100 + n, words=2000), [], [])\n"
        "    publish(home); say(n)\n"
    )
    for moment in range(3):
        victim = start(code, home)
        assert hear(victim) == "ready"
        hear(victim)
        time.sleep(0.017 * moment)  # not a wait: kills at different places of the loop
        kill(victim)
        before = count(home)
        assert before >= 3
        publish(home)
        assert count(home) >= before
        left = {path.name for path in home.path.iterdir()}
        assert left <= {"copydesk.duckdb", "loader.duckdb", "loader.lock"}


def test_nothing_is_published_when_nothing_has_changed(home):
    land_and_publish(home, 1)
    stamp = home.published.stat().st_ino
    assert not publish(home)
    assert home.published.stat().st_ino == stamp
    with open_loader(home, timeout=9) as loader:
        loader.land("run-2", [article("another")], [], [])
    assert publish(home)
    assert count(home) == 2


def test_a_published_file_that_was_ruined_is_published_anew(home):
    land_and_publish(home, 1)
    home.published.write_bytes(b"not a database")
    assert publish(home)
    assert count(home) == 1


def test_what_someone_wrote_into_the_published_file_does_not_reach_the_next(home):
    import duckdb

    land_and_publish(home, 1)
    vandal = start(
        "import duckdb, os\n"
        "con = duckdb.connect(str(home.published))\n"
        "con.execute('SET checkpoint_threshold = \\'1GB\\'; CREATE TABLE mine AS SELECT 1')\n"
        "say('written'); os._exit(0)",
        home,
    )
    assert hear(vandal) == "written"
    end(vandal)
    assert home.published.with_name("copydesk.duckdb.wal").exists()
    land_and_publish(home, 1, start_at=1, run_id="run-2")
    assert count(home) == 2
    with open_published(home) as con, pytest.raises(duckdb.CatalogException):
        con.execute("FROM mine")
