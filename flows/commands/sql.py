"""`copydesk sql` and `copydesk shell`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from flows.options import DEFAULT_HOME, HomeOption
from flows.output import Format, write_result, written

UnsafeOption = Annotated[
    bool,
    typer.Option("--unsafe", help="Let the SQL read and write files, attach databases, load extensions."),
]


def sql(
    query: Annotated[str, typer.Argument(help="A query; - reads it from standard input.")],
    form: Annotated[Format, typer.Option("--format", help="How the rows are written.")] = Format.TABLE,
    home: HomeOption = DEFAULT_HOME,
    unsafe: UnsafeOption = False,
) -> None:
    """Ask the warehouse in SQL; it can only read.

    Example: copydesk sql "SELECT published_on, headline, agencies FROM articles ORDER BY 1 DESC LIMIT 5"
    """
    from warehouse.home import Home
    from warehouse.query import open_published, run_sql

    text = sys.stdin.read() if query == "-" else query
    with open_published(Home(home), unsafe=unsafe) as con:
        result = run_sql(con, text)
        if form is Format.TABLE:
            write_result(result.box())
        else:
            write_result(written(form, result.columns, result.rows()))


def shell(home: HomeOption = DEFAULT_HOME, unsafe: UnsafeOption = False) -> None:
    """Open DuckDB's own shell on the warehouse, read-only.

    Example: copydesk shell
    """
    from warehouse.home import Home
    from warehouse.query import open_published

    place = Home(home)
    with open_published(place):
        pass  # says what is wrong with the file, if anything, in our words
    program = Path(sys.executable).parent / "duckdb"
    # Its option -safe fails on a file in 1.5.5; the same by command works.
    safety = [] if unsafe else ["-cmd", ".safe_mode"]
    arguments = [str(program), "-readonly", *safety, str(place.published)]
    if os.name == "nt":
        sys.exit(subprocess.call(arguments))
    os.execv(program, arguments)  # Ctrl-C is the shell's then, and no business of ours
