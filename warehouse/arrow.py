"""Hands Arrow tables to DuckDB."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from warehouse.lake import NUL, NUL_STAND_IN, is_lake


@contextmanager
def registered(con: duckdb.DuckDBPyConnection, name: str, table: pa.Table) -> Iterator[None]:
    """Lets SQL read an Arrow table by that name, without a copy, for as long as the block runs."""
    con.register(name, _without_nul(table) if is_lake(con) else table)
    try:
        yield
    finally:
        con.unregister(name)


def _without_nul(table: pa.Table) -> pa.Table:
    for place, field in enumerate(table.schema):
        texts = table[place].combine_chunks()
        if pa.types.is_list(field.type):
            texts = texts.flatten()
        if pa.types.is_string(texts.type) and pc.any(pc.match_substring(texts, NUL)).as_py():
            clean = [_clean(value) for value in table[place].to_pylist()]
            table = table.set_column(place, field, pa.array(clean, field.type))
    return table


def _clean(value: str | list[str] | None) -> str | list[str] | None:
    if isinstance(value, list):
        return [one.replace(NUL, NUL_STAND_IN) for one in value]
    return value and value.replace(NUL, NUL_STAND_IN)
