"""The warehouse as analysts see it: the published file, read-only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from warehouse import lake
from warehouse.checks import Finding
from warehouse.engine import connect_reader
from warehouse.errors import BadQuery, NoWarehouse, WarehouseDamaged, WarehouseOlder
from warehouse.home import Home
from warehouse.migrations import is_current
from warehouse.only_reads import refuse_writing

OLDER = (
    "An older Copydesk published this warehouse. `copydesk compact` brings it up to date; so does any run."
)
FETCH_ROWS = 10_000  # rows that are taken out of DuckDB at a time


def open_published(home: Home, unsafe: bool = False, older: bool = False) -> duckdb.DuckDBPyConnection:
    """Opens the published file, or the shared warehouse, for reading. Close it, or use it in a `with`.

    Unless `unsafe`, SQL reaches nothing but this: no other file, no network, no extension. With `older`, what
    an older Copydesk published is opened as well: it may lack columns and views.
    Raises NoWarehouse, WarehouseDamaged, WarehouseOlder, WarehouseBusy, Unreachable.
    """
    shown = home.shown
    if isinstance(shown, Path) and not shown.exists():
        raise NoWarehouse(
            f"No warehouse in {home.path} yet: run `copydesk ingest` or `copydesk demo` first, or name"
            " another folder with --home."
        )
    con = connect_reader(shown, unsafe)
    try:
        con.execute("SELECT 1 FROM meta.migrations LIMIT 1").fetchall()
    except duckdb.Error as error:
        con.close()
        raise WarehouseDamaged(f"{shown} is a database, but no warehouse of Copydesk.") from error
    if not older and not is_current(con):
        con.close()
        raise WarehouseOlder(OLDER)
    return con


def shell_opening(con: duckdb.DuckDBPyConnection, home: Home) -> list[str]:
    """The SQL that opens the shared warehouse in another DuckDB, as it is open here; none for a file."""
    shared = home.lake
    return [] if shared is None else [*lake.opening(shared, read_only=True), lake.allowing(con)]


class Result:
    """The answer to a query. It is computed when it is asked for."""

    def __init__(self, con: duckdb.DuckDBPyConnection, statement: duckdb.Statement) -> None:
        self._con = con
        self._select = statement if statement.type.name == "SELECT" else None
        self._relation = con.sql(statement)  # anything but a SELECT runs here, once
        self.columns: list[str] = self._relation.columns if self._relation is not None else []
        self.types: list[str] = [str(kind) for kind in self._relation.types] if self.columns else []

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """The rows, as DuckDB computes them. Raises BadQuery where that fails."""
        if self._select is None:
            yield from self._relation.fetchall() if self.columns else []
            return
        with _bad_query():
            result = self._con.execute(self._select)
        while True:
            with _bad_query():
                some = result.fetchmany(FETCH_ROWS)
            if not some:
                return
            yield from some

    def box(self) -> str:
        """A table for the eye, with types; of many rows the first and the last."""
        with _bad_query():
            return str(self._relation) if self.columns else ""


def run_sql(con: duckdb.DuckDBPyConnection, sql: str) -> Result:
    """Asks the warehouse: one statement, or several, of which the last gives the result.

    Raises BadQuery, with DuckDB's own message, if the SQL is wrong or does more than read.
    """
    _refuse_broken(sql)
    with _bad_query():
        statements = con.extract_statements(sql)
        if not statements:
            raise BadQuery("No SQL was given.")
        if not _may_write(con):
            refuse_writing(con, statements, sql)
        for statement in statements[:-1]:
            con.execute(statement).fetchall()
        return Result(con, statements[-1])


@contextmanager
def _bad_query() -> Iterator[None]:
    try:
        yield
    except duckdb.Error as error:
        raise BadQuery(str(error)) from error


def _refuse_broken(text: str) -> None:
    """What a terminal or a pipe gave that is no UTF-8 stands in the text as lone surrogates."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise BadQuery("It is not written in UTF-8.") from error


def _may_write(con: duckdb.DuckDBPyConnection) -> bool:
    return bool(con.execute("SELECT current_setting('enable_external_access')").fetchall()[0][0])


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """How a source stands."""

    source_id: str
    last_run_at: datetime | None  # when the last run that used it began
    outcomes: dict[str, int]  # entries of that run by outcome, most first
    newest_article_at: datetime | None  # when an article of it was last landed as new


_STATUS = """
WITH last AS (
    SELECT source_id, arg_max(run_id, ended_at) AS run_id
    FROM (
        SELECT source_id, run_id, ended_at FROM raw.entries
        UNION ALL
        SELECT source_id, run_id, ended_at FROM raw.looks WHERE ended_at IS NOT NULL
    )
    GROUP BY source_id
), counted AS (
    SELECT source_id, outcome, count(*) AS entries
    FROM raw.entries SEMI JOIN last USING (source_id, run_id)
    GROUP BY source_id, outcome
), newest AS (
    SELECT source_id, max(first_seen_at) AS newest_article_at FROM articles GROUP BY source_id
)
SELECT s.source_id, r.started_at, map_from_entries(c.outcomes), n.newest_article_at
FROM core.sources s
LEFT JOIN (
    SELECT source_id,
        list((outcome, entries) ORDER BY entries DESC, outcome) AS outcomes
    FROM counted GROUP BY source_id
) c ON c.source_id = s.source_id
LEFT JOIN last l ON l.source_id = s.source_id
LEFT JOIN core.runs r ON r.run_id = l.run_id
LEFT JOIN newest n ON n.source_id = s.source_id
ORDER BY s.source_id
"""


def source_status(con: duckdb.DuckDBPyConnection) -> list[SourceStatus]:
    """How every source stands that a run has used, by name."""
    rows = con.execute(_STATUS).fetchall()
    return [SourceStatus(name, last, outcomes or {}, newest) for name, last, outcomes, newest in rows]


# A run that was stopped, or that broke off, has checked nothing: what is wrong is what was found before.
_LAST_FINDINGS = """
SELECT check_name, source_id, finding, articles, example
FROM findings
SEMI JOIN (
    SELECT run_id FROM core.runs
    WHERE finished_at IS NOT NULL AND (state = 'completed' OR run_id IN (SELECT run_id FROM core.findings))
    ORDER BY finished_at DESC LIMIT 1
) USING (run_id)
ORDER BY check_name, articles DESC, source_id, finding
"""


def last_findings(con: duckdb.DuckDBPyConnection) -> list[Finding]:
    """What the checks found after the last run at the end of which they were run."""
    return [Finding(*row) for row in con.execute(_LAST_FINDINGS).fetchall()]


_SEARCH = "SELECT score, published_on, publisher, headline, url FROM search_articles(?) LIMIT ?"


def search(con: duckdb.DuckDBPyConnection, text: str, most: int) -> tuple[list[str], list[tuple[Any, ...]]]:
    """The articles that hold all words of a text, the best first, at most so many: columns and rows.

    Raises BadQuery for a text that is none.
    """
    _refuse_broken(text)
    found = con.execute(_SEARCH, [text, most])
    return [column[0] for column in found.description or []], found.fetchall()


class NewArticle(NamedTuple):
    """An article that a run has brought."""

    headline: str | None
    url: str
    publisher: str | None


_NEW_ARTICLES = """
SELECT a.headline, a.url, a.publisher
FROM entries e JOIN articles a USING (article_id)
WHERE e.run_id = $run_id AND e.outcome = 'new'
ORDER BY a.published_at DESC NULLS LAST, a.url
LIMIT $most
"""


def new_articles(con: duckdb.DuckDBPyConnection, run_id: str, most: int) -> list[NewArticle]:
    """The articles that a run has brought, the newest first; as many at most."""
    values = {"run_id": run_id, "most": most}
    return [NewArticle(*row) for row in con.execute(_NEW_ARTICLES, values).fetchall()]
