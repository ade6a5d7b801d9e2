"""Runs the quality checks: SQL files of which each yields rows when something is wrong.

A file of warehouse/checks/ begins with a line that says what it looks for, reads the time from $now, and
gives source_id, finding (a sentence), articles (how many it concerns) and example (a URL, or null).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import duckdb

_IN_ORDER = "FROM ({sql}) ORDER BY articles DESC, source_id, finding, example"
FOLDER = Path(__file__).parent / "checks"


@dataclass(frozen=True, slots=True)
class Check:
    """A question about the quality of what has landed."""

    name: str  # of the file
    title: str  # what it looks for
    sql: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a check found wrong."""

    check: str
    source_id: str
    finding: str
    articles: int
    example: str | None  # a URL


@cache
def checks() -> tuple[Check, ...]:
    """All checks, by name."""
    return tuple(_check(path) for path in sorted(FOLDER.glob("*.sql")))


def _check(path: Path) -> Check:
    sql = path.read_text("utf-8")
    return Check(path.stem, sql.split("\n", 1)[0].removeprefix("--").strip(), sql)


def run_checks(
    con: duckdb.DuckDBPyConnection, now: datetime | None = None, names: Sequence[str] = ()
) -> list[Finding]:
    """What the checks find, as of `now`, the most frequent first within a check; by default all checks."""
    when = now or datetime.now(UTC)
    wanted = [check for check in checks() if not names or check.name in names]
    return [
        Finding(check.name, *row)
        for check in wanted
        for row in con.execute(_IN_ORDER.format(sql=check.sql), {"now": when}).fetchall()
    ]
