"""Moving a warehouse into a shared one, and back: all of it, compared, or nothing."""

from __future__ import annotations

from unittest.mock import Mock

import pytest

from tests.lakes import settle
from tests.postgres import new_database
from tests.warehouse.processes import hear, kill, start
from tests.warehouse.samples import article, batch, ended
from warehouse import moving
from warehouse.errors import BadSetting, CannotWrite, NoWarehouse, WarehouseBusy, WarehouseDamaged
from warehouse.home import VARIABLE
from warehouse.lake import PREFIX
from warehouse.loader import open_loader
from warehouse.moving import move_back, move_up
from warehouse.publish import publish
from warehouse.query import open_published

PATIENCE = 60


@pytest.fixture
def filled(home):
    """A home with something in many tables, NULs among it."""
    with open_loader(home, PATIENCE) as loader:
        odd = article("odd", headline="a \0 nul", authors=("one\0", "two"), body="")
        loader.land("run-1", [*batch(30), odd], [ended("https://harbour.example/slow")], [])
    publish(home, PATIENCE)
    return home


@pytest.fixture
def setting(lakes, tmp_path):
    return f"{PREFIX}{new_database(lakes.server)} data_path={tmp_path / 'lake'}"


def told(home):
    """What the warehouse says of itself: rows by table, and what is found in it."""
    with open_published(home) as con:
        tables = con.execute(
            "SELECT schema_name || '.' || table_name FROM duckdb_tables()"
            " WHERE schema_name IN ('raw', 'core') AND database_name = current_database() ORDER BY 1"
        ).fetchall()
        rows = {name: con.execute(f"SELECT count(*) FROM {name}").fetchall()[0][0] for (name,) in tables}
        found = con.execute("SELECT headline FROM search_articles('word3x3') ORDER BY 1").fetchall()
        return rows, found, con.execute("SELECT * FROM articles ORDER BY article_id").fetchall()


def test_a_warehouse_moves_up_and_back_as_it_was(filled, setting):
    with open_loader(filled, PATIENCE) as loader:
        while loader.index():
            pass
    publish(filled, PATIENCE)
    before = told(filled)
    moved = move_up(filled, setting, PATIENCE)
    assert filled.lake
    up = told(filled)
    assert up[:2] == before[:2]
    assert moved.rows == sum(before[0].values()) > 1000
    assert str(up[2]) == str(before[2]).replace("\\x00", "�")
    left = {path.name.partition("-moved")[0] for path in filled.path.glob("*.duckdb")}
    assert left == {"loader", "copydesk"}
    with open_loader(filled, PATIENCE) as loader:
        loader.land("run-2", [*batch(2, 29)], [], [])
    move_back(filled, PATIENCE)
    assert filled.lake is None
    assert filled.setting.exists() is False
    back = told(filled)
    assert back[0]["core.versions"] == before[0]["core.versions"] + 1


def test_without_the_loaders_file_the_published_one_moves_up(filled, setting):
    publish(filled, PATIENCE)
    before = told(filled)
    filled.loader.unlink()
    move_up(filled, setting, PATIENCE)
    assert told(filled)[0] == before[0]


def test_a_target_with_something_in_it_is_refused_and_nothing_changes(filled, setting, lakes, home):
    move_up(filled, setting, PATIENCE)
    filled.setting.unlink()
    with open_loader(home, PATIENCE) as loader:
        loader.land("run-1", batch(1), [], [])
    with pytest.raises(CannotWrite, match="is not empty"):
        move_up(home, setting, PATIENCE)
    assert home.lake is None
    settle(home, setting.removeprefix(PREFIX).split(" data_path")[0], setting.rpartition("=")[2])
    with pytest.raises(CannotWrite, match="is not empty"):
        move_back(home, PATIENCE)
    assert home.lake


def test_killed_between_copying_and_turning_it_goes_on_where_it_was(filled, setting):
    code = (
        "from warehouse import moving\n"
        "moving._settle = lambda *_: (say('copied'), sys.stdin.readline())\n"
        f"moving.move_up(home, {setting!r}, 60)\n"
    )
    mover = start(code, filled)
    assert hear(mover) == "copied"
    with pytest.raises(WarehouseBusy), open_loader(filled, timeout=0.1):
        pass
    kill(mover)
    before = told(filled)
    move_up(filled, setting, PATIENCE)
    assert told(filled)[:2] == before[:2]


def own_files(home):
    return [path.name for path in (home.loader, home.published) if path.exists()]


@pytest.mark.parametrize("files", ["loader.duckdb copydesk.duckdb", "copydesk.duckdb"])
def test_killed_before_all_was_set_aside_it_goes_on_there_and_compares_no_more(filled, setting, files):
    code = (
        "import pathlib\n"
        "rename = pathlib.Path.rename\n"
        "def halt(path, to):\n"
        f"    if path.name == {files.split()[0]!r}:\n"
        "        say('turned'), sys.stdin.readline()\n"
        "    return rename(path, to)\n"
        "pathlib.Path.rename = halt\n"
        "from warehouse import moving\n"
        f"moving.move_up(home, {setting!r}, 60)\n"
    )
    mover = start(code, filled)
    assert hear(mover) == "turned"
    kill(mover)
    assert (bool(filled.lake), own_files(filled)) == (True, files.split())
    with open_loader(filled, PATIENCE) as loader:
        loader.land("run-2", [*batch(2, 50)], [], [])  # a run may have come before
    with pytest.raises(BadSetting, match="already"):
        move_up(filled, f"{setting}/elsewhere", PATIENCE)
    assert move_up(filled, setting, PATIENCE).rows == sum(told(filled)[0].values())
    assert own_files(filled) == []
    with pytest.raises(BadSetting, match="already"):
        move_up(filled, setting, PATIENCE)


def test_killed_on_the_way_back_before_it_was_published_it_goes_on_there(filled, setting, monkeypatch):
    move_up(filled, setting, PATIENCE)
    before = told(filled)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(moving, "publish", Mock(side_effect=KeyboardInterrupt))
        move_back(filled, PATIENCE)
    assert own_files(filled) == ["loader.duckdb"]
    assert move_back(filled, PATIENCE).rows == sum(before[0].values())
    assert told(filled)[0] == before[0]
    with pytest.raises(BadSetting, match="already"):
        move_back(filled, PATIENCE)


def test_what_did_not_arrive_as_it_was_is_an_error_and_the_home_stays(filled, setting, monkeypatch):
    whole, seen = moving.Table.rows, set()

    def rows(one, where):  # the first time, the copying, a row of one table is left out
        is_first = one.name == "core.urls" and one.name not in seen
        seen.add(one.name)
        return f"FROM ({whole(one, where)}) OFFSET 1" if is_first else whole(one, where)

    monkeypatch.setattr(moving.Table, "rows", rows)
    with pytest.raises(WarehouseDamaged, match=r"core\.urls did not arrive"):
        move_up(filled, setting, PATIENCE)
    assert filled.lake is None
    assert len(told(filled)[2]) == 31


def test_there_must_be_something_to_move_and_one_who_says_where(home, setting, monkeypatch):
    with pytest.raises(NoWarehouse):
        move_up(home, setting, PATIENCE)
    with pytest.raises(BadSetting, match="its own already"):
        move_back(home, PATIENCE)
    monkeypatch.setenv(VARIABLE, setting)
    with pytest.raises(BadSetting, match="unset"):
        move_back(home, PATIENCE)
