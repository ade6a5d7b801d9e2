"""The loader's file written anew: all that it held is in the new one, and nothing that was deleted."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.warehouse.samples import batch
from warehouse.compact import compact
from warehouse.home import Home
from warehouse.loader import open_loader
from warehouse.publish import publish
from warehouse.query import open_published

ROOT = Path(__file__).parents[2]
CATALOG = """
SELECT 'column', schema_name, table_name, column_name, data_type, comment FROM duckdb_columns()
WHERE database_name = current_database() AND NOT internal
UNION ALL
SELECT 'view', schema_name, view_name, sql, NULL, comment FROM duckdb_views()
WHERE database_name = current_database() AND NOT internal
UNION ALL
SELECT 'table', schema_name, table_name, NULL, NULL, comment FROM duckdb_tables()
WHERE database_name = current_database() AND NOT internal
UNION ALL
SELECT 'macro', schema_name, function_name, NULL, parameters::VARCHAR, comment
FROM duckdb_functions() WHERE database_name = current_database() AND NOT internal
ORDER BY ALL
"""


def everything(home):
    with open_loader(home, 9) as loader:
        con = loader.con
        tables = con.execute(
            "SELECT schema_name, table_name FROM duckdb_tables() WHERE NOT internal"
        ).fetchall()
        rows = {
            (schema, table): con.execute(f"FROM {schema}.{table}").fetchall()
            for schema, table in tables
            if table != "changes"
        }
        return con.execute(CATALOG).fetchall(), rows


def churn(home: Home, runs: int = 8) -> None:
    """Articles that come and go."""
    with open_loader(home, 9) as loader:
        for run in range(runs):
            loader.land(f"run-{run}", batch(60, 60 * run, words=600), [], [])
            loader.con.execute("CHECKPOINT")
        loader.con.execute("DELETE FROM core.versions WHERE run_id <> 'run-0'")
        while loader.index():
            pass
    publish(home)


def test_everything_is_in_the_new_file_in_its_order_and_it_is_smaller(home):
    churn(home)
    before, size = everything(home), home.loader.stat().st_size
    assert {kind for kind, *_ in before[0]} == {"column", "view", "table", "macro"}
    compact(home, 9)
    assert everything(home) == before
    assert home.loader.stat().st_size < size / 2
    assert publish(home)
    assert home.published.stat().st_size < size / 2
    with open_published(home) as con:
        assert con.execute("SELECT count(*) FROM articles").fetchall() == [(60,)]
        assert con.execute("SELECT count(*) FROM search_articles('word1x1')").fetchall() == [(1,)]


def test_what_is_only_in_the_log_is_in_the_new_file_once(home):
    with open_loader(home, 9) as loader:
        loader.land("run-1", batch(5), [], [])
    assert home.loader.with_name("loader.duckdb.wal").exists()
    compact(home, 9)
    assert not home.loader.with_name("loader.duckdb.wal").exists()
    with open_loader(home, 9) as loader:
        assert loader.con.execute("SELECT count(*) FROM core.versions").fetchall() == [(5,)]


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
@pytest.mark.whole
def test_killed_at_any_moment_it_leaves_a_warehouse(home):
    churn(home, runs=2)
    code = (
        "from warehouse.compact import compact\n"
        "from warehouse.home import Home\n"
        f"home = Home({str(home.path)!r})\n"
        "while True:\n    print('go', flush=True); compact(home, 9)\n"
    )
    for moment in range(5):
        victim = subprocess.Popen(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert victim.stdout is not None
        victim.stdout.readline()
        try:
            victim.wait(timeout=0.031 * moment)  # not a wait: kills at different places of the loop
        except subprocess.TimeoutExpired:
            victim.send_signal(signal.SIGKILL)
        victim.communicate()
        publish(home)
        with open_published(home) as con:
            assert con.execute("SELECT count(*) FROM articles").fetchall() == [(60,)]
        left = {path.name for path in home.path.iterdir()}
        assert left <= {"copydesk.duckdb", "loader.duckdb", "loader.lock"}
