"""What the commands that run a flow have in common: Prefect's start, a live line, the outcome table."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from flows.output import errors, results, say, table
from flows.progress import Progress, watcher
from flows.report import in_words, outcome_rows, outcome_words
from tasks.records import Outcome

FAILED = 1


class PrefectFailed(Exception):
    """Prefect could not run the flow at all: no server at PREFECT_API_URL, or none that could be started."""


def run_flow(call: Callable[[], Awaitable[Any]], home: Path) -> None:
    """Runs a flow and shows how it went; exits with 1 if it failed, or if a part of it did.

    `call` imports the flow and calls it with `return_state=True`: Prefect takes seconds to import and to
    start, and the live line stands before that.
    """
    # The run's log goes to Prefect's API, for its UI; here the table and the problems say it better.
    os.environ.setdefault("PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL", "CRITICAL")
    progress = Progress()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bar(*columns, console=errors, transient=True, disable=not errors.is_terminal) as bar:
        line = bar.add_task("starting Prefect", total=None)

        def watch(latest: Progress) -> None:
            nonlocal progress
            progress = latest
            done = latest.total()
            bar.update(line, description=in_words(done), total=latest.offered, completed=done.total())

        token = watcher.set(watch)
        try:
            state = asyncio.run(_state(call))
        except Exception as error:  # the flow's own exceptions come back as its state
            raise PrefectFailed(f"Prefect could not run the flow: {error}") from error
        finally:
            watcher.reset(token)
    _show(progress, home)
    if not state.is_completed():
        say(f"copydesk: {state.message}")
    if progress.problems or not state.is_completed():
        raise typer.Exit(FAILED)


async def _state(call: Callable[[], Awaitable[Any]]) -> Any:
    return await call()


def _show(progress: Progress, home: Path) -> None:
    rows = [[source, str(counts.total()), outcome_words(counts)] for source, counts in outcome_rows(progress)]
    if rows:
        results.print(table(["source", "entries", "how they ended"], rows))
        results.print()
    for note in progress.notes:
        say(note)
    for problem in progress.problems:
        say(f"copydesk: {problem}")
    total = progress.total()
    new, updated = total[Outcome.NEW], total[Outcome.UPDATED]
    landed = f"{new} new, {updated} updated" if new + updated else "Nothing new"
    say(f"{landed}. The warehouse is {home / 'copydesk.duckdb'}.")
