"""`copydesk compact`."""

from __future__ import annotations

from datetime import UTC, datetime

import typer

from flows.counted import counted
from flows.options import DEFAULT_HOME, DEFAULT_SOURCES, HomeOption, SourcesOption, sources_if_any
from flows.output import FAILED, busy, say


def compact(sources: SourcesOption = DEFAULT_SOURCES, home: HomeOption = DEFAULT_HOME) -> None:
    """Make the warehouse and the archive smaller, and let go of what is older than sources.toml wants kept.

    The loader's file is written anew without what was deleted, and published; small files of past days are
    merged in the archive. What its table "retention" says is too old is let go of; without it nothing is.

    Example: copydesk compact
    """
    from flows.maintain import tidy
    from tasks.discover.sources_file import read_sources
    from tasks.sources import Retention
    from warehouse.home import Home

    place = Home(home)
    file = sources_if_any(sources)
    kept = read_sources(file).retention if file else Retention()
    place.require()
    with busy("Tidying up"):
        done = tidy(place, kept, datetime.now(UTC))
    before, after = done.loader_bytes
    say(f"{place.store}: {before:,} bytes before, {after:,} now.")
    say(f"{place.archive}: {counted(done.files[0], 'file')} before, {done.files[1]} now.")
    if kept.bodies_days:
        say(f"Bodies let go of, older than {kept.bodies_days} days: {done.bodies}.")
    if kept.archive_days:
        say(f"Archive files let go of, older than {kept.archive_days} days: {done.days_files}.")
    for problem in done.problems:
        say(f"copydesk: {problem}")
    if done.problems:
        raise typer.Exit(FAILED)
