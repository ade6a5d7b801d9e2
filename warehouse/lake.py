"""A shared warehouse: DuckLake, its catalog in a PostgreSQL database, its data in a folder or a bucket.

Everybody attaches it directly, and nobody shuts anybody out: readers see the newest snapshot, or one of the
past. https://ducklake.select/docs/stable/
"""

from __future__ import annotations

import importlib.util
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import duckdb

from warehouse.errors import BadSetting, NoWarehouse, WarehouseBusy, WarehouseError
from warehouse.quoting import quoted

PREFIX = "ducklake:postgres:"
NAME = "lake"  # of the attached warehouse
CATALOG = f"__ducklake_metadata_{NAME}"  # DuckLake's own tables, as DuckLake attaches them
S3 = "s3://"

# PostgreSQL knows no text with a NUL. DuckLake 1.0 leaves those out where it notes which texts a file has, so
# that questions miss them, and asks in SQL that ends there. None may get in.
NUL = "\0"
NUL_STAND_IN = "\N{REPLACEMENT CHARACTER}"

_DATA = re.compile(r"(?:^|\s)data_path=(\S+)")
# Whatever libpq takes for one, and what somebody wrote for one as it is: of a URL all from the user
# up to the last @. Rather more than a part too little.
_SECRET = re.compile(
    r"\s*\b(?:ssl)?password\s*=\s*(?:'(?:[^'\\]|\\.)*'?|(?:\\.|\S)+)|(?<=://)(?P<user>[^:@/?\s]*):.*@",
    re.IGNORECASE | re.DOTALL,
)
# Of a DuckDB that opens one, where nobody else can have it load anything: `_extension` checks the signatures.
CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_unsigned_extensions": "true",
}
_EXTENSIONS = ("postgres_scanner", "ducklake")
_LOCKS = 0x636F7079  # the first of two keys of an advisory lock: "copy", for ours


@dataclass(frozen=True, slots=True)
class Lake:
    """Where a shared warehouse is. One PostgreSQL database holds one warehouse."""

    catalog: str  # the database, in libpq's words: "host=db.example dbname=news", or its URL
    data: str | None  # folder or s3:// URL of the data; None leaves it to the catalog, which knows it
    spill: Path  # folder for what does not fit into memory

    @property
    def is_in_a_folder(self) -> bool:
        """True if its data are known to lie in a folder."""
        return self.data is not None and not self.data.startswith(S3)

    def __str__(self) -> str:
        return f"the shared warehouse ({without_password(self.catalog)})"


def without_password(text: str) -> str:
    """A text that holds where a database is, to be shown."""
    return _SECRET.sub(lambda found: "" if found["user"] is None else f"{found['user']}:@", text).strip()


def lake_of(setting: str, folder: Path) -> Lake:
    """Reads "ducklake:postgres:host=… dbname=… data_path=…"; `folder` is the home's. Raises BadSetting.

    What libpq finds elsewhere can be left out: PGHOST, PGPASSWORD, ~/.pgpass. A relative data_path is one
    below the folder.
    """
    if not setting.startswith(PREFIX):
        raise BadSetting(f'"{setting:.40}" is no warehouse; example: "{PREFIX}host=db dbname=news"')
    words = setting.removeprefix(PREFIX)
    data = found.group(1) if (found := _DATA.search(words)) else None
    if data is not None and not data.startswith(S3):
        data = str((folder / data).absolute())
    return Lake(_DATA.sub("", words).strip(), data, folder / "spill")


def attach(con: duckdb.DuckDBPyConnection, lake: Lake, read_only: bool) -> None:
    """Attaches the warehouse and makes it the one that SQL means; a loader creates it if it is absent.

    Raises NoWarehouse, BadSetting, and what DuckDB raises.
    """
    try:
        for statement in opening(lake, read_only):
            con.execute(statement)
    except duckdb.Error as error:
        said = str(error)
        if "explicitly disabled" in said:  # to create one, as this reads
            raise NoWarehouse(f"There is nothing in {lake} yet: run `copydesk ingest` first.") from error
        if "data_path is not set" in said:
            told = f"{lake} does not exist yet: say where its data are to lie, with data_path=…"
            raise BadSetting(told) from error
        if "does not match existing data path" in said:
            raise BadSetting(f"The data of {lake} lie elsewhere: {said.splitlines()[0]}") from error
        raise


def opening(lake: Lake, read_only: bool) -> list[str]:
    """The SQL that opens the warehouse."""
    options = ["READ_ONLY"] if read_only else []
    if lake.data is not None:
        options.append(f"DATA_PATH {quoted(lake.data)}")
    return [
        *(f"LOAD {quoted(str(_extension(name)))}" for name in _EXTENSIONS),
        *_store(lake.data or "", os.environ),
        f"SET temp_directory = {quoted(str(lake.spill))}",
        f"ATTACH {quoted('ducklake:postgres:' + lake.catalog)} AS {NAME}"
        + (f" ({', '.join(options)})" if options else ""),
        f"USE {NAME}",
    ]


def confining(con: duckdb.DuckDBPyConnection) -> list[str]:
    """The SQL after which an attached warehouse is all that SQL can reach."""
    return [allowing(con), "SET enable_external_access = false", "SET lock_configuration = true"]


def allowing(con: duckdb.DuckDBPyConnection) -> str:
    """The SQL that leaves an attached warehouse its data when all other files are closed to it."""
    sql = f"SELECT value FROM {CATALOG}.ducklake_metadata WHERE key = 'data_path'"
    return f"SET allowed_directories = [{quoted(con.execute(sql).fetchall()[0][0])}]"


@cache
def _extension(name: str) -> Path:
    """The file of an extension, which comes as a package: DuckDB fetches nothing.

    Its signature is checked here, once a process: at every opening, that would be most of the cost.
    """
    found = importlib.util.find_spec(f"duckdb_extension_{name}")
    if found is None or not found.submodule_search_locations:
        raise WarehouseError('A shared warehouse needs more packages: pip install "copydesk[cluster]"')
    folder = Path(found.submodule_search_locations[0])
    file = folder / "extensions" / f"v{duckdb.__version__}" / f"{name}.duckdb_extension"
    with closing(duckdb.connect()) as con:
        con.execute(f"LOAD {quoted(str(file))}")
    return file


def _store(data: str, environment: Mapping[str, str]) -> list[str]:
    """The SQL that lets DuckDB into an S3-compatible store, by the variables that all such programs read."""
    if not data.startswith(S3):
        return []
    fields = {
        "KEY_ID": environment.get("AWS_ACCESS_KEY_ID"),
        "SECRET": environment.get("AWS_SECRET_ACCESS_KEY"),
        "SESSION_TOKEN": environment.get("AWS_SESSION_TOKEN"),
        "REGION": environment.get("AWS_REGION") or environment.get("AWS_DEFAULT_REGION"),
    }
    given = [f"{name} {quoted(value)}" for name, value in fields.items() if value]
    if endpoint := environment.get("AWS_ENDPOINT_URL_S3") or environment.get("AWS_ENDPOINT_URL"):
        parts = urlsplit(endpoint)
        given += [f"ENDPOINT {quoted(parts.netloc)}", "URL_STYLE 'path'"]
        given += ["USE_SSL false"] if parts.scheme == "http" else []
    return [
        f"LOAD {quoted(str(_extension('httpfs')))}",
        f"CREATE OR REPLACE TEMPORARY SECRET store ({', '.join(['TYPE s3', *given])})",
    ]


def is_lake(con: duckdb.DuckDBPyConnection) -> bool:
    """True if SQL means a shared warehouse."""
    sql = "SELECT type FROM duckdb_databases() WHERE database_name = current_database()"
    return bool(con.execute(sql).fetchall()[0][0] == "ducklake")


@contextmanager
def locked(lake: Lake, key: int, timeout: float, busy: str) -> Iterator[None]:
    """Holds an advisory lock in the catalog's database, which frees it when its holder's connection ends.

    Raises WarehouseBusy, which says `busy`, after `timeout` seconds.
    """
    with closing(duckdb.connect(config=CONFIG)) as con:
        con.execute("SET enable_progress_bar = false")  # of waiting
        con.execute(f"LOAD {quoted(str(_extension('postgres_scanner')))}")
        con.execute(f"ATTACH {quoted(lake.catalog)} AS guard (TYPE postgres, READ_ONLY)")
        con.execute("BEGIN")  # one connection to PostgreSQL, and one transaction there, until it is closed
        wait = max(1, round(timeout * 1000))
        try:
            _ask(con, f"SELECT set_config('lock_timeout', '{wait}', true)")
            _ask(con, "SELECT set_config('idle_in_transaction_session_timeout', '0', true)")
            _ask(con, f"SELECT pg_advisory_xact_lock({_LOCKS}, {key})::VARCHAR")
        except duckdb.IOException as error:
            if "lock timeout" in str(error):
                raise WarehouseBusy(busy) from error
            raise
        try:
            yield
        finally:
            # Where PostgreSQL has gone meanwhile this fails; left to the closing, it would end the process.
            with suppress(duckdb.Error):
                con.execute("ROLLBACK")


def _ask(con: duckdb.DuckDBPyConnection, sql: str) -> None:
    con.execute("FROM postgres_query('guard', ?)", [sql]).fetchall()
