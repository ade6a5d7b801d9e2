"""What goes into the warehouse, as Arrow tables: a function a table, named for it."""

from warehouse.rows.articles import (
    READ_COLUMNS,
    again,
    blocks,
    credits,
    readings,
    removed,
    seen,
    shown,
    versions,
)
from warehouse.rows.pages import attempts, captures, entries, findings, polls, rests, robots, sources, urls
from warehouse.rows.stories import bands, members, text_ids, texts
from warehouse.rows.table import Column, counts, strings, table

__all__ = [
    "READ_COLUMNS",
    "Column",
    "again",
    "attempts",
    "bands",
    "blocks",
    "captures",
    "counts",
    "credits",
    "entries",
    "findings",
    "members",
    "polls",
    "readings",
    "removed",
    "rests",
    "robots",
    "seen",
    "shown",
    "sources",
    "strings",
    "table",
    "text_ids",
    "texts",
    "urls",
    "versions",
]
