"""The options that several commands share."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

_LAST_DAY = datetime.max.replace(tzinfo=UTC) - timedelta(days=1)

HomeOption = Annotated[
    Path,
    typer.Option("--home", envvar="COPYDESK_HOME", help="Folder of the warehouse and the archive."),
]
SourcesOption = Annotated[
    Path,
    typer.Option("--sources", envvar="COPYDESK_SOURCES", help="The file that describes the sources."),
]
AllowPrivateOption = Annotated[
    bool,
    typer.Option("--allow-private", help="Fetch from loopback and private addresses too."),
]
SinceOption = Annotated[
    str | None,
    typer.Option(
        metavar="DATE", help="A day (2026-05-16) or an instant (2026-05-16T08:00+02:00); UTC if no zone."
    ),
]
UntilOption = Annotated[
    str | None,
    typer.Option(
        metavar="DATE", help="A day (2026-05-16), itself included, or an instant, itself not; UTC if no zone."
    ),
]
YesOption = Annotated[bool, typer.Option("--yes", help="Do not ask.")]

JsonOption = Annotated[bool, typer.Option("--json", help="Write JSON, an object a line.")]
AsJsonOption = Annotated[bool, typer.Option("--json", help="The same as --format json.")]

DEFAULT_HOME = Path("data")
DEFAULT_SOURCES = Path("sources.toml")


def named(sources: Path) -> str:
    """What a command that is told to the user needs for the sources file: " --sources my.toml", or ""."""
    return "" if sources == DEFAULT_SOURCES else f" --sources {sources}"


def sources_if_any(sources: Path) -> Path | None:
    """The sources file, checked; None where the usual one is not there. Raises SourcesError."""
    from tasks.discover.sources_file import read_sources

    if sources == DEFAULT_SOURCES and not sources.exists():
        return None
    read_sources(sources)
    return sources


def end_of(text: str | None) -> datetime | None:
    """The instant that the user names, in UTC; of a day its end. Raises typer.BadParameter."""
    moment = instant(text)
    return min(moment, _LAST_DAY) + timedelta(days=1) if moment and _is_day(text or "") else moment


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def instant(text: str | None) -> datetime | None:
    """The instant that the user names, in UTC; a day is its beginning. Raises typer.BadParameter."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise typer.BadParameter(f'"{text}" is neither a day nor an instant; example: 2026-05-16') from None
