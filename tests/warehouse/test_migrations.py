"""Migrations: each applied once, in order, never changed; and everything in the schema is explained."""

from __future__ import annotations

import shutil
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import duckdb
import pytest

from tasks.records import Credit
from tests.warehouse.samples import NOW, article, batch
from warehouse.errors import SchemaTampered, WarehouseNewer
from warehouse.loader import open_loader
from warehouse.migrations import FORMER, ROOM, migrate


@pytest.fixture
def con():
    with duckdb.connect() as opened:
        yield opened


@pytest.fixture
def room(tmp_path) -> Path:
    """A copy of the schema and the views, to change."""
    shutil.copytree(ROOM / "schema", tmp_path / "schema")
    shutil.copytree(ROOM / "views", tmp_path / "views")
    return tmp_path


def apply(con, room: Path) -> bool:
    return migrate(con, room / "schema", room / "views")


def add(room: Path, name: str, sql: str) -> Path:
    path = room / "schema" / name
    path.write_text(sql)
    return room


def test_each_file_is_applied_once_and_recorded(con):
    assert migrate(con)
    first = con.execute("FROM meta.migrations ORDER BY name").fetchall()
    assert not migrate(con)
    assert con.execute("FROM meta.migrations ORDER BY name").fetchall() == first
    files = sorted(path.name for path in (ROOM / "schema").glob("*.sql"))
    assert [name for name, _, _ in first] == [*files, "views"]


def test_a_later_file_is_applied_to_a_warehouse_with_data_in_it(home, tmp_path, room):
    with open_loader(home, timeout=9) as loader:
        loader.land("run-1", batch(3), [], [])
    added = "ALTER TABLE core.versions ADD COLUMN mood VARCHAR; UPDATE core.versions SET mood = 'calm'"
    views = room / "views" / "01_articles.sql"
    views.write_text(views.read_text().replace("    url,\n", "    url,\n    mood,\n"))
    add(room, "9000_mood.sql", added)
    with duckdb.connect(str(home.loader)) as con:
        migrate(con, *room_copy(tmp_path / "again", room))
        assert con.execute("SELECT DISTINCT mood FROM articles").fetchall() == [("calm",)]
        assert con.execute("SELECT count(*) FROM articles").fetchall() == [(3,)]


def room_copy(target: Path, room: Path) -> tuple[Path, Path]:
    """The folders at another place: files are read once a process and place."""
    shutil.copytree(room, target)
    return target / "schema", target / "views"


# What warehouses have applied. A change goes into a new file: they would refuse this one.
APPLIED = {
    "0001_warehouse.sql": "6d57ce24d781",
    "0002_findings.sql": "1fbeece8bc4d",
    "0003_polls.sql": "d70d80ed1b0e",
    "0004_looks.sql": "38920029f140",
    "0006_syndication.sql": "b4582a75fc93",
    "0007_fetch.sql": "0d35c88eec2d",
    "0008_forgotten.sql": "a114fbe0e334",
    "0009_search.sql": "355edc65cc85",
    "0010_backfilled.sql": "529bcfd88a05",
    "0011_alerts.sql": "29870f89108e",
    "0012_cluster_facts.sql": "ed4d4d947d8a",
    "0013_fetch_attempts.sql": "a3fbc6b7afd8",
    "0014_rests.sql": "050d8b2002e6",
    "0015_wanted.sql": "a298674cc147",
}


def test_no_file_that_a_warehouse_may_have_applied_is_changed():
    found = {
        path.name: sha256(path.read_bytes()).hexdigest()[:12] for path in (ROOM / "schema").glob("*.sql")
    }
    assert found == APPLIED  # a new file is added here


def test_a_warehouse_that_has_a_former_text_of_a_file_goes_on(con):
    migrate(con)
    for name, applied in FORMER.items():
        con.execute("UPDATE meta.migrations SET hash = ? WHERE name = ?", [applied, name])
    assert not migrate(con)
    con.execute("UPDATE meta.migrations SET hash = 'another' WHERE name = ?", [next(iter(FORMER))])
    with pytest.raises(SchemaTampered):
        migrate(con)


SCHEMAS = sorted((ROOM / "schema").glob("*.sql"))
SAMPLES = {
    "VARCHAR": "'text'",
    "INTEGER": "1",
    "BIGINT": "1",
    "DOUBLE": "1.5",
    "UINTEGER": "4294967295",
    "UTINYINT": "255",
    "BLOB": "'bytes'::BLOB",
    "UBIGINT": "18446744073709551615",
    "BOOLEAN": "true",
    "DATE": "DATE '2026-03-02'",
    "TIMESTAMP WITH TIME ZONE": "TIMESTAMPTZ '2026-03-02 09:30:00+00'",
    "VARCHAR[]": "['one', 'two']",
}


@pytest.mark.parametrize("earlier", range(1, len(SCHEMAS) + 1))
def test_a_warehouse_of_every_earlier_schema_is_brought_up_to_date_with_its_data(con, room, earlier):
    for path in SCHEMAS[earlier:]:
        (room / "schema" / path.name).unlink()
    for path in (room / "views").iterdir():
        path.unlink()
    apply(con, room)
    tables = con.execute(
        "SELECT schema_name, table_name, list(data_type ORDER BY column_index) FROM duckdb_columns()"
        " WHERE schema_name IN ('raw', 'core') AND NOT internal GROUP BY ALL"
    ).fetchall()
    assert tables
    for schema, table, types in tables:
        con.execute(f"INSERT INTO {schema}.{table} VALUES ({', '.join(SAMPLES[kind] for kind in types)})")
    assert migrate(con)
    for schema, table, _ in tables:
        assert con.execute(f"SELECT count(*) FROM {schema}.{table}").fetchall() == [(1,)], table
    views = con.execute(
        "SELECT schema_name || '.' || view_name FROM duckdb_views() WHERE NOT internal"
    ).fetchall()
    assert len(views) >= 15
    for (view,) in views:  # a view breaks without a word when a column that it names goes
        con.execute(f"FROM {view}").fetchall()
    assert con.execute("SELECT article_id, authors, published_on::VARCHAR FROM articles").fetchall() == [
        ("text", ["one", "two"], "2026-03-02")
    ]


def test_clusters_of_an_earlier_program_get_what_this_one_stores_with_them(loader, ask):
    unnamed, dpa = (Credit(name, name, "byline", "byline") for name in ("unnamed", "dpa"))
    stories = [("one", (unnamed,)), ("one", (unnamed, dpa)), ("two", ()), ("two", ()), ("two", (unnamed,))]
    loader.land(
        "run-1",
        [
            article(
                f"{n}",
                " ".join(f"{name}{w}" for w in range(150)),
                publisher=f"Paper {n}",
                credits=credits,
                url=f"https://paper{n}.example/",
                published_at=NOW + timedelta(hours=n),
            )
            for n, (name, credits) in enumerate(stories)
        ],
        [],
        [],
    )
    assert loader.index()
    stored = ask("FROM core.clusters ORDER BY ALL")
    assert len(stored) == 5
    for column in ("agency", "copies", "first_publisher", "first_published_at"):
        ask(f"ALTER TABLE core.clusters DROP COLUMN {column}")
    ask("DELETE FROM meta.migrations WHERE name = '0012_cluster_facts.sql'")
    assert migrate(loader.con)
    assert ask("FROM core.clusters ORDER BY ALL") == stored


def test_changed_views_are_applied_anew(con, room, tmp_path):
    apply(con, room)
    (room / "views" / "zebra.sql").write_text(
        "CREATE VIEW zebra AS SELECT 1 AS stripes; CREATE MACRO core.hoof(x) AS x;"
        " CREATE MACRO zebras() AS TABLE SELECT core.hoof(2) AS stripes;"
    )
    assert migrate(con, *room_copy(tmp_path / "again", room))
    assert con.execute("FROM zebra UNION ALL FROM zebras()").fetchall() == [(1,), (2,)]
    migrate(con)
    for gone in ("FROM zebra", "FROM zebras()", "SELECT core.hoof(1)"):  # what the program does not know
        with pytest.raises(duckdb.CatalogException):
            con.execute(gone)


def test_a_file_that_was_changed_after_it_was_applied_is_an_error(con, room, tmp_path):
    apply(con, room)
    first = next((room / "schema").glob("0001*.sql"))
    first.write_text(first.read_text() + "\n-- changed")
    with pytest.raises(SchemaTampered, match=first.name):
        migrate(con, *room_copy(tmp_path / "again", room))


def test_a_warehouse_of_a_newer_program_is_refused(con, room, tmp_path):
    add(room, "9000_future.sql", "CREATE TABLE core.future (a INTEGER)")
    apply(con, room)
    with pytest.raises(WarehouseNewer, match="9000_future"):
        migrate(con)


def test_a_migration_that_fails_leaves_the_warehouse_as_it_was(con, room, tmp_path):
    migrate(con)
    add(room, "9000_broken.sql", "CREATE TABLE core.half (a INTEGER); SELECT error('no');")
    with pytest.raises(duckdb.Error):
        apply(con, room)
    assert con.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'half'").fetchall() == []
    assert not migrate(con)


def test_every_table_view_and_column_is_explained(con):
    migrate(con)
    for kind in ("table", "view"):
        bare = con.execute(
            f"SELECT schema_name, {kind}_name FROM duckdb_{kind}s() WHERE NOT internal AND comment IS NULL"
        ).fetchall()
        assert bare == []
    macros = con.execute(
        "SELECT function_name FROM duckdb_functions() WHERE NOT internal AND comment IS NULL"
    ).fetchall()
    assert macros == []
    columns = con.execute(
        "SELECT schema_name, table_name, column_name FROM duckdb_columns()"
        " WHERE NOT internal AND comment IS NULL"
    ).fetchall()
    assert columns == []


def test_names_mean_one_thing(con):
    migrate(con)
    wrong = con.execute(
        "SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE NOT internal AND"
        " (column_name LIKE '%\\_at' ESCAPE '\\' AND data_type <> 'TIMESTAMP WITH TIME ZONE'"
        " OR column_name LIKE '%\\_on' ESCAPE '\\' AND data_type <> 'DATE'"
        " OR column_name LIKE 'is\\_%' ESCAPE '\\' AND data_type <> 'BOOLEAN'"
        " OR column_name LIKE '%\\_text' ESCAPE '\\' AND data_type <> 'VARCHAR'"
        " OR data_type IN ('TIMESTAMP', 'TIMESTAMP_S', 'TIMESTAMP_MS', 'TIMESTAMP_NS'))"
    ).fetchall()
    assert wrong == []


def test_there_are_no_keys(con):
    migrate(con)
    kinds = con.execute("SELECT DISTINCT constraint_type FROM duckdb_constraints()").fetchall()
    assert {kind for (kind,) in kinds} <= {"NOT NULL"}
