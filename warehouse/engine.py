"""Opens DuckDB files, and puts DuckDB's errors into our words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from warehouse.errors import CannotWrite, WarehouseBusy, WarehouseDamaged, WarehouseError, WarehouseNewer

# The loader shares the machine with the flows: DuckDB would take 80% of the memory and every core.
LOADER_MEMORY = "1GB"
LOADER_THREADS = 2

# Size of the log that commits go to, between two checkpoints. At 200,000 articles a checkpoint costs 0.2 s of
# CPU, and replaying the log at the next opening 0.02 s a megabyte: closing must not checkpoint, as flows open
# the file for every batch, and the log must stay short.
LOG_SIZE = "6MB"

# Whatever a file or a query asks for, DuckDB fetches no code.
_NO_EXTENSIONS = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}


def connect_loader(path: Path) -> duckdb.DuckDBPyConnection:
    """Opens the loader's file for writing; makes it if absent. The caller holds the lock."""
    limits = {"memory_limit": LOADER_MEMORY, "threads": str(LOADER_THREADS)}
    with in_our_words(path):
        con = duckdb.connect(str(path), config={**_NO_EXTENSIONS, **limits})
        con.execute("SET TimeZone = 'UTC'")
        con.execute("PRAGMA disable_checkpoint_on_shutdown")
        con.execute(f"SET checkpoint_threshold = '{LOG_SIZE}'")
    return con


def connect_reader(path: Path, unsafe: bool = False) -> duckdb.DuckDBPyConnection:
    """Opens a file for reading only.

    Unless `unsafe`, SQL can reach no file but this one, no network and no extension, and cannot change the
    settings that say so.
    """
    config: dict[str, str | bool | int | float | list[str]] = {}
    if not unsafe:
        config = {**_NO_EXTENSIONS, "enable_external_access": "false"}
    with in_our_words(path):
        con = duckdb.connect(str(path), read_only=True, config=config)
        con.execute("SET TimeZone = 'UTC'")
        if not unsafe:
            con.execute("SET lock_configuration = true")
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
def in_our_words(path: Path) -> Iterator[None]:
    """Turns what DuckDB says about a file into a WarehouseError that says what to do."""
    try:
        yield
    except _FILE_ERRORS as error:
        raise explained(error, path) from error


def explained(error: Exception, path: Path) -> WarehouseError:
    """The WarehouseError for what happened to a file."""
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
    first_line = said.splitlines()[0] if said else repr(error)
    return WarehouseDamaged(f"{path} cannot be read as a warehouse: {first_line}")


def _says(said: str, *words: str) -> bool:
    return any(word in said.lower() for word in words)
