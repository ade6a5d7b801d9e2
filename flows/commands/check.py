"""`copydesk check`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from flows.interrupt import interruptible
from flows.options import DEFAULT_HOME, HomeOption, JsonOption
from flows.output import FAILED, busy, results, say, table, write_json_lines

if TYPE_CHECKING:
    from rich.table import Table

    from warehouse.checks import Finding


def check(home: HomeOption = DEFAULT_HOME, as_json: JsonOption = False) -> None:
    """Ask the warehouse what is wrong with what has landed; exits with 1 if anything is.

    Example: copydesk check
    """
    from warehouse.checks import run_checks
    from warehouse.home import Home
    from warehouse.query import open_published

    with open_published(Home(home)) as con, interruptible(con.interrupt), busy("Checking what has landed"):
        found = run_checks(con)
    if as_json:
        write_json_lines(map(asdict, found))
    elif not found:
        say("Nothing found.")
    else:
        results.print(findings_table(found))
    if found:
        raise typer.Exit(FAILED)


def findings_table(found: Iterable[Finding], title: str | None = None) -> Table:
    """What checks have found, for people."""
    rows = [[one.check, one.source_id, one.finding, str(one.articles), one.example or ""] for one in found]
    return table(["check", "source", "finding", "articles", "for example"], rows, title)
