"""The command line. Commands import what they need when they run; only those that run a flow need Prefect."""

from __future__ import annotations

import importlib.metadata
import sys
from io import TextIOWrapper
from typing import Annotated

import typer

from flows.commands import (
    backfill,
    check,
    compact,
    demo,
    doctor,
    export,
    extract,
    forget,
    ingest,
    init,
    load,
    migrate,
    reextract,
    report,
    search,
    serve,
    sources,
    sql,
    status,
    up,
)
from flows.commands.running import PrefectFailed
from flows.output import FAILED, USAGE, say, write_result
from tasks.clean.version import EXTRACTOR_VERSION
from tasks.discover.sources_file import SourcesError
from warehouse.errors import BadSetting, WarehouseDamaged, WarehouseError


def _show_version(wanted: bool) -> None:
    if wanted:
        write_result(f"copydesk {importlib.metadata.version('copydesk')}, reader {EXTRACTOR_VERSION}\n")
        raise typer.Exit


app = typer.Typer(
    name="copydesk",
    help="News articles, cleaned, credited and dated, in DuckDB.",
    epilog=(
        "Exit codes: 0 done; 1 failed, or something of it failed, or was found wrong; 2 a wrong option or"
        " settings file; 130 stopped by Ctrl-C (up and serve: 0, unless it came twice). Results go to"
        " standard output, all else to standard error."
        " Colours are left out where the output is no terminal, and where NO_COLOR is set."
    ),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)


@app.callback()
def common(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    pass


for command in (
    demo.demo,
    init.init,
    ingest.ingest,
    load.load,
    backfill.backfill,
    reextract.reextract,
    extract.extract,
    search.search,
    sql.sql,
    sql.shell,
    export.export,
    report.report,
    status.status,
    check.check,
    forget.forget,
    doctor.doctor,
    compact.compact,
    migrate.migrate,
    up.up,
    serve.serve,
):
    # A query may begin with a comment, which looks like an option.
    app.command(context_settings={"ignore_unknown_options": command is sql.sql})(command)
app.add_typer(sources.app, name="sources")


def _take_any_text() -> None:
    """Names of files and what is piped in may not be UTF-8, and a terminal may know few letters."""
    for stream, errors in ((sys.stdin, "surrogateescape"), (sys.stdout, "backslashreplace")):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors=errors)


def main() -> None:
    """The program's entry: known errors are one line and an exit code, never a traceback."""
    _take_any_text()
    try:
        app()
    except (SourcesError, BadSetting) as error:
        say(f"copydesk: {error}")
        sys.exit(USAGE)
    except BrokenPipeError:  # `copydesk sql … | head`
        sys.stderr.close()
        sys.exit(FAILED)
    except OSError as error:
        say(f"copydesk: {error.filename or 'the system'}: {error.strerror or error}")
        sys.exit(FAILED)
    except (WarehouseError, PrefectFailed) as error:
        is_damaged = isinstance(error, WarehouseDamaged)
        say(f"copydesk: {error}{' (copydesk doctor says what to do)' if is_damaged else ''}")
        sys.exit(FAILED)
