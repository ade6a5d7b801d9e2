"""`copydesk search`."""

from __future__ import annotations

from typing import Annotated

import typer

from flows.interrupt import interruptible
from flows.options import DEFAULT_HOME, AsJsonOption, HomeOption
from flows.output import Format, busy, results, say, table, write_pieces, written

MOST = 10  # articles that are shown unless more are asked for


def search(
    words: Annotated[list[str], typer.Argument(help="Words that must all occur; strik* for beginnings.")],
    most: Annotated[int, typer.Option("--limit", min=1, help="How many articles.")] = MOST,
    form: Annotated[Format, typer.Option("--format", help="How they are written.")] = Format.TABLE,
    home: HomeOption = DEFAULT_HOME,
    as_json: AsJsonOption = False,
) -> None:
    """Find articles by the words of their headline, standfirst and body, the best first.

    Example: copydesk search ferry strike
    """
    from warehouse.home import Home
    from warehouse.query import open_published
    from warehouse.query import search as find

    form = Format.JSON if as_json else form
    with open_published(Home(home)) as con, interruptible(con.interrupt), busy("Searching"):
        columns, rows = find(con, " ".join(words), most)
    if form is not Format.TABLE:
        write_pieces(written(form, columns, rows))
    elif rows:
        cells = [["" if cell is None else str(cell) for cell in row] for row in rows]
        results.print(table(columns, cells))
    else:
        say("Nothing found.")
