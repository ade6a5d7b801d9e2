"""Whether the warehouse's files are sound, and what repairs them without losing anything."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import duckdb

from warehouse.alive import living, over
from warehouse.engine import connect_loader, connect_reader, in_our_words, log_of
from warehouse.errors import WarehouseDamaged
from warehouse.home import Home
from warehouse.locks import locked
from warehouse.migrations import migrate
from warehouse.own_files import OWN_FILE
from warehouse.publish import publish, put_copy_in_place

# A run of which nobody here can tell whether it is alive, as it is another home's, is believed for so long.
STALE_RUN = timedelta(days=1)

_READER = """
import sys, duckdb
con = duckdb.connect(sys.argv[1], read_only=True)
tables = con.execute("SELECT schema_name, table_name FROM duckdb_tables() WHERE NOT internal").fetchall()
for schema, table in tables:
    con.execute(f'SELECT max(hash(one)) FROM "{schema}"."{table}" one').fetchall()
"""
_NEWEST = "SELECT max(landed_at) FROM raw.batches"
_SAMPLE = f"""
SELECT capture_id, digest, warc_file, warc_offset FROM raw.captures
WHERE {OWN_FILE} AND refers_to IS NULL
ORDER BY hash(capture_id, $salt) LIMIT $most
"""
_STALE = """
SELECT run_id FROM core.runs WHERE state = 'running' AND (
    list_contains($over::VARCHAR[], run_id)
    OR (started_at < $before AND NOT list_contains($living::VARCHAR[], run_id))
)
"""
_END_STALE = f"UPDATE core.runs SET state = 'killed' WHERE run_id IN ({_STALE})"


@dataclass(frozen=True, slots=True)
class Sampled:
    """A capture as the index knows it."""

    capture_id: str
    digest: str
    warc_file: str
    warc_offset: int


def check_loader(home: Home, timeout: float) -> None:
    """Reads the loader's file through. Raises WarehouseError, of which WarehouseBusy says nothing bad."""
    with locked(home, timeout):
        con = connect_loader(home.loader)
        try:
            with in_our_words(home.loader):
                migrate(con)
        finally:
            con.close()
        _read_through(home.loader)


def check_published(home: Home) -> None:
    """Reads the published file through. Raises WarehouseError."""
    connect_reader(home.published).close()
    _read_through(home.published)


def _read_through(path: Path) -> None:
    """Reads every value of every table, in a process of its own.

    DuckDB compares each block with its checksum, but of a broken one its process may die. Raises
    WarehouseDamaged.
    """
    command = [sys.executable, "-c", _READER, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", errors="replace")
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if "Error" in line or "Exception" in line]
        told = lines[-1] if lines else "DuckDB died of it"
        raise WarehouseDamaged(f"{path} cannot be read to the end: {told:.200}")


def put_published_in_place(home: Home, now: datetime, timeout: float) -> Path:
    """Sets a damaged loader's file aside and puts the published one in its place; gives where it is now.

    What had landed and was not published yet is not in that; its pages are in the archive. Raises
    WarehouseError, also if the published file is not sound.
    """
    check_published(home)
    with locked(home, timeout), in_our_words(home.loader):
        aside = home.loader.with_name(f"loader-damaged-{now:%Y%m%d-%H%M%S}.duckdb")
        log = log_of(home.loader)
        home.loader.rename(aside)
        if log.exists():
            log.rename(log_of(aside))
        put_copy_in_place(home)
    return aside


def begin_anew(home: Home, now: datetime, timeout: float) -> None:
    """Sets a damaged published file aside where the loader's is gone: a new warehouse takes its place."""
    with locked(home, timeout), in_our_words(home.published):
        home.published.rename(home.published.with_name(f"copydesk-damaged-{now:%Y%m%d-%H%M%S}.duckdb"))
    publish(home, timeout)


def newest_landing(con: duckdb.DuckDBPyConnection) -> datetime | None:
    """When the newest batch landed, by the clock of then."""
    found: datetime | None = con.execute(_NEWEST).fetchall()[0][0]
    return found


def sample(con: duckdb.DuckDBPyConnection, most: int, salt: int) -> list[Sampled]:
    """So many archived captures at most; others for another salt."""
    return [Sampled(*row) for row in con.execute(_SAMPLE, {"most": most, "salt": salt}).fetchall()]


def stale_runs(con: duckdb.DuckDBPyConnection, home: Home, now: datetime) -> int:
    """How many runs are recorded as running that are not any more."""
    return len(con.execute(_STALE, _known(home, now)).fetchall())


def end_stale_runs(con: duckdb.DuckDBPyConnection, home: Home, now: datetime) -> None:
    """Records of these that they were killed. To be called in a transaction."""
    con.execute(_END_STALE, _known(home, now))


def _known(home: Home, now: datetime) -> dict[str, object]:
    return {"over": over(home), "living": living(home), "before": now - STALE_RUN}
