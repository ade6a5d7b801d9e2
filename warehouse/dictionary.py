"""Writes docs/data-dictionary.md from the comments in the schema: `python -m warehouse.dictionary`."""

from __future__ import annotations

from pathlib import Path

import duckdb

from warehouse.migrations import migrate

PAGE = Path(__file__).parents[1] / "docs" / "data-dictionary.md"

_HEAD = """# Data dictionary

Made from the comments in `warehouse/schema/` and `warehouse/views/` by `python -m warehouse.dictionary`:
change those, not this page. The same words are in the warehouse itself: `FROM duckdb_columns()`.

Suffixes mean one thing everywhere: `_at` an instant (TIMESTAMPTZ, which `copydesk sql` shows in UTC), `_on` a
day (DATE), `_text` verbatim, `_id` a key, `is_` a boolean. NULL means that nothing is known.
"""

# Schemas in the order of the page, with what they are for.
_SCHEMAS = {
    "main": "Views and macros for people. The columns of `articles` keep their names, types and order.",
    "core": "Tables that the views read: what the warehouse knows. They may change from version to version.",
    "raw": "Tables of what happened, as it happened.",
    "meta": "What the warehouse knows of itself.",
}

_RELATIONS = """
FROM (
    SELECT schema_name, table_name AS name, comment, 'table' AS kind FROM duckdb_tables() WHERE NOT internal
    UNION ALL
    SELECT schema_name, view_name, comment, 'view' FROM duckdb_views() WHERE NOT internal
    UNION ALL
    SELECT schema_name, format('{}({})', function_name, array_to_string(parameters, ', ')), comment, 'macro'
    FROM duckdb_functions() WHERE NOT internal
)
ORDER BY schema_name, name <> 'articles', name
"""

_COLUMNS = """
SELECT column_name, data_type, comment FROM duckdb_columns()
WHERE schema_name = ? AND table_name = ? ORDER BY column_index
"""


def dictionary(con: duckdb.DuckDBPyConnection) -> str:
    """The page, in Markdown, for a warehouse whose schema is up to date."""
    relations = con.execute(_RELATIONS).fetchall()
    parts = [_HEAD]
    for schema, purpose in _SCHEMAS.items():
        parts.append(f"## {schema}\n\n{purpose}\n")
        for _, name, comment, kind in (row for row in relations if row[0] == schema):
            parts.append(_relation(con, schema, name, comment, kind))
    return "\n".join(parts)


def _relation(con: duckdb.DuckDBPyConnection, schema: str, name: str, comment: str, kind: str) -> str:
    title = name if schema == "main" else f"{schema}.{name}"
    lines = [f"### {title}\n", f"{comment} ({kind.capitalize()}.)"]
    if kind != "macro":
        lines += ["", "| column | type | meaning |", "|---|---|---|"]
    for column, data_type, meaning in con.execute(_COLUMNS, [schema, name]).fetchall():
        lines.append(f"| {column} | {_short(data_type)} | {_cell(meaning)} |")
    return "\n".join(lines) + "\n"


def _short(data_type: str) -> str:
    return _cell(data_type.replace("TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ"))


def _cell(text: str | None) -> str:
    return (text or "").replace("|", "\\|").replace("\n", " ")


def main() -> None:
    """Writes the page."""
    with duckdb.connect() as con:
        migrate(con)
        PAGE.parent.mkdir(exist_ok=True)
        PAGE.write_text(dictionary(con), "utf-8")


if __name__ == "__main__":
    main()
