"""Refuses SQL of strangers that does more than read, where DuckDB itself would not refuse it.

What is called is read by DuckDB's own tokenizer: comments hide nothing, and words in texts do no harm.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

import duckdb

from warehouse.errors import BadQuery

# Statements that only read. DuckDB itself refuses most others in a read-only file without external access;
# but COPY may write the file's log, and EXPLAIN ANALYZE runs what it explains.
_READING = frozenset({"SELECT", "EXPLAIN", "VARIABLE_SET", "SET"})

# Functions that open files for writing (a log that cannot be opened makes DuckDB 1.5 end the process), and
# those that run SQL which is made up as they run, as it could call them. Those of a shared warehouse's
# PostgreSQL reach all that its user may, and other servers; DuckLake's housekeeping writes and removes data
# files before it finds that the catalog is read-only; and those that read Python's objects by an address in
# memory end the process where there are none.
_SIDE_DOOR = re.compile(
    r"enable_(logging|profil\w*)|json_execute_serialized_sql|query|postgres_\w+"
    r"|\w*(merge_adjacent_files|rewrite_data_files|flush_inlined_data|add_data_files"
    r"|cleanup_old_files|delete_orphaned_files|expire_snapshots)"
    r"|pandas_scan|arrow_scan\w*|python_map_function",
    re.IGNORECASE,
)
_NAME = re.compile(r'"(?:[^"]|"")*"|\w+')
_WORD = re.compile(r"\w+")
_NO_NAMES = frozenset(
    {duckdb.token_type.string_const, duckdb.token_type.numeric_const, duckdb.token_type.operator}
)
# DuckDB takes these for plain blanks before it reads the SQL; its tokenizer takes them for letters.
_EXOTIC_BLANK = re.compile(r"[\u00a0\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]")


def refuse_writing(con: duckdb.DuckDBPyConnection, statements: Sequence[duckdb.Statement], sql: str) -> None:
    """Raises BadQuery unless all statements, which were made of this SQL, only read."""
    for statement in statements:
        kind = statement.type.name
        if kind == "CREATE" and not statement.query:  # of a type for a PIVOT's columns; it has no text
            continue
        if kind not in _READING:
            raise BadQuery(
                f"{kind.replace('_', ' ')} is not allowed here: this only reads. --unsafe allows it."
            )
        if kind == "EXPLAIN" and _explained(con, statement.query) != {"SELECT"}:
            raise BadQuery("EXPLAIN takes a query here. --unsafe allows the rest.")
    if any(_SIDE_DOOR.fullmatch(name) for name in _possibly_called(statements, sql)):
        raise BadQuery(
            "Logging, profiling, housekeeping and the functions that run SQL, or Python, cannot be used here."
            " --unsafe allows them."
        )


def _possibly_called(statements: Sequence[duckdb.Statement], sql: str) -> Iterator[str]:
    """The names of functions that may be called; others may be among them, but none is missing."""
    # A statement's own text is what DuckDB reads: its blanks are plain, and a PRAGMA is what it turns into.
    for text in {sql, *(statement.query for statement in statements)}:
        yield from _called(text)
    # A PIVOT's own text is cut short. Where exotic blanks forbid to trust the tokenizer, every word counts.
    if _EXOTIC_BLANK.search(sql) and not all(statement.query for statement in statements):
        yield from _WORD.findall(sql)


def _called(sql: str) -> Iterator[str]:
    """The names that stand before a bracket, whatever comments are between."""
    for (kind, text), (_, following) in pairwise(_tokens(sql)):
        if following.startswith("(") and kind not in _NO_NAMES and (name := _NAME.match(text)):
            yield name[0].strip('"')


def _explained(con: duckdb.DuckDBPyConnection, sql: str) -> set[str]:
    """The kinds of what an EXPLAIN explains. Raises what DuckDB raises."""
    words = [text for _, text in _tokens(sql)][1:]
    if words and (name := _NAME.match(words[0])) and name[0].upper() == "ANALYZE":
        words = words[1:]
    try:
        explained = con.extract_statements("".join(words))
    except duckdb.ParserException:
        if not words or not words[0].startswith("("):
            raise
        # It is no query in brackets: options stand in them.
        end = next((place for place, text in enumerate(words) if text.startswith(")")), 0)
        explained = con.extract_statements("".join(words[end + 1 :]))
    return {statement.type.name for statement in explained}


def _tokens(sql: str) -> Iterator[tuple[duckdb.token_type, str]]:
    """Each token, with all up to the next one; comments before the first are left out."""
    code = sql.encode()
    starts = duckdb.tokenize(sql)
    ends = [*(start for start, _ in starts[1:]), len(code)]
    for (start, kind), end in zip(starts, ends, strict=False):
        yield kind, code[start:end].decode()
