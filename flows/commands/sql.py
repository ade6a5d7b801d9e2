"""`copydesk sql` and `copydesk shell`."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Annotated

import typer

from flows.interrupt import interruptible
from flows.options import DEFAULT_HOME, AsJsonOption, HomeOption
from flows.output import Format, busy, say, write_pieces, written

# As `copydesk sql` is: else the same question has other days and hours on a machine in another zone.
IN_UTC = "SET TimeZone = 'UTC';"

UnsafeOption = Annotated[
    bool,
    typer.Option("--unsafe", help="Let the SQL read and write files, attach databases, load extensions."),
]


def sql(
    query: Annotated[str, typer.Argument(help="A query; - reads it from standard input.")],
    form: Annotated[Format, typer.Option("--format", help="How the rows are written.")] = Format.TABLE,
    home: HomeOption = DEFAULT_HOME,
    unsafe: UnsafeOption = False,
    as_json: AsJsonOption = False,
) -> None:
    """Ask the warehouse in SQL; it can only read.

    Example: copydesk sql "SELECT published_on, headline, agencies FROM articles ORDER BY 1 DESC LIMIT 5"
    """
    from warehouse.home import Home
    from warehouse.migrations import is_current
    from warehouse.query import OLDER, open_published, run_sql

    if query.startswith("--") and query.split() == [query]:
        raise typer.BadParameter(f"no such option: {query}")
    text = sys.stdin.read() if query == "-" else query
    form = Format.JSON if as_json else form
    with open_published(Home(home), unsafe=unsafe, older=True) as con, interruptible(con.interrupt):
        with busy("Asking the warehouse"):
            if not is_current(con):
                say(OLDER)
            result = run_sql(con, text)
            is_table = form is Format.TABLE
            answer = iter([result.box()]) if is_table else written(form, result.columns, result.rows())
            begun = [next(answer), *islice(answer, 1)]  # here, as what is wrong shows with the first row
        write_pieces(chain(begun, answer))


def shell(home: HomeOption = DEFAULT_HOME, unsafe: UnsafeOption = False) -> None:
    """Open DuckDB's own shell on the warehouse, read-only.

    Example: copydesk shell
    """
    from warehouse.home import Home
    from warehouse.query import open_published, shell_opening

    place = Home(home)
    with open_published(place, older=True) as con:  # says what is wrong, if anything, in our words
        opening = shell_opening(con, place)
    program = Path(sys.executable).parent / "duckdb"
    # Its option -safe fails on a file in 1.5.5; the same by command works.
    safety = [] if unsafe else ["-cmd", ".safe_mode"]
    settings = ["-cmd", IN_UTC, *safety]
    if opening:
        sys.exit(_shell_of_shared(program, opening, settings))
    arguments = [str(program), "-readonly", *settings, str(place.published)]
    if os.name == "nt":
        sys.exit(subprocess.call(arguments))
    os.execv(program, arguments)  # Ctrl-C is the shell's then, and no business of ours


def _shell_of_shared(program: Path, opening: Sequence[str], settings: Sequence[str]) -> int:
    """Runs the shell until it ends. A password may be in the opening: it is in no list of processes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the shell's business
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "opening.sql"
        file.write_text("".join(f"{statement};\n" for statement in opening), "utf-8")
        return subprocess.call([str(program), "-init", str(file), *settings])
