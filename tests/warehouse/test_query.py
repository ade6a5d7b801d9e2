"""Reading: what analysts may do, and what they are told."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest

from tasks.records import Outcome, Run
from tests.warehouse.samples import NOW, article, batch, ended
from warehouse.errors import BadQuery, NoWarehouse, WarehouseDamaged
from warehouse.home import Home
from warehouse.loader import open_loader
from warehouse.publish import publish
from warehouse.query import open_published, run_sql, search, source_status


@pytest.fixture
def fresh(home):
    """A home with five articles, to change."""
    return five_articles(home)


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """A home with five articles, to read only."""
    return five_articles(Home(tmp_path_factory.mktemp("published")))


def five_articles(home: Home) -> Home:
    with open_loader(home, timeout=10) as loader:
        loader.start_run(Run("run-1", "ingest", NOW))
        loader.land("run-1", batch(5), [ended("https://harbour.example/slow")], [])
    publish(home)
    return home


@pytest.fixture
def con(published):
    with open_published(published) as opened:
        yield opened


def test_a_query_gives_columns_types_and_rows(con):
    result = run_sql(con, "SELECT headline, published_at FROM articles ORDER BY 1 LIMIT 1")
    assert result.columns == ["headline", "published_at"]
    assert result.types == ["VARCHAR", "TIMESTAMP WITH TIME ZONE"]
    ((headline, published_at),) = result.rows()
    assert headline == "Headline of story-0"
    assert published_at == NOW - timedelta(hours=1)
    assert published_at.utcoffset() == timedelta(0)


def test_a_query_gives_a_box_for_the_eye(con):
    box = run_sql(con, "SELECT count(*) AS articles FROM articles").box()
    assert "articles" in box
    assert " 5 " in box


def test_many_rows_come_all(con):
    assert sum(1 for _ in run_sql(con, "SELECT i FROM range(25_000) t(i)").rows()) == 25_000


def test_rows_come_as_they_are_computed(con):
    """A result that was computed whole would need a hundred times the memory of this machine."""
    assert next(run_sql(con, "SELECT i, repeat('x', 1000) FROM range(10_000_000_000) t(i)").rows())[0] == 0


def test_several_statements_give_the_last_result(con):
    result = run_sql(con, "SET VARIABLE day = DATE '2026-03-02'; SELECT getvariable('day')::VARCHAR")
    assert list(result.rows()) == [("2026-03-02",)]


@pytest.mark.parametrize(
    "sql",
    ["SHOW TABLES", "DESCRIBE articles", "SUMMARIZE articles", "EXPLAIN FROM articles", "PRAGMA version",
     "EXPLAIN ANALYZE SELECT 1", "PIVOT articles ON publisher USING count(*) GROUP BY language",
     "SELECT 1; FROM (PIVOT articles ON publisher USING count(*))",
     "WITH query AS (SELECT 1) FROM query", "WITH a AS (SELECT 1 AS b) FROM a", "VALUES (1)", "FROM runs",
     "SELECT 'the query(', $$enable_logging()$$, E'\\'postgres_query(' -- query(\n/* /* query( */ query( */",
     "SELECT 1 AS expire_snapshots, 'Süden: query(1)' AS \"query\", (2)", "SELECT\u00a01, 'query('",
     "PIVOT articles ON publisher USING count(*) GROUP BY language -- as in query(…)",
     "/* a\rb */ EXPLAIN SELECT 1", "-- Why?\nEXPLAIN ANALYZE SELECT (1)",
     "EXPLAIN (SELECT (1)) UNION SELECT 2", "EXPLAIN (FORMAT json) (SELECT 1)"],
)  # fmt: skip
def test_reading_statements_are_allowed(con, sql):
    assert list(run_sql(con, sql).rows())


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_csv('{secret}')",
        "SELECT * FROM '{secret}'",
        "SELECT content FROM read_text('{secret}')",
        "SELECT * FROM glob('{folder}/*')",
        "COPY articles TO '{folder}/out.csv'",
        "COPY (SELECT 1) TO '{published}.wal'",
        "EXPLAIN ANALYZE COPY (SELECT 1) TO '{published}.wal'",
        "explain (format json) copy (select 1) to '{published}.wal'",
        "/* x */ EXPLAIN ANALYZE COPY (SELECT 1) TO '{published}.wal'",
        "EXPLAIN /* x */ ANALYZE COPY (SELECT 1) TO '{published}.wal'",
        "PREPARE p AS COPY (SELECT 1) TO '{published}.wal'",
        "EXPORT DATABASE '{folder}/out'",
        "ATTACH '{folder}/other.duckdb'",
        "INSTALL httpfs",
        "LOAD '{secret}'",
        "SET enable_external_access = true",
        "SET lock_configuration = false",
        "CREATE TABLE mine (a INTEGER)",
        "DELETE FROM core.versions",
        "CREATE PERSISTENT SECRET s (TYPE http)",
        "CALL enable_logging(storage = 'file', storage_config = {{'path': '{folder}/log'}})",
        "FROM enable_logging(storage = 'file', storage_path = '{folder}/log')",
        "FROM enable_profiling(save_location = '{folder}/p')",
        "FROM query('FROM enable_' || 'logging(storage=''file'', storage_path=''{folder}/log'')')",
        "FROM \"query\" /* ) */ -- x\n ('FROM enable_' || 'logging()')",
        "SET VARIABLE x = (SELECT count(*) FROM QUERY('FROM enable_' || 'logging()'))",
        "FROM (PIVOT (FROM query('FROM enable_' || 'logging()')) ON a USING count(*))",
        "FROM query-- x\r('FROM enable_' || 'logging()')",
        "FROM main.query -- '\n\u00a0/* /* '*/ */\t('FROM enable_' || 'logging()') -- '",
        "FROM (PIVOT (FROM query\u00a0('FROM enable_' || 'logging()')) ON a USING count(*))",
        "SELECT 'ü' FROM QUERY('FROM enable_' || 'logging()')",
        "DESCRIBE PIVOT (FROM query('FROM enable_' || 'logging()')) ON a",
        "-- x\rEXPLAIN ANALYZE COPY (SELECT 1) TO '{published}.wal'",
        "EXPLAIN (ANALYZE) COPY (SELECT 1) TO '{published}.wal'",
        "FROM json_execute_serialized_sql(json_serialize_sql('FROM enable_' || 'logging()'))",
        "PRAGMA json_execute_serialized_sql('{logging}')",
        "PIVOT read_csv('{secret}') ON a USING count(*)",
        "SELECT * FROM read_blob('{secret}')",
        "SELECT * FROM read_text('{link}')",
        "SELECT * FROM read_text('{home}/sources.toml')",
        "SELECT * FROM read_text('{home}/loader.duckdb')",
        "SELECT * FROM read_duckdb('{home}/loader.duckdb', table_name = 'versions')",
        "SELECT * FROM parquet_metadata('{secret}')",
        "SELECT * FROM 'https://harbour.example/x.csv'",
        "SELECT getenv('HOME')",
        "FROM duckdb_secrets()",
        "IMPORT DATABASE '{folder}'",
        "PRAGMA import_database('{folder}')",
        "SET VARIABLE x = (SELECT content FROM read_text('{secret}'))",
        "SET allowed_directories = ['/']",
        "SET temp_directory = '{folder}/spill'",
        "SET log_query_path = '{folder}/log'",
        "PRAGMA enable_external_access = true",
        "PRAGMA profile_output = '{folder}/p'",
        "RESET lock_configuration",
        "BEGIN; DELETE FROM core.versions",
        "COMMENT ON VIEW articles IS 'mine'",
        "SELECT * FROM sniff_csv('{secret}')",
        "SELECT 1; COPY articles TO '{folder}/out.csv'",
        "SELECT * FROM pandas_scan(NULL)",
        "FROM Pandas_Scan(0::POINTER)",
        'FROM "arrow_scan" /* x */ (NULL, NULL, NULL)',
        "FROM arrow_scan_dumb(NULL, NULL, NULL)",
        "FROM python_map_function(NULL)",
    ],
)
def test_sql_of_strangers_reaches_nothing_but_the_warehouse(con, published, tmp_path, sql):
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    secret = folder / "secret.csv"
    secret.write_text("a,b\n1,2\n")
    link = published.path / "link.csv"
    link.unlink(missing_ok=True)
    link.symlink_to(secret)
    (logging,) = con.execute("SELECT json_serialize_sql('FROM enable_logging()')").fetchall()[0]
    places = {"home": published.path, "published": published.published, "link": link}
    files = set(published.path.iterdir())
    with pytest.raises(BadQuery):
        list(run_sql(con, sql.format(secret=secret, folder=folder, logging=logging, **places)).rows())
    assert set(folder.iterdir()) == {secret}
    assert set(published.path.iterdir()) == files
    assert list(run_sql(con, "SELECT count(*) FROM articles").rows()) == [(5,)]


def test_unsafe_sql_may_read_and_write_files(published, tmp_path):
    out = tmp_path / "out.csv"
    with open_published(published, unsafe=True) as con:
        list(run_sql(con, f"COPY (SELECT headline FROM articles) TO '{out}'").rows())
        assert list(run_sql(con, f"SELECT count(*) FROM read_csv('{out}')").rows()) == [(5,)]
        with pytest.raises(BadQuery, match="read-only"):
            list(run_sql(con, "DELETE FROM core.versions").rows())


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("SELEC 1", "syntax error"),
        ("SELECT nope FROM articles", "nope"),
        ("SELECT 'x'::INTEGER", "Could not convert"),
        ("SELECT error('stop')", "stop"),
        ("", "No SQL"),
        ("-- only a comment", "No SQL"),
        ("SELECT '\udce4'", "UTF-8"),
    ],
)
def test_bad_sql_gets_duckdbs_own_message(con, sql, message):
    with pytest.raises(BadQuery, match=message):
        list(run_sql(con, sql).rows())


def test_a_search_for_what_is_no_text_is_told(con):
    with pytest.raises(BadQuery, match="UTF-8"):
        search(con, "caf\udce9", 10)


def test_no_warehouse_says_what_to_do(home):
    with pytest.raises(NoWarehouse, match="copydesk ingest"):
        open_published(home)


def test_a_ruined_file_says_so(fresh):
    fresh.published.write_bytes(b"\0" * 50_000)
    with pytest.raises(WarehouseDamaged, match=r"copydesk\.duckdb"):
        open_published(fresh)


def test_another_database_says_so(home):
    home.path.mkdir()
    duckdb.connect(str(home.published)).close()
    with pytest.raises(WarehouseDamaged, match="no warehouse"):
        open_published(home)


def test_status_tells_each_source_by_its_last_run(fresh):
    later = NOW + timedelta(days=1)
    with open_loader(fresh, timeout=10) as loader:
        loader.start_run(Run("run-2", "ingest", later))
        new = article("storm", at=later)
        loader.land(
            "run-2", [new, *batch(2)], [ended("https://bay.example/x", Outcome.GONE, source_id="bay")], []
        )
    publish(fresh)
    with open_published(fresh) as con:
        bay, harbour = source_status(con)
    assert (bay.source_id, bay.last_run_at, bay.outcomes, bay.newest_article_at) == (
        "bay",
        later,
        {"gone": 1},
        None,
    )
    assert harbour.source_id == "harbour-times"
    assert harbour.last_run_at == later
    assert list(harbour.outcomes.items()) == [("unchanged", 2), ("new", 1)]
    assert harbour.newest_article_at == later


def test_reading_imports_nothing_heavy():
    code = (
        "import sys, warehouse.query\n"
        "print(sorted({'pyarrow', 'pandas', 'prefect', 'pydantic', 'filelock'} & set(sys.modules)))"
    )
    root = Path(__file__).parents[2]
    said = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
