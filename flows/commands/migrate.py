"""`copydesk migrate`."""

from __future__ import annotations

from typing import Annotated

import typer

from flows.options import DEFAULT_HOME, HomeOption
from flows.output import busy, say

EMBEDDED = "embedded"


def migrate(
    to: Annotated[
        str,
        typer.Option(
            metavar="WAREHOUSE",
            help=f"ducklake:postgres:host=… dbname=… data_path=…, or {EMBEDDED}: the home's own file.",
        ),
    ],
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Move the warehouse into a shared one that many machines use, or back into the home's own file.

    All of it is copied, and compared by count and hash, before the home is turned to the new place, which
    must be empty. What was there before stays. The archive is not touched.

    Example: copydesk migrate --to "ducklake:postgres:host=db.example dbname=news data_path=s3://news/lake"
    """
    from warehouse.home import Home
    from warehouse.moving import move_back, move_up

    place = Home(home)
    with busy("Moving the warehouse"):
        moved = move_back(place) if to == EMBEDDED else move_up(place, to)
    say(
        f"Moved and compared: {moved.tables} tables, {moved.rows:,} rows. The warehouse is {place.shown} now."
    )
