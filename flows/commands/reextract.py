"""`copydesk reextract`."""

from __future__ import annotations

import signal
import sys
from collections.abc import Awaitable, Iterator
from datetime import UTC, datetime
from itertools import takewhile
from pathlib import Path
from typing import Annotated, Any

import typer

from flows.commands.running import run_flow
from flows.counted import counted
from flows.options import (
    DEFAULT_HOME,
    DEFAULT_SOURCES,
    HomeOption,
    JsonOption,
    SinceOption,
    SourcesOption,
    YesOption,
    instant,
    sources_if_any,
)
from flows.output import results, say, table, write_json_lines
from flows.progress import Preview

NEVER = datetime.max.replace(tzinfo=UTC)  # a time after all captures
SHOWN_CHARACTERS = 60  # of a value in the sample
LEAD_CHARACTERS = 10  # of these, what is the same before and after


def reextract(
    where: Annotated[
        str, typer.Option(help="A condition in SQL on the columns of articles and captures.")
    ] = "",
    since: SinceOption = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, and stop.")] = False,
    yes: YesOption = False,
    sources: SourcesOption = DEFAULT_SOURCES,
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Read archived pages again with today's reader; what differs becomes a new version, marked as re-read.

    It shows first how many fields would change, with samples, and asks. --since counts from when a page was
    fetched. With --json there is an object a field that would change, then one a source.

    Example: copydesk reextract --where "source_id = 'harbour-post' AND published_at IS NULL" --dry-run
    """
    if not (yes or dry_run or sys.stdin.isatty()):
        raise typer.BadParameter("there is nobody to ask: give --dry-run or --yes")
    sources_file = sources_if_any(sources)
    _look(home, where)
    asked: list[Preview] = []

    def ask(preview: Preview) -> bool:
        asked.append(preview)
        if as_json:
            write_json_lines(_objects(preview))
        else:
            _show(preview)
        return not dry_run and (yes or _confirmed())

    def call() -> Awaitable[Any]:
        from flows.reextract import reextract as flow

        return flow(
            home=home, where=where, since=instant(since), sources_file=sources_file, return_state=True
        )

    run_flow(call, home, as_json, ask)
    if not asked:
        say("Nothing would change.")


def _look(home: Path, where: str) -> None:
    """What is wrong with the warehouse or the condition is told now, not after Prefect has started."""
    from warehouse.home import Home
    from warehouse.loader import open_loader
    from warehouse.migrations import is_current
    from warehouse.publish import publish
    from warehouse.query import open_published
    from warehouse.rereads import count_chosen

    place = Home(home)
    with open_published(place, older=True) as con:
        is_older = not is_current(con)
    if is_older:  # pages are read again after an update, more often than not
        with open_loader(place):
            say("The warehouse is brought up to date.")
        publish(place)
    with open_published(place) as con:
        count_chosen(con, where, NEVER)


def _show(preview: Preview) -> None:
    if preview.fields:
        rows = [[name, str(count)] for name, count in preview.fields.most_common()]
        results.print(table(["field", "articles in which it would change"], rows))
        results.print()
        lines = [[url, name, *_shorter(before, after)] for url, name, before, after in preview.samples]
        results.print(table(["for example", "field", "now", "then"], lines))
        results.print()
    say(f"{counted(preview.changed, 'article')} would change, {preview.unchanged} stay as they are.")
    if preview.found:
        say(f"{counted(preview.found, 'page')} that gave no article would give one.")
    if preview.lost:
        say(f"{counted(preview.lost, 'article')} not found in a page any more; what has landed stays.")


def _objects(preview: Preview) -> Iterator[dict[str, object]]:
    for field, articles in preview.fields.most_common():
        examples = [
            {"url": url, "now": before, "then": after}
            for url, name, before, after in preview.samples
            if name == field
        ]
        yield {"field": field, "articles": articles, "examples": examples}


def _shorter(before: str | None, after: str | None) -> list[str]:
    """Both values, from shortly before the place where they begin to differ."""
    texts = [" ".join((value or "").split()) for value in (before, after)]
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(*texts, strict=False)))
    start = same - LEAD_CHARACTERS if same > 2 * LEAD_CHARACTERS else 0
    return [("…" if start else "") + text[start:][:SHOWN_CHARACTERS] for text in texts]


def _confirmed() -> bool:
    """Asks on the terminal; Ctrl-C there means no."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return typer.confirm("Land these changes?", err=True)
    except (typer.Abort, KeyboardInterrupt):
        return False
    finally:
        signal.signal(signal.SIGINT, before)
