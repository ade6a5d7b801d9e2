"""`copydesk forget`."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from flows.counted import counted
from flows.options import DEFAULT_HOME, HomeOption, JsonOption, YesOption
from flows.output import FAILED, busy, results, say, table, write_json_lines

if TYPE_CHECKING:
    from warehouse.forget import Found, Target


def forget(
    what: Annotated[str, typer.Argument(help="The address of a page, or a domain.", metavar="URL|DOMAIN")],
    yes: YesOption = False,
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Remove an article, or all of a domain, for good: from the warehouse, its files and the archive.

    It shows first what would be removed, and asks. What was forgotten is not taken in again.

    Example: copydesk forget https://harbour-post.example/2026/05/16/bridge.html
    """
    from flows import maintain
    from warehouse.forget import find, target
    from warehouse.home import Home
    from warehouse.loader import open_loader

    try:
        wanted = target(what)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    if not yes and not sys.stdin.isatty():
        raise typer.BadParameter("there is nobody to ask: give --yes")
    place = Home(home)
    place.require()
    with open_loader(place) as loader:
        found = find(loader, wanted)
    if as_json:
        write_json_lines([_object(wanted, found)])
    else:
        _show(wanted, found)
    if not yes and not typer.confirm("Forget this for good?", err=True):
        return
    with busy("Writing the warehouse and the archive anew without it"):
        found, cleared = maintain.forget(place, wanted)
    say(f"Forgotten (articles: {found.articles}, captures: {cleared.captures}).")
    if not (cleared.waiting or cleared.absent or cleared.problems) and found.captures > cleared.captures:
        left = counted(found.captures - cleared.captures, "capture")
        say(f"Archives of others keep {left} of it, which will not be taken in again.")
    for name in cleared.waiting:
        say(f"A run is writing to {name}; what must go from it goes when that run ends.")
    for name in cleared.absent:
        say(
            f"The archive has no file {name}; if it is put back, what must go from it goes with the next run."
        )
    for problem in cleared.problems:
        say(f"copydesk: {problem}")
    if cleared.problems:
        raise typer.Exit(FAILED)


def _object(wanted: Target, found: Found) -> dict[str, object]:
    examples = [
        {"publisher": publisher or None, "headline": headline} for publisher, headline in found.headlines
    ]
    return {"target": wanted.text, **asdict(found), "headlines": examples}


def _show(wanted: Target, found: Found) -> None:
    if found.headlines:
        results.print(table(["publisher", "for example"], found.headlines))
        results.print()
    kind = "domain" if wanted.is_domain else "page"
    say(
        f"The {kind} {wanted.text} (articles: {found.articles}, versions: {found.versions}, entries:"
        f" {found.entries}, captures: {found.captures}, bytes in the archive: {found.archive_bytes:,})"
    )
