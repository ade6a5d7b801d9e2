"""What breaks around the warehouse: full disks, folders without permission, ruined files."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.samples import batch
from warehouse.compact import compact
from warehouse.errors import CannotWrite, WarehouseBusy, WarehouseDamaged
from warehouse.home import Home
from warehouse.loader import open_loader
from warehouse.publish import publish
from warehouse.query import open_published

ROOT = Path(__file__).parents[2]


def articles(home: Home) -> int:
    with open_published(home) as con:
        return con.execute("SELECT count(*) FROM articles").fetchall()[0][0]


def filled(home: Home) -> Home:
    with open_loader(home, timeout=10) as loader:
        loader.land("run-1", batch(3), [], [])
    publish(home, timeout=10)
    return home


def open_and_land(home: Home) -> None:
    with open_loader(home, timeout=10) as loader:
        loader.land("run-2", batch(2, 3), [], [])


def publish_anew(home: Home) -> None:
    publish(home, timeout=10, anew=True)


def make_smaller(home: Home) -> None:
    compact(home, timeout=10)


@pytest.mark.skipif(sys.platform == "win32", reason="no limit of a file's size there")
@pytest.mark.parametrize("step", ["land", "publish"])
def test_a_full_disk_is_a_clear_error_and_loses_nothing(home, step):
    filled(home)
    code = f"""
import resource, signal
from tests.warehouse.samples import batch
from warehouse.compact import compact
from warehouse.errors import CannotWrite
from warehouse.home import Home
from warehouse.loader import open_loader
from warehouse.publish import publish

def fill_up():
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

home = Home({str(home.path)!r})
try:
    if {step!r} == "land":
        fill_up()
    with open_loader(home, timeout=10) as loader:
        loader.land("run-2", batch(50, 3, words=2000), [], [])
    fill_up()
    publish(home, timeout=10)
except CannotWrite as error:
    print(error)
"""
    child = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "No space is left" in child.stdout, child.stderr
    assert articles(home) == 3
    with open_loader(home, timeout=10) as loader:
        ends = loader.land("run-3", batch(50, 3, words=2000), [], [])
    assert sum(end.outcome.landed for end in ends) == (50 if step == "land" else 0)
    publish(home, timeout=10)
    assert articles(home) == 53
    assert {path.name for path in home.path.iterdir()} == {"copydesk.duckdb", "loader.duckdb", "loader.lock"}


def test_a_home_that_is_a_file_is_a_clear_error(tmp_path):
    (tmp_path / "data").write_text("not a folder")
    with pytest.raises(CannotWrite, match="data"), open_loader(Home(tmp_path / "data"), timeout=1):
        pass


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs a user whom permissions bind")
def test_a_folder_without_permission_is_a_clear_error(tmp_path):
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(CannotWrite, match="no permission"), open_loader(Home(tmp_path / "d"), timeout=1):
            pass
    finally:
        tmp_path.chmod(0o700)


def test_a_ruined_loaders_file_is_a_clear_error_and_the_published_one_still_opens(home):
    filled(home)
    size = home.loader.stat().st_size
    home.loader.write_bytes(b"\xff" * size)
    with pytest.raises(WarehouseDamaged, match=r"loader\.duckdb"), open_loader(home, timeout=1):
        pass
    with pytest.raises(WarehouseDamaged, match=r"loader\.duckdb"):
        publish(home, timeout=1)
    assert articles(home) == 3


@contextmanager
def another_writes(home: Home) -> Iterator[None]:
    """Meanwhile another program has the published file open for writing."""
    code = f"import duckdb; c = duckdb.connect({str(home.published)!r}); print('open', flush=True); input()"
    holder = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "open\n"
    try:
        yield
    finally:
        holder.communicate("\n", timeout=60)


def test_a_published_file_that_another_program_writes_is_reported_as_busy_but_published_over(home):
    filled(home)
    with another_writes(home):
        with pytest.raises(WarehouseBusy, match="Close it there"):
            open_published(home)
        open_and_land(home)
        assert publish(home, timeout=10)
        assert articles(home) == 5


@pytest.mark.parametrize("step", [open_and_land, publish_anew, make_smaller])
def test_a_lost_loaders_file_is_made_from_the_published_one_and_nothing_is_published_away(home, step):
    filled(home)
    home.loader.unlink()
    home.loader.with_name("loader.duckdb.wal").unlink(missing_ok=True)
    step(home)
    publish(home, timeout=10, anew=True)
    assert articles(home) == (5 if step is open_and_land else 3)


@pytest.mark.parametrize("step", [open_and_land, publish_anew, make_smaller])
def test_what_only_a_published_file_has_that_cannot_be_read_just_now_is_not_published_away(home, step):
    filled(home)
    home.loader.unlink()
    with another_writes(home), pytest.raises(WarehouseBusy, match=r"copydesk\.duckdb .*Close it there"):
        step(home)
    whole = home.published.read_bytes()
    home.published.write_bytes(whole[:64])
    with pytest.raises(WarehouseDamaged, match=r"copydesk\.duckdb"):
        step(home)
    home.published.write_bytes(whole)
    step(home)
    publish(home, timeout=10)
    assert articles(home) == (5 if step is open_and_land else 3)


def test_a_database_of_another_program_is_not_published_over_where_there_is_no_loaders_file(home):
    home.path.mkdir(parents=True)
    with duckdb.connect(str(home.published)) as con:
        con.execute("CREATE TABLE notes AS SELECT 1")
    with pytest.raises(WarehouseDamaged, match="no warehouse of Copydesk"):
        filled(home)


def test_the_log_of_a_lost_loaders_file_is_not_replayed_into_the_published_one(home):
    filled(home)
    with open_loader(home, timeout=10) as loader:
        loader.land("run-2", batch(2, 3), [], [])
        loader.con.execute("CHECKPOINT")
    with open_loader(home, timeout=10) as loader:
        loader.land("run-3", batch(2, 5), [], [])
    assert home.loader.with_name("loader.duckdb.wal").exists()
    home.loader.unlink()
    publish(home, timeout=10, anew=True)
    assert articles(home) == 3


def test_an_empty_published_file_alone_gives_way_to_a_new_warehouse(home):
    home.path.mkdir(parents=True)
    home.published.write_bytes(b"")
    assert articles(filled(home)) == 3
