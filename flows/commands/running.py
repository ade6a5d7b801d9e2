"""What the commands that run a flow have in common: Prefect's start, a live line, the outcome table."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path
from time import monotonic
from typing import Any

import typer
from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from flows.output import FAILED, STOPPED, errors, results, say, table, write_json_lines
from flows.progress import Preview, Progress, asker, now_and_then, watcher
from flows.report import outcome_objects, outcome_rows, outcome_words, reason_of
from tasks.logins import shown
from tasks.records import Outcome
from warehouse.home import Home

# Seconds that a stopped run has to publish what has landed and to tell Prefect; Ctrl-C reaches Prefect's own
# server too, which then answers no more.
STOP_GRACE = 10.0


class PrefectFailed(Exception):
    """Prefect could not run the flow at all: no server at PREFECT_API_URL, or none that could be started."""


def run_flow(
    call: Callable[[], Awaitable[Any]],
    home: Path,
    as_json: bool = False,
    ask: Callable[[Preview], bool] | None = None,
) -> None:
    """Runs a flow and shows how it went; exits with 1 if it failed, or if a part of it did.

    `call` imports the flow and calls it with `return_state=True`: Prefect takes seconds to import and to
    start, and the live line stands before that. `as_json` writes an object a source in place of the table.
    `ask` shows what would change and says whether it may.
    """
    # The run's log goes to Prefect's API, for its UI; here the table and the problems say it better.
    os.environ.setdefault("PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL", "CRITICAL")
    home.mkdir(parents=True, exist_ok=True)  # what is wrong with it is told now, not after Prefect's start
    state, progress = _watched(call, ask)
    _show(progress, as_json)
    if state.is_completed():
        if not ask or any(outcome.landed for outcome in progress.total()):
            _tell_landed(progress, home)
    else:
        say(f"copydesk: {reason_of(state.message)}")
    if progress.problems or not state.is_completed():
        raise typer.Exit(FAILED)


def _watched(
    call: Callable[[], Awaitable[Any]], ask: Callable[[Preview], bool] | None
) -> tuple[Any, Progress]:
    """The state that the flow ended in, and how far it had come; a live line shows that meanwhile."""
    progress = Progress()
    columns = (TextColumn("{task.description}"), BarColumn(bar_width=20), TimeElapsedColumn())
    log = now_and_then(say)  # where nobody watches the line
    with Bar(*columns, console=errors, transient=True, disable=not errors.is_terminal) as bar:
        line = bar.add_task("starting Prefect", total=None)

        def watch(latest: Progress) -> None:
            nonlocal progress
            progress = latest
            if errors.is_terminal:
                words = latest.in_words(monotonic())
                bar.update(line, description=words, total=latest.offered, completed=latest.total().total())
            else:
                log(latest)

        def ask_quietly(preview: Preview) -> bool:
            bar.stop()
            answer = ask is None or ask(preview)
            bar.start()
            return answer

        asker.set(ask_quietly)
        token = watcher.set(watch)
        try:
            return asyncio.run(_stoppable(call)), progress
        except BaseException as error:
            if _is_stop(error):
                _end()
            if not isinstance(error, Exception):
                raise
            # The flow's own exceptions come back as its state.
            if isinstance(error, UnicodeEncodeError):
                raise PrefectFailed(
                    "Prefect keeps no name that is not UTF-8: name the folder instead"
                ) from error
            server = os.environ.get("PREFECT_API_URL")
            to_do = f" (PREFECT_API_URL names {shown(server)}; copydesk doctor says more)" if server else ""
            raise PrefectFailed(f"Prefect could not run the flow: {error}{to_do}") from error
        finally:
            watcher.reset(token)


def _is_stop(error: BaseException) -> bool:
    from prefect.exceptions import TerminationSignal  # what Prefect makes of a SIGTERM within a flow

    return isinstance(error, asyncio.CancelledError | KeyboardInterrupt | TerminationSignal)


async def _stoppable(call: Callable[[], Awaitable[Any]]) -> Any:
    """Calls the flow. The first SIGINT or SIGTERM cancels it, the second ends the process at once.

    So does one that comes when the flow is over.
    """
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    last_word = threading.Timer(STOP_GRACE, _end)
    last_word.daemon = True

    def stop(number: int, frame: object) -> None:
        if last_word.is_alive() or loop.is_closed():  # Prefect's server may take seconds to stop
            _end()
        say("copydesk: stopping; again to stop at once")
        last_word.start()
        if task:
            loop.call_soon_threadsafe(task.cancel)

    # Not the loop's own handlers: they would wait while Prefect starts, which blocks the loop.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    from prefect import tags

    from flows.own_server import tether_own_server
    from flows.run import TAG

    tether_own_server()
    with tags(TAG):
        return await call()


def _end() -> None:
    """Ends the process without waiting for Prefect's clean-up: all that is ours is done, or safe to kill."""
    say("copydesk: stopped; what had landed is kept")
    server = sys.modules.get("prefect.server.api.server")
    for ephemeral in server.SubprocessASGIServer._instances.values() if server else ():
        if ephemeral.server_process:
            ephemeral.server_process.kill()
    os._exit(STOPPED)


def _show(progress: Progress, as_json: bool) -> None:
    rows = [[source, str(counts.total()), outcome_words(counts)] for source, counts in outcome_rows(progress)]
    if as_json:
        write_json_lines(outcome_objects(progress))
    elif rows:
        results.print(table(["source", "entries", "how they ended"], rows))
        results.print()
    for note in progress.notes:
        say(note)
    for problem in progress.problems:
        say(f"copydesk: {problem}")


def _tell_landed(progress: Progress, home: Path) -> None:
    total = progress.total()
    new, updated = total[Outcome.NEW], total[Outcome.UPDATED]
    landed = f"{new} new, {updated} updated" if new + updated else "Nothing new"
    say(f"{landed}. The warehouse is {Home(home).shown}.")
