"""`copydesk status`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from flows.commands.check import findings_table
from flows.options import DEFAULT_HOME, DEFAULT_SOURCES, HomeOption, JsonOption, SourcesOption
from flows.output import results, shown, table, write_json_lines

if TYPE_CHECKING:
    from tasks.records import Look
    from warehouse.query import SourceStatus


def status(
    sources: SourcesOption = DEFAULT_SOURCES, home: HomeOption = DEFAULT_HOME, as_json: JsonOption = False
) -> None:
    """Show each source: last run, entries by outcome, newest article, next run; and what checks found.

    Example: copydesk status
    """
    from tasks.discover.polling import MEMORY
    from warehouse.home import Home
    from warehouse.looks import by_source
    from warehouse.query import last_findings, open_published, source_status

    with open_published(Home(home)) as con:
        rows = source_status(con)
        found = last_findings(con)
        due = _next_runs(sources, by_source(con, MEMORY, datetime.now(UTC)))
    if as_json:
        _write(rows, due)
        return
    head = ["source", "last run", "entries", "newest landed", "next run"]
    known = {row.source_id for row in rows}
    lines = [
        [
            row.source_id,
            shown(row.last_run_at) if row.last_run_at else "none has ended",
            ", ".join(f"{count} {outcome}" for outcome, count in row.outcomes.items()),
            shown(row.newest_article_at),
            _when(due.get(row.source_id)),
        ]
        for row in rows
    ]
    lines += [[name, "never", "", "", _when(when)] for name, when in due.items() if name not in known]
    results.print(table(head, lines))
    if found:
        results.print()
        results.print(findings_table(found, title="What the checks found after the last run"))


def _write(rows: Sequence[SourceStatus], due: Mapping[str, datetime | str]) -> None:
    """A line a source, those that no run has used yet last. What checks found, `check --json` writes."""
    from warehouse.query import SourceStatus

    never = [
        SourceStatus(name, None, {}, None) for name in due if name not in {row.source_id for row in rows}
    ]
    write_json_lines({**asdict(row), "next_run": due.get(row.source_id)} for row in [*rows, *never])


def _when(due: datetime | str | None) -> str:
    return shown(due) if isinstance(due, datetime) else due or ""


def _next_runs(sources: Path, looks: Mapping[str, Sequence[Look]]) -> dict[str, datetime | str]:
    """When each source of the file is due, by its schedule or by what was learnt: "due", or "by hand"."""
    from cronsim import CronSim

    from tasks.discover.polling import next_look
    from tasks.discover.sources_file import read_sources
    from tasks.sources import MANUAL

    if sources == DEFAULT_SOURCES and not sources.exists():
        return {}
    now = datetime.now(UTC)
    found: dict[str, datetime | str] = {}
    for source in read_sources(sources).sources.values():
        name = source.source_id
        when = next(CronSim(source.cron, now)) if source.cron else next_look(looks.get(name, ()))
        if source.schedule == MANUAL:
            found[name] = "by hand"
        else:
            found[name] = "due" if when is None or when <= now else when
    return found
