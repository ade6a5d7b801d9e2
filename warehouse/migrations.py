"""Brings a warehouse's schema up to date: numbered SQL, forward only, each applied once; then the views."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb

from warehouse.agencies import with_agencies
from warehouse.errors import SchemaTampered, WarehouseNewer
from warehouse.lake import is_lake
from warehouse.transaction import transaction

ROOM = Path(__file__).parent

_META = """
CREATE SCHEMA IF NOT EXISTS meta;
CREATE TABLE IF NOT EXISTS meta.migrations (
    name VARCHAR NOT NULL, hash VARCHAR NOT NULL, applied_at TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE meta.migrations IS
    'One row a file of warehouse/schema/ that was applied, and one for the views.';
COMMENT ON COLUMN meta.migrations.name IS 'Name of the file; views for all of warehouse/views/.';
COMMENT ON COLUMN meta.migrations.hash IS 'SHA-256 of the text that was applied.';
COMMENT ON COLUMN meta.migrations.applied_at IS 'When it was applied.';
CREATE TABLE IF NOT EXISTS meta.changes (changes BIGINT NOT NULL);
COMMENT ON TABLE meta.changes IS 'One row: tells whether the published file is behind the loader''s.';
COMMENT ON COLUMN meta.changes.changes IS 'Number of transactions that changed the warehouse.';
INSERT INTO meta.changes SELECT 0 WHERE NOT EXISTS (FROM meta.changes);
"""

VIEWS = "views"  # name under which the views are recorded

# Files that were changed after somebody may have applied them, and the hashes of what was applied then: only
# comments differ.
FORMER = {"0010_backfilled.sql": "6d4a7b6e14884358be1fff7a2fd1848207d0aa031d2b12f8bd9b04353d8bd387"}

_VIEW = re.compile(r"^CREATE OR REPLACE VIEW (\S+)", re.MULTILINE)
_COMMENT = re.compile(r"^COMMENT ON (?:MACRO|COLUMN (\S+)\.\w+ IS)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Script:
    """SQL to apply, and what it is known by."""

    name: str
    sql: str
    hash: str


def migrate(
    con: duckdb.DuckDBPyConnection, schema: Path = ROOM / "schema", views: Path = ROOM / "views"
) -> bool:
    """Applies what is missing, in order, each file in its own transaction; True if anything was.

    Raises WarehouseNewer if the warehouse knows migrations that this program does not, and SchemaTampered if
    a file was changed after it had been applied.
    """
    applied = _applied(con)
    scripts = _scripts(schema)
    _refuse_strangers(applied, scripts)
    missing = [script for script in scripts if script.name not in applied]
    for script in missing:
        _apply(con, script)
    all_views = _views(views)
    if missing or applied.get(VIEWS) != all_views.hash:
        _apply(con, all_views)
        if not is_lake(con):
            con.execute("CHECKPOINT")  # or every opening would replay all these statements from the log
        return True
    return False


def is_current(con: duckdb.DuckDBPyConnection) -> bool:
    """False for a warehouse that lacks migrations, or views, of this program."""
    applied = _applied(con)
    return applied.get(VIEWS) == _views(ROOM / "views").hash and all(
        script.name in applied for script in _scripts(ROOM / "schema")
    )


def _applied(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    try:
        return dict(con.execute("SELECT name, hash FROM meta.migrations").fetchall())
    except duckdb.CatalogException:  # a new file
        con.execute(f"BEGIN; {_META} COMMIT")
        return {}


def _refuse_strangers(applied: dict[str, str], scripts: tuple[Script, ...]) -> None:
    ours = {script.name: script.hash for script in scripts}
    unknown = sorted(name for name in applied if name not in ours and name != VIEWS)
    if unknown:
        raise WarehouseNewer(f"A newer Copydesk made this warehouse ({unknown[-1]}). Update Copydesk.")
    changed = [
        name for name, digest in ours.items() if applied.get(name, digest) not in (digest, FORMER.get(name))
    ]
    if changed:
        raise SchemaTampered(
            f"warehouse/schema/{changed[0]} was changed after it had been applied. Restore it."
        )


def _apply(con: duckdb.DuckDBPyConnection, script: Script) -> None:
    with transaction(con):
        if script.name == VIEWS:
            _drop_old(con)
        con.execute(_without_comments(con, script.sql) if is_lake(con) else script.sql)
        con.execute("DELETE FROM meta.migrations WHERE name = ?", [script.name])
        con.execute("INSERT INTO meta.migrations VALUES (?, ?, now())", [script.name, script.hash])


def _without_comments(con: duckdb.DuckDBPyConnection, sql: str) -> str:
    """The SQL without the comments that DuckLake has no place for: on macros, and on columns of views."""
    views = set(_VIEW.findall(sql))
    kept = []
    for statement in con.extract_statements(sql):
        found = _COMMENT.search(statement.query)
        if not found or (found[1] and found[1] not in views):
            kept.append(statement.query)
    return ";\n".join(kept)


def _drop_old(con: duckdb.DuckDBPyConnection) -> None:
    """Views and macros of earlier programs go: one that this program does not know would rot."""
    for schema, view in con.execute(
        "SELECT schema_name, view_name FROM duckdb_views()"
        " WHERE NOT internal AND database_name = current_database()"
    ).fetchall():
        con.execute(f'DROP VIEW "{schema}"."{view}"')
    for kind, schema, macro in con.execute(
        "SELECT if(function_type = 'table_macro', 'MACRO TABLE', 'MACRO'), schema_name, function_name"
        " FROM duckdb_functions() WHERE NOT internal AND database_name = current_database()"
    ).fetchall():
        con.execute(f'DROP {kind} "{schema}"."{macro}"')


@cache
def _scripts(folder: Path) -> tuple[Script, ...]:
    return tuple(_script(path.name, path.read_text("utf-8")) for path in sorted(folder.glob("[0-9]*.sql")))


@cache
def _views(folder: Path) -> Script:
    sql = "\n".join(path.read_text("utf-8") for path in sorted(folder.glob("*.sql")))
    return _script(VIEWS, with_agencies(sql))


def _script(name: str, sql: str) -> Script:
    return Script(name, sql, hashlib.sha256(sql.encode()).hexdigest())
