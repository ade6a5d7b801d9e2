"""Opens warehouses, of one file or shared, and puts DuckDB's errors into our words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from warehouse import lake
from warehouse.errors import (
    CannotWrite,
    Unreachable,
    WarehouseBusy,
    WarehouseDamaged,
    WarehouseError,
    WarehouseNewer,
)
from warehouse.lake import Lake

# The loader shares the machine with the flows: DuckDB would take 80% of the memory and every core.
LOADER_MEMORY = "1GB"
# A second thread makes a batch, and compacting 200,000 articles, half as dear again in CPU, and neither
# faster where something else runs. Only where data are fetched from afar two can wait at once.
LOADER_THREADS = 1
LOADER_THREADS_AFAR = 2

# Size of the log that commits go to, between two checkpoints. At 200,000 articles a checkpoint costs 0.2 s of
# CPU, and replaying the log at the next opening 0.02 s a megabyte, four times that if it is of many small
# commits: closing must not checkpoint, as flows open the file for every batch, and the log must stay short.
LOG_SIZE = "6MB"

# Whatever a file or a query asks for, DuckDB fetches no code.
_NO_EXTENSIONS = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}


def connect_loader(store: Path | Lake) -> duckdb.DuckDBPyConnection:
    """Opens the loader's file, or the shared warehouse, for writing; makes it if absent.

    The caller holds the lock.
    """
    afar = isinstance(store, Lake) and not store.is_in_a_folder
    threads = LOADER_THREADS_AFAR if afar else LOADER_THREADS
    limits = {"memory_limit": LOADER_MEMORY, "threads": str(threads)}
    rules = lake.CONFIG if isinstance(store, Lake) else _NO_EXTENSIONS
    with in_our_words(store):
        con = duckdb.connect(_file_of(store), config={**rules, **limits})
        try:
            con.execute("SET GLOBAL TimeZone = 'UTC'")
            if isinstance(store, Lake):
                lake.attach(con, store, read_only=False)
            else:
                con.execute("PRAGMA disable_checkpoint_on_shutdown")
                con.execute(f"SET checkpoint_threshold = '{LOG_SIZE}'")
        except BaseException:
            con.close()
            raise
    return con


def another(con: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """A second connection to what `con` reads, to ask while the rows of an answer still come.

    A cursor does not know by itself which warehouse its original was told to USE.
    """
    own = con.cursor()
    if lake.is_lake(con):
        own.execute(f"USE {lake.NAME}")
    return own


def log_of(file: Path) -> Path:
    """DuckDB's log of a file: what was committed since its last checkpoint; the next opening reads it."""
    return file.with_name(f"{file.name}.wal")


def _file_of(store: Path | Lake) -> str:
    return ":memory:" if isinstance(store, Lake) else str(store)


def connect_reader(shown: Path | Lake, unsafe: bool = False) -> duckdb.DuckDBPyConnection:
    """Opens a file, or the shared warehouse, for reading only.

    Unless `unsafe`, SQL can reach nothing but this, no other file, no network and no extension, and cannot
    change the settings that say so.
    """
    with in_our_words(shown):
        return _shared_reader(shown, unsafe) if isinstance(shown, Lake) else _file_reader(shown, unsafe)


def _file_reader(path: Path, unsafe: bool) -> duckdb.DuckDBPyConnection:
    config: dict[str, str | bool | int | float | list[str]] = {}
    if not unsafe:
        config = {**_NO_EXTENSIONS, "enable_external_access": "false"}
    con = duckdb.connect(str(path), read_only=True, config=config)
    con.execute("SET GLOBAL TimeZone = 'UTC'")
    if not unsafe:
        con.execute("SET lock_configuration = true")
    return con


def _shared_reader(shared: Lake, unsafe: bool) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect(config={} if unsafe else lake.CONFIG)
    try:
        con.execute("SET GLOBAL TimeZone = 'UTC'")
        lake.attach(con, shared, read_only=True)
        for statement in () if unsafe else lake.confining(con):
            con.execute(statement)
    except BaseException:
        con.close()
        raise
    return con


# What DuckDB raises about a file. All else that it raises is a mistake in SQL: ours, or the user's.
_FILE_ERRORS = (
    duckdb.IOException,
    duckdb.SerializationException,
    duckdb.FatalException,
    duckdb.InternalException,
    duckdb.TransactionException,  # a commit that could not be written
    OSError,
)


@contextmanager
def in_our_words(store: Path | Lake) -> Iterator[None]:
    """Turns what DuckDB says about a warehouse's storage into a WarehouseError that says what to do."""
    try:
        yield
    except _FILE_ERRORS as error:
        raise explained(error, store) from error


def explained(error: Exception, store: Path | Lake) -> WarehouseError:
    """The WarehouseError for what happened to a file, or to a shared warehouse."""
    return _of_lake(error, store) if isinstance(store, Lake) else _of_file(error, store)


def _of_lake(error: Exception, shared: Lake) -> WarehouseError:
    said = str(error)
    if _says(said, "conflict"):
        return WarehouseBusy(f"Another program wrote to {shared} at the same moment. Run this again.")
    if _says(said, "permission denied", "must be owner of"):
        return CannotWrite(f"{shared} cannot be written: the user that it names may only read it.")
    return Unreachable(f"Cannot use {shared}: {lake.without_password(_first_line(said)) or repr(error)}")


def _of_file(error: Exception, path: Path) -> WarehouseError:
    said = str(error)
    if _says(said, "could not set lock", "conflicting lock", "different configuration"):
        return WarehouseBusy(f"{path} is open in another program. Close it there and run this again.")
    if _says(said, "newer version", "later version"):
        return WarehouseNewer(f"{path} was made by a newer DuckDB. Update Copydesk.")
    if _says(said, "no space left", "quota", "file too large"):
        return CannotWrite(f"No space is left for {path}. Free some and run this again.")
    if _says(said, "permission denied", "read-only file system"):
        return CannotWrite(f"{path} cannot be written: no permission.")
    if isinstance(error, OSError):
        return CannotWrite(f"{path} cannot be written: {error.strerror or error}.")
    return WarehouseDamaged(f"{path} cannot be read as a warehouse: {_first_line(said) or repr(error)}")


def _first_line(said: str) -> str:
    return said.splitlines()[0] if said else ""


def _says(said: str, *words: str) -> bool:
    return any(word in said.lower() for word in words)
