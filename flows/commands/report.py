"""`copydesk report`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.options import DEFAULT_HOME, HomeOption
from flows.output import busy, write_result


def report(
    home: HomeOption = DEFAULT_HOME,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The file to write; else report.html in --home.")
    ] = None,
) -> None:
    """Write the front page: the last 30 days of the warehouse as one HTML file, which needs no network.

    Every run that lands articles refreshes the one in its home.

    Example: copydesk report --output front-page.html
    """
    from flows.front_page.write import write_page
    from warehouse.home import Home

    with busy("Making the front page"):
        page = write_page(Home(home), output)
    write_result(f"{page}\n")
