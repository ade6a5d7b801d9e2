"""What the front page says, asked of the published warehouse: a file of SQL an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb

from warehouse.checks import Finding
from warehouse.query import SourceStatus, last_findings, source_status

FOLDER = Path(__file__).parent / "front_page"
DAYS = 30  # that the page is about

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FrontPage:
    """The answers. Each is a list of rows by column, as its file in warehouse/front_page/ describes it."""

    made_at: datetime
    from_on: date  # the days of publication that the page is about, both included
    until_on: date
    totals: Row
    newest: list[Row]
    per_day: list[Row]
    agencies: list[Row]
    stories: list[Row]
    headline_changes: list[Row]
    stealth_edits: list[Row]
    landing_hours: list[Row]
    landing_steps: list[Row]
    sources: list[SourceStatus]
    findings: list[Finding]


_ANSWERS = (
    "newest", "per_day", "agencies", "stories", "headline_changes", "stealth_edits", "landing_hours",
    "landing_steps")  # fmt: skip


def front_page(con: duckdb.DuckDBPyConnection, now: datetime | None = None) -> FrontPage:
    """Asks for all that the page says, as of `now`."""
    when = now or datetime.now(UTC)
    span = _rows(con, "span", {"today": when.date(), "days": DAYS})[0]
    values = {**span, **_rows(con, "edited", span)[0]}
    answers: dict[str, Any] = {name: _rows(con, name, values) for name in _ANSWERS}
    return FrontPage(
        made_at=when,
        from_on=span["from_on"],
        until_on=span["until_on"],
        totals=_rows(con, "totals", span)[0],
        **answers,
        sources=source_status(con),
        findings=last_findings(con),
    )


def _rows(con: duckdb.DuckDBPyConnection, name: str, values: Row) -> list[Row]:
    sql = (FOLDER / f"{name}.sql").read_text("utf-8")
    result = con.execute(sql, {key: value for key, value in values.items() if f"${key}" in sql})
    columns = [column[0] for column in result.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in result.fetchall()]
