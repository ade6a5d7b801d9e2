"""The data dictionary is what the schema says."""

from __future__ import annotations

import duckdb

from warehouse.dictionary import PAGE, dictionary
from warehouse.migrations import migrate


def test_the_page_is_not_stale():
    with duckdb.connect() as con:
        migrate(con)
        assert PAGE.read_text("utf-8") == dictionary(con), "run: python -m warehouse.dictionary"


def test_every_relation_and_column_is_on_the_page():
    with duckdb.connect() as con:
        migrate(con)
        page = dictionary(con)
        con.execute("COMMENT ON COLUMN core.runs.state IS 'a | b'")
        names = con.execute(
            "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal"
        ).fetchall()
        assert all(f"| {column} |" in page for _, column in names)
        assert all(f"{table}\n" in page for table, _ in names)
        assert r"| a \| b |" in dictionary(con)
