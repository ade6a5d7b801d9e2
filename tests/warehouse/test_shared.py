"""The shared warehouse: writers and readers at once, looking back, forgetting for good, clear errors."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import duckdb
import pytest
from pyarrow.fs import FileSelector

from tasks.records import Outcome
from tests.lakes import Lakes, settle
from tests.postgres import new_database, restart, tell
from tests.s3 import s3_store
from tests.warehouse.processes import end, hear, kill, start
from tests.warehouse.samples import article, batch
from warehouse.compact import compact, size
from warehouse.errors import BadQuery, BadSetting, NoWarehouse, Unreachable, WarehouseBusy
from warehouse.forget import forget, target
from warehouse.home import Home
from warehouse.lake import PREFIX, lake_of
from warehouse.loader import open_loader
from warehouse.publish import publish
from warehouse.query import open_published, run_sql


@pytest.fixture
def shared(lakes: Lakes, tmp_path: Path) -> Home:
    """A home whose warehouse is a shared one."""
    return lakes.new(Home(tmp_path / "data"))


def count(home, sql="SELECT count(*) FROM articles"):
    with open_published(home) as con:
        return con.execute(sql).fetchall()[0][0]


def land(home, articles, run_id="run-1", timeout=60):
    with open_loader(home, timeout) as loader:
        return loader.land(run_id, articles, [], [])


WRITING = """
me = sys.stdin.readline().strip(); say('ready')
for n in range(1, 4):  # its own articles, and some that all bring
    with open_loader(home, 60) as loader:
        loader.land(f'run-{me}-{n}', batch(4, 1000 * int(me) + 4 * n) + batch(2, 10 + 2 * n), [], [])
    say(n); sys.stdin.readline()
"""
READING = """
say('ready')
while sys.stdin.readline().strip() == 'look':
    with open_published(home) as con:
        sql = 'SELECT count(*), count(DISTINCT article_id), (SELECT count(*) FROM entries) FROM articles'
        say(*con.execute(sql).fetchall()[0])
"""
# Stops when all is written but not committed.
DYING = """
from warehouse import site_memory
site_memory.learn = lambda *_: (say('in the middle'), sys.stdin.readline())
with open_loader(home, 60) as loader:
    loader.land('run-dying', batch(4, 4000) + batch(2, 10), [], [])
"""


def tell_all(processes, word):
    for process in processes:
        print(word, file=process.stdin, flush=True)


def test_three_writers_three_readers_and_a_kill_lose_nothing_and_double_nothing(shared):
    writers = [start(WRITING, shared) for _ in range(3)]
    readers = [start(READING, shared) for _ in range(3)]
    land(shared, batch(5))
    victim = start(DYING, shared)
    assert hear(victim) == "in the middle"
    for number, writer in enumerate(writers, 1):
        tell_all([writer], number)
    assert {hear(one) for one in [*writers, *readers]} == {"ready"}
    kill(victim)  # the writers wait for its lock
    held = 5
    for turn in range(1, 4):
        tell_all(readers, "look")
        for rows, ids, entries in (map(int, hear(reader).split()) for reader in readers):
            assert rows == ids  # no article twice
            assert (entries - 5) % 6 == 0  # no batch in part
            assert entries >= held  # nothing that was acknowledged is missing
        assert {hear(writer) for writer in writers} == {str(turn)}
        held = 5 + 3 * 6 * turn
        tell_all(writers, "on")
    for one in [*writers, *readers]:
        end(one)
    assert count(shared, "SELECT count(*) FROM entries") == held
    assert count(shared) == count(shared, "SELECT count(*) FROM core.versions") == 5 + 3 * 3 * 4 + 3 * 2
    assert [end.outcome for end in land(shared, batch(4, 4000), "run-5")] == [Outcome.NEW] * 4


def test_a_lock_is_waited_for_and_dies_with_its_holder(shared):
    holder = start("with open_loader(home, 60):\n    say('held'); sys.stdin.readline()", shared)
    assert hear(holder) == "held"
    with pytest.raises(WarehouseBusy, match=r"held the shared warehouse .* for over 0\.1 s"):
        land(shared, [], timeout=0.1)
    kill(holder)
    assert [end.outcome.landed for end in land(shared, batch(2))] == [True] * 2


def test_a_database_that_dies_in_the_middle_is_an_error_and_nothing_lands(shared, lakes):
    dying = DYING.replace(
        "with open_loader", "import contextlib\nwith contextlib.suppress(Exception), open_loader"
    )
    one = start(dying + "say('alive')", shared)
    assert hear(one) == "in the middle"
    restart(lakes.server)
    assert end(one) == "alive"
    assert [end.outcome for end in land(shared, batch(4, 4000), "run-2")] == [Outcome.NEW] * 4


def test_a_writer_who_lost_the_lock_cannot_write_over_another(shared):
    with open_loader(shared, timeout=60) as slow:
        slow.con.execute("BEGIN; UPDATE meta.changes SET changes = changes + 1")
        other = start(
            "import warehouse.lake as lake, contextlib\n"
            "lake.locked = lambda *_: contextlib.nullcontext()\n"
            "with open_loader(home, 60) as loader:\n"
            "    loader.land('run-2', batch(2), [], []); say('landed')",
            shared,
        )
        assert hear(other) == "landed"
        end(other)
        with pytest.raises(duckdb.TransactionException, match="conflict"):
            slow.con.execute("COMMIT")
    assert count(shared) == 2


def test_readers_can_look_back(shared):
    land(shared, batch(2))
    with open_published(shared) as con:
        then = con.execute("SELECT max(snapshot_time)::VARCHAR FROM ducklake_snapshots('lake')").fetchall()[
            0
        ][0]
    land(shared, batch(3, 2), "run-2")
    assert count(shared) == 5
    assert count(shared, f"SELECT count(*) FROM articles AT (TIMESTAMP => '{then}')") == 2
    assert not publish(shared)  # nobody has to: they have seen it


def test_a_reader_reaches_nothing_else(shared, tmp_path):
    land(shared, batch(2))
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    with open_published(shared) as con:
        assert list(run_sql(con, "SELECT count(*) FROM articles").rows()) == [(2,)]
        for sql in (
            f"FROM read_text('{secret}')",
            "DELETE FROM core.versions",
            f"FROM postgres_query('__ducklake_metadata_lake', 'SELECT pg_read_file(''{secret}'')')",
            "FROM postgres_scan('host=elsewhere', 'public', 'x')",
            "FROM ducklake_expire_snapshots('lake', older_than => now())",
            "SET enable_external_access = true",
            "ATTACH 'other.duckdb'",
        ):
            with pytest.raises(BadQuery):
                list(run_sql(con, sql).rows())


@pytest.mark.parametrize(
    "sql",
    [
        "FROM ducklake_merge_adjacent_files('lake')",
        "FROM lake.merge_adjacent_files()",
        "FROM ducklake_flush_inlined_data('lake')",
        "FROM ducklake_rewrite_data_files('lake')",
        "FROM ducklake_cleanup_old_files('lake', cleanup_all => true)",
        "FROM ducklake_delete_orphaned_files('lake', cleanup_all => true)",
    ],
)
def test_a_reader_writes_and_removes_no_data_file(shared, sql):
    for n in range(3):
        land(shared, batch(30, 30 * n), f"run-{n}")
    land(shared, batch(1, 100), "run-9")
    data = shared.path / "lake"
    files = sorted(data.rglob("*"))
    with open_published(shared) as con, pytest.raises(BadQuery, match="cannot be used here"):
        list(run_sql(con, sql).rows())
    assert sorted(data.rglob("*")) == files


def test_compacting_merges_files_and_keeps_history(shared):
    for n in range(4):
        land(shared, batch(30, 30 * n), f"run-{n}")
    files = "SELECT sum(file_count)::INTEGER FROM ducklake_table_info('lake')"
    before, rows = count(shared, files), count(shared)
    compact(shared, 60)
    assert count(shared, files) < before
    assert count(shared) == rows == 120
    assert count(shared, "SELECT count(*) FROM ducklake_snapshots('lake')") > 4
    assert size(shared) > 0
    land(shared, batch(1, 500), "run-9")
    assert count(shared) == 121


def test_what_is_forgotten_leaves_no_trace_in_files_or_in_the_catalog(shared):
    land(shared, batch(30))
    page = article("aardvark", body="aaazebra " * 40, headline="aaazebra", description="aaazebra")
    land(shared, [page], "run-2")
    with open_loader(shared, timeout=60) as loader:
        while loader.index():
            pass
        assert loader.con.execute("SELECT count(*) FROM search_articles('aaazebra')").fetchall() == [(1,)]
        forget(loader, target("https://harbour.example/aardvark"))
    compact(shared, 60, history=timedelta(0))
    assert count(shared) == 30
    for trace in (b"aaazebra", b"aardvark"):
        held = [path for path in (shared.path / "lake").rglob("*.parquet") if trace in path.read_bytes()]
        assert held == []
    catalog = shared.lake.catalog
    tables = tell(catalog, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'").split()
    for table in tables:
        found = tell(catalog, f"SELECT * FROM {table} t WHERE t::text ~ 'aaazebra|aardvark'")
        assert found == "", table
    with open_loader(shared, timeout=60) as loader:
        assert loader.con.execute("SELECT count(*) FROM articles WHERE headline > 'A'").fetchall() == [(30,)]


def test_a_warehouse_that_is_not_there_is_a_clear_error(lakes, tmp_path):
    home = settle(Home(tmp_path / "data"), new_database(lakes.server), tmp_path / "lake")
    with pytest.raises(NoWarehouse, match="nothing in the shared warehouse"):
        open_published(home)
    home.setting.write_text(f'warehouse = "{PREFIX}{home.lake.catalog}"')
    with pytest.raises(BadSetting, match="data_path"):
        land(home, [])
    home.setting.write_text(f'warehouse = "{PREFIX}host={tmp_path} dbname=none password=hush"')
    with pytest.raises(Unreachable, match="Cannot use the shared warehouse") as told:
        open_published(home)
    assert "hush" not in str(told.value)


def test_data_elsewhere_than_the_catalog_says_are_refused(shared):
    home = settle(shared, shared.lake.catalog, "elsewhere")
    with pytest.raises(BadSetting, match="lie elsewhere"):
        land(home, [])


def test_the_setting_is_read_in_one_way(tmp_path):
    lake = lake_of("ducklake:postgres:host=db dbname=news data_path=here", tmp_path)
    assert (lake.catalog, lake.data) == ("host=db dbname=news", str(tmp_path / "here"))
    assert lake_of("ducklake:postgres:data_path=s3://b/p dbname=news", tmp_path).data == "s3://b/p"
    url = lake_of("ducklake:postgres:postgresql://ana:hush@db/news", tmp_path)
    assert (url.data, str(url)) == (None, "the shared warehouse (postgresql://ana:@db/news)")
    with pytest.raises(BadSetting, match="no warehouse"):
        lake_of("duckdb:news.duckdb", tmp_path)
    (tmp_path / "warehouse.toml").write_text("warehouse: no")
    with pytest.raises(BadSetting, match=r"warehouse\.toml"):
        _ = Home(tmp_path).lake


def test_its_data_can_lie_in_an_s3_store(lakes, tmp_path, monkeypatch):
    with s3_store("news") as (system, address):
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{address}")
        monkeypatch.setenv("AWS_REGION", "us-east-1")
        home = settle(Home(tmp_path / "data"), new_database(lakes.server), "s3://news/lake")
        land(home, batch(30))
        with open_published(home) as con:
            assert list(run_sql(con, "SELECT count(*) FROM articles").rows()) == [(30,)]
            with pytest.raises(BadQuery):
                list(run_sql(con, "FROM read_text('s3://news/other')").rows())
        compact(home, 60, history=timedelta(0))
        files = system.get_file_info(FileSelector("news/lake", recursive=True))
        assert [one.path for one in files if "/core/versions/" in one.path]
        assert count(home) == 30
