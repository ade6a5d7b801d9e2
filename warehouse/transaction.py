"""What is written together, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import duckdb


@contextmanager
def transaction(con: duckdb.DuckDBPyConnection, meta: str = "meta") -> Iterator[None]:
    """All that is written inside lands together, counted as one change of the warehouse; or nothing does.

    `meta` is the schema with that count, where another warehouse is written to than SQL means.
    """
    con.execute("BEGIN")
    try:
        yield
        con.execute(f"UPDATE {meta}.changes SET changes = changes + 1")
        con.execute("COMMIT")
    except BaseException:
        # A failed commit has rolled back already; the first error is the one to tell.
        with suppress(duckdb.Error):
            con.execute("ROLLBACK")
        raise
