"""`copydesk doctor`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

from flows.options import DEFAULT_HOME, DEFAULT_SOURCES, HomeOption, JsonOption, SourcesOption
from flows.output import FAILED, busy, say, write_json_lines, write_result

if TYPE_CHECKING:
    from flows.doctor import Point


def doctor(
    fix: Annotated[
        bool, typer.Option("--fix", help="Repair what can be repaired without losing anything.")
    ] = False,
    sources: SourcesOption = DEFAULT_SOURCES,
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Look for what is wrong with the installation and the warehouse; exits with 1 if anything is.

    Versions, the sources file, Prefect, rights, disk space, locks, the clock, both files of the warehouse
    (read from end to end), a sample of the archive.

    Example: copydesk doctor --fix
    """
    from flows.doctor import Level, examine
    from warehouse.errors import WarehouseError
    from warehouse.home import Home

    def look() -> list[Point]:
        with busy("Looking at everything"):
            return list(examine(Home(home), sources, sources != DEFAULT_SOURCES, os.environ))

    points = look()
    if fix and any(point.fix for point in points):
        for point in points:
            if point.fix:
                try:
                    point.fix()
                except (WarehouseError, OSError) as error:
                    say(f"copydesk: not repaired: {error}")
        points = look()
    if as_json:
        write_json_lines({"level": one.level, "what": one.what, "to_do": one.to_do} for one in points)
    for point in () if as_json else points:
        to_do = f"\n      {point.to_do}" if point.to_do else ""
        write_result(f"{point.level:<4}  {point.what}{to_do}\n")
    if any(point.level is Level.FAIL for point in points):
        raise typer.Exit(FAILED)
