"""Carries a warehouse over: from the home's own file into a shared one, or back.

What is copied is committed as a whole, and compared, before the home's setting is turned to it. Killed at any
moment, it can be run again: a target that holds exactly the same is taken as it is, any other is refused; and
where the home is turned to the target already, what was left to do is done.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import tomlkit

from tasks.folders import sync_folder
from warehouse.engine import connect_loader, in_our_words
from warehouse.errors import BadSetting, CannotWrite, WarehouseDamaged
from warehouse.home import VARIABLE, Home
from warehouse.lake import NAME, NUL_STAND_IN, Lake, lake_of
from warehouse.locks import LOCK_TIMEOUT, keeping_house, locked, shared_locked
from warehouse.migrations import migrate
from warehouse.publish import clean_up, ensure_loader, publish
from warehouse.quoting import quoted
from warehouse.transaction import transaction

FILE = "own_file"  # what the home's file is attached as

# Every table, but what each warehouse knows of itself.
_COLUMNS = """
SELECT schema_name, table_name, list([column_name, data_type] ORDER BY column_index)
FROM duckdb_columns() SEMI JOIN duckdb_tables() USING (database_name, schema_name, table_name)
WHERE database_name = current_database() AND schema_name IN ('raw', 'core')
GROUP BY ALL ORDER BY ALL
"""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the warehouse."""

    name: str  # with its schema
    columns: dict[str, str]  # types by name, in their order

    def rows(self, database: str) -> str:
        """SQL of its rows there, as both engines can hold them."""
        chosen = ", ".join(_without_nul(name, kind) for name, kind in self.columns.items())
        return f"SELECT {chosen} FROM {database}.{self.name}"


@dataclass(frozen=True, slots=True)
class Moved:
    """What was carried over, and compared."""

    tables: int
    rows: int


def move_up(home: Home, setting: str, timeout: float = LOCK_TIMEOUT) -> Moved:
    """Carries the home's own warehouse into the shared one that the setting names, and turns the home to it.

    The home's files are set aside. `timeout` is the wait for each lock, in seconds. Raises WarehouseError.
    """
    _refuse_variable()
    shared, held = lake_of(setting, home.path.absolute()), home.lake
    if held == shared and any(path.exists() for path in _own_files(home)):
        with locked(home, timeout):  # one that was killed had come so far
            _set_aside(home, datetime.now(UTC))
            return _counted(shared)
    if held:
        raise BadSetting(f"The warehouse of {home.path} is {held} already.")
    home.require()
    with keeping_house(home, timeout), locked(home, timeout), shared_locked(shared, timeout):
        ensure_loader(home)
        _bring_up_to_date(home.loader)
        with _both(shared, home.loader, "READ_ONLY") as con:
            moved = _carry(con, FILE, NAME, str(shared))
        _settle(home, setting)
        _set_aside(home, datetime.now(UTC))
    return moved


def move_back(home: Home, timeout: float = LOCK_TIMEOUT) -> Moved:
    """Carries a shared warehouse into a file of the home's own, turns the home to it, and publishes it.

    The shared one stays as it is. Raises WarehouseError.
    """
    _refuse_variable()
    shared = home.lake
    if shared is None:
        if home.published.exists() or not home.loader.exists():
            raise BadSetting(f"The warehouse of {home.path} is its own already.")
        publish(home, timeout)  # one that was killed had come so far
        with locked(home, timeout):
            return _counted(home.loader)
    with keeping_house(home, timeout), locked(home, timeout):
        clean_up(home)
        file = home.loader if home.loader.exists() else home.compacting
        _bring_up_to_date(file)
        with _both(shared, file, "READ_WRITE") as con:
            moved = _carry(con, NAME, FILE, str(home.loader))
            con.execute(f"CHECKPOINT {FILE}")
        with in_our_words(home.loader):
            file.replace(home.loader)
            sync_folder(home.path)
            home.setting.unlink()
    publish(home, timeout, anew=True)
    return moved


def _refuse_variable() -> None:
    if os.environ.get(VARIABLE):
        raise BadSetting(f"{VARIABLE} says where the warehouse is; unset it first: the home will say so.")


def _bring_up_to_date(file: Path) -> None:
    with connect_loader(file) as con, in_our_words(file):
        migrate(con)
        con.execute("CHECKPOINT")


@contextmanager
def _both(shared: Lake, file: Path, mode: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """Opens both; SQL means the shared one."""
    with connect_loader(shared) as con, in_our_words(shared):
        migrate(con)
        con.execute(f"ATTACH {quoted(str(file))} AS {FILE} ({mode})")
        yield con


def _carry(con: duckdb.DuckDBPyConnection, source: str, target: str, place: str) -> Moved:
    """Copies every table, in one transaction, and compares; `place` is what to call the target."""
    tables = _tables(con)
    is_new = not any(con.execute(f"SELECT 1 FROM {target}.{one.name} LIMIT 1").fetchall() for one in tables)
    if is_new:
        _copy(con, tables, source, target)
    rows = 0
    for one in tables:
        before, after = _sum(con, one.rows(source)), _sum(con, one.rows(target))
        if before != after and not is_new:
            raise CannotWrite(f"{place} is not empty, and {one.name} there is another. Name an empty one.")
        if before != after:
            raise WarehouseDamaged(f"{one.name} did not arrive as it was: {before} became {after}.")
        rows += before[0]
    return Moved(len(tables), rows)


def _copy(con: duckdb.DuckDBPyConnection, tables: list[Table], source: str, target: str) -> None:
    with transaction(con, f"{target}.meta"):
        for one in tables:
            names = ", ".join(one.columns)
            con.execute(f"INSERT INTO {target}.{one.name} ({names}) {one.rows(source)}")


def _tables(con: duckdb.DuckDBPyConnection) -> list[Table]:
    listed = con.execute(_COLUMNS).fetchall()
    return [Table(f"{schema}.{name}", dict(columns)) for schema, name, columns in listed]


def _counted(store: Path | Lake) -> Moved:
    """What a warehouse holds that was carried over, and compared, before."""
    with connect_loader(store) as con, in_our_words(store):
        tables = _tables(con)
        counts = [con.execute(f"SELECT count(*) FROM {one.name}").fetchall()[0][0] for one in tables]
    return Moved(len(tables), sum(counts))


def _sum(con: duckdb.DuckDBPyConnection, rows: str) -> tuple[int, int, int]:
    """Number of rows, and two sums of their hashes, which no order changes."""
    hashes = f"SELECT hash(one) AS hash FROM ({rows}) one"
    sums = "count(*), coalesce(bit_xor(hash), 0), coalesce(sum(hash::HUGEINT), 0)"
    count, xor, total = con.execute(f"SELECT {sums} FROM ({hashes})").fetchall()[0]
    return count, xor, total


def _without_nul(name: str, kind: str) -> str:
    if kind == "VARCHAR":
        return f"replace({name}, chr(0), '{NUL_STAND_IN}') AS {name}"
    if kind == "VARCHAR[]":
        return f"list_transform({name}, lambda text: replace(text, chr(0), '{NUL_STAND_IN}')) AS {name}"
    return name


def _settle(home: Home, setting: str) -> None:
    new = home.setting.with_name(f".{home.setting.name}.new")
    with in_our_words(home.path):
        new.touch(mode=0o600)  # a password may be in it
        new.write_text(tomlkit.dumps({"warehouse": setting}), "utf-8")
        new.replace(home.setting)
        sync_folder(home.path)


def _own_files(home: Home) -> tuple[Path, Path]:
    return home.loader, home.published


def _set_aside(home: Home, now: datetime) -> None:
    """Nobody shall read or write what stays as it is from now on."""
    for path in _own_files(home):
        if path.exists():
            path.rename(path.with_name(f"{path.stem}-moved-{now:%Y%m%d-%H%M%S}.duckdb"))
