"""Hands Arrow tables to DuckDB."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb
import pyarrow as pa


@contextmanager
def registered(con: duckdb.DuckDBPyConnection, name: str, table: pa.Table) -> Iterator[None]:
    """Lets SQL read an Arrow table by that name, without a copy, for as long as the block runs."""
    con.register(name, table)
    try:
        yield
    finally:
        con.unregister(name)
