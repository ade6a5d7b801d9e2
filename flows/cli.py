"""The command line. Commands import what they need when they run; only those that run a flow need Prefect."""

from __future__ import annotations

import sys

import typer

from flows.commands import check, demo, extract, ingest, load, serve, sql, status
from flows.commands.running import PrefectFailed
from flows.output import say
from tasks.discover.sources_file import SourcesError
from warehouse.errors import WarehouseError

FAILED = 1
USAGE = 2

app = typer.Typer(
    name="copydesk",
    help="News articles, cleaned, credited and dated, in DuckDB.",
    epilog="Exit codes: 0 done; 1 failed, or something of it failed; 2 a wrong option or settings file.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
for command in (
    demo.demo,
    ingest.ingest,
    load.load,
    extract.extract,
    sql.sql,
    sql.shell,
    status.status,
    check.check,
    serve.serve,
):
    app.command()(command)


def main() -> None:
    """The program's entry: known errors are one line and an exit code, never a traceback."""
    try:
        app()
    except SourcesError as error:
        say(f"copydesk: {error}")
        sys.exit(USAGE)
    except BrokenPipeError:  # `copydesk sql … | head`
        sys.stderr.close()
        sys.exit(FAILED)
    except (WarehouseError, PrefectFailed, OSError) as error:
        say(f"copydesk: {error}")
        sys.exit(FAILED)
    except KeyboardInterrupt:
        say("copydesk: stopped")
        sys.exit(130)
