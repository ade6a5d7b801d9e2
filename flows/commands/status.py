"""`copydesk status`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from flows.options import DEFAULT_HOME, DEFAULT_SOURCES, HomeOption, SourcesOption
from flows.output import results, table


def status(sources: SourcesOption = DEFAULT_SOURCES, home: HomeOption = DEFAULT_HOME) -> None:
    """Show each source: last run, its entries by outcome, newest article, next run.

    Example: copydesk status
    """
    from warehouse.home import Home
    from warehouse.query import open_published, source_status

    with open_published(Home(home)) as con:
        rows = source_status(con)
    due = _next_runs(sources)
    head = ["source", "last run", "entries", "newest article", "next run"]
    known = {row.source_id for row in rows}
    lines = [
        [
            row.source_id,
            _moment(row.last_run_at),
            ", ".join(f"{count} {outcome}" for outcome, count in row.outcomes.items()),
            _moment(row.newest_article_at),
            _moment(due.get(row.source_id)),
        ]
        for row in rows
    ]
    lines += [[name, "never", "", "", _moment(when)] for name, when in due.items() if name not in known]
    results.print(table(head, lines))


def _next_runs(sources: Path) -> dict[str, datetime | None]:
    """When each source of the file is due, by its schedule; None for one without."""
    from cronsim import CronSim

    from tasks.discover.sources_file import read_sources

    if sources == DEFAULT_SOURCES and not sources.exists():
        return {}
    now = datetime.now(UTC)
    return {
        source.source_id: next(CronSim(source.schedule, now)) if source.schedule else None
        for source in read_sources(sources).sources.values()
    }


def _moment(when: datetime | None) -> str:
    """In the user's own zone, to the minute."""
    return when.astimezone().strftime("%Y-%m-%d %H:%M") if when else ""
