"""What leaves the warehouse: a view's rows as Parquet files, or one after another for text formats."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from warehouse.engine import in_our_words
from warehouse.errors import BadQuery
from warehouse.home import Home
from warehouse.query import FETCH_ROWS, open_published
from warehouse.quoting import quoted, quoted_name

EXPORT_MEMORY = "1GB"  # what is more goes to the disk, beside the target
EXPORT_THREADS = 2

# The first of these that a view has says when a row came; a view with none goes by its article.
_TIMES = (
    "seen_at",
    "first_seen_at",
    "fetched_at",
    "first_fetched_at",
    "ended_at",
    "checked_at",
    "started_at",
    "asked_at",
)
_OF_ARTICLES = "article_id IN (SELECT article_id FROM articles WHERE first_seen_at >= $since)"

_COLUMNS = """
SELECT column_name, data_type FROM duckdb_columns()
WHERE schema_name = 'main' AND table_name = ? AND database_name = current_database() ORDER BY column_index
"""
_VIEWS = "SELECT view_name FROM duckdb_views() WHERE schema_name = 'main' AND NOT internal ORDER BY 1"

_UTC = "strftime({name} AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%S.%fZ')"  # RFC 3339


class Export:
    """A view, or what has come into it since an instant."""

    def __init__(self, con: duckdb.DuckDBPyConnection, view: str, since: datetime | None) -> None:
        self._con = con
        self.view = view
        self._types: dict[str, str] = dict(con.execute(_COLUMNS, [view]).fetchall())
        if not self._types:
            known = ", ".join(name for (name,) in con.execute(_VIEWS).fetchall())
            raise BadQuery(f'There is no view "{view}"; there are: {known}.')
        self._time = next((name for name in _TIMES if name in self._types), None)
        self._since = since
        if since is not None and self._time is None and "article_id" not in self._types:
            raise BadQuery(f"The rows of {view} bear no time: --since cannot choose among them.")

    @property
    def columns(self) -> list[str]:
        """The names of the view's columns."""
        return list(self._types)

    def interrupt(self) -> None:
        """Ends what is computed just now, with an error."""
        self._con.interrupt()

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """The rows as they are."""
        return self._asked("*")

    def texts(self) -> Iterator[tuple[str | None, ...]]:
        """The rows as texts: instants in RFC 3339 and UTC, lists and structs as JSON."""
        return self._asked(", ".join(self._text(name) for name in self._types))

    def objects(self) -> Iterator[tuple[str]]:
        """The rows as JSON objects; instants in RFC 3339 and UTC."""
        fields = ", ".join(f"{quoted_name(name)} := {self._value(name)}" for name in self._types)
        return self._asked(f"to_json(struct_pack({fields}))::VARCHAR")

    def to_parquet(self, folder: Path) -> None:
        """Writes Parquet files below the folder, which must not exist: one folder a month, month=2026-05.

        An article's month is that of its publication, else of its first sight; other rows' that of their
        time. A view without times, or without rows, gives one file, which tells the columns.
        Intervals are numbers, of seconds: Parquet's own are read by hardly any other tool.
        """
        month, columns = self._month(), self._for_parquet()
        with in_our_words(folder):
            if month:
                self._copy(f"{columns}, {month} AS month", folder, "PARTITION_BY (month), ")
            folder.mkdir(parents=True, exist_ok=True)
            if not any(folder.iterdir()):
                self._copy(columns, folder / f"{self.view}.parquet")

    def _for_parquet(self) -> str:
        intervals = [quoted_name(name) for name, kind in self._types.items() if kind == "INTERVAL"]
        seconds = ", ".join(f"epoch({name}) AS {name}" for name in intervals)
        return f"* REPLACE ({seconds})" if seconds else "*"

    def _copy(self, columns: str, target: Path, parts: str = "") -> None:
        options = f"{parts}FORMAT parquet, COMPRESSION zstd"
        query = self._query(columns)
        self._con.execute(f"COPY ({query}) TO {quoted(str(target))} ({options})", self._values())

    def _month(self) -> str | None:
        day = f"({self._time} AT TIME ZONE 'UTC')::DATE" if self._time else None
        if self._time and "published_on" in self._types:
            day = f"coalesce(published_on, {day})"
        return f"strftime({day}, '%Y-%m')" if day else None

    def _query(self, columns: str) -> str:
        rule = f"{self._time} >= $since" if self._time else _OF_ARTICLES
        return f"SELECT {columns} FROM {quoted_name(self.view)}" + (f" WHERE {rule}" if self._since else "")

    def _values(self) -> dict[str, datetime]:
        return {"since": self._since} if self._since else {}

    def _asked(self, columns: str) -> Iterator[tuple[Any, ...]]:
        result = self._con.execute(self._query(columns), self._values())
        while some := result.fetchmany(FETCH_ROWS):
            yield from some

    def _value(self, name: str) -> str:
        is_instant = self._types[name] == "TIMESTAMP WITH TIME ZONE"
        return _UTC.format(name=quoted_name(name)) if is_instant else quoted_name(name)

    def _text(self, name: str) -> str:
        is_nested = self._types[name].endswith(("[]", ")"))
        return f"to_json({quoted_name(name)})::VARCHAR" if is_nested else f"({self._value(name)})::VARCHAR"


@contextmanager
def open_export(home: Home, view: str, since: datetime | None, spill: Path) -> Iterator[Export]:
    """An export of the published warehouse; what does not fit into memory goes to the folder `spill`."""
    with open_published(home, unsafe=True) as con:
        con.execute(f"SET memory_limit = '{EXPORT_MEMORY}'")
        con.execute(f"SET threads = {EXPORT_THREADS}")
        con.execute("SET preserve_insertion_order = false")
        con.execute("SET temp_directory = $spill", {"spill": str(spill)})
        yield Export(con, view, since)
