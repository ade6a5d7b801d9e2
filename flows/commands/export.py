"""`copydesk export`."""

from __future__ import annotations

import csv
import shutil
import sys
from contextlib import nullcontext
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from flows.interrupt import interruptible
from flows.options import DEFAULT_HOME, HomeOption, SinceOption, instant
from flows.output import busy, say, to_json

if TYPE_CHECKING:
    from warehouse.export import Export


class ExportFormat(StrEnum):
    """What is written."""

    PARQUET = "parquet"
    CSV = "csv"
    JSONL = "jsonl"
    NINJS = "ninjs"


def export(
    view: Annotated[str, typer.Argument(help="A view: articles, article_versions, captures, …")],
    form: Annotated[
        ExportFormat,
        typer.Option(
            "--format",
            help="parquet: a folder, by month; csv; jsonl; ninjs: IPTC ninjs 3.0, an object a line.",
        ),
    ] = ExportFormat.PARQUET,
    since: SinceOption = None,
    output: Annotated[
        Path | None,
        typer.Option(help="File; a new folder for parquet, which needs one. Else: standard output."),
    ] = None,
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Write a view to files that other tools read.

    --since takes rows that came at that time or later: articles first seen, versions seen, pages fetched.

    Example: copydesk export articles --since 2026-05-01 --output may/
    """
    from tasks.folders import written_whole
    from warehouse.export import open_export
    from warehouse.home import Home

    if form is ExportFormat.NINJS and view != "articles":
        raise typer.BadParameter("ninjs describes articles: copydesk export articles --format ninjs")
    if form is ExportFormat.PARQUET:
        if output is None:
            raise typer.BadParameter("name a new folder for the Parquet files: --output articles/")
        if output.suffix in (".csv", ".jsonl", ".json"):
            raise typer.BadParameter(f"{output} would be a folder of Parquet files: give its --format, too")
        if output.exists():
            raise typer.BadParameter(f"{output} is there already; name a new folder")
    elif output is not None and output.is_dir():
        raise typer.BadParameter(f"{output} is a folder; name a file")
    if output is not None and not output.absolute().parent.is_dir():
        raise typer.BadParameter(f"{output} cannot be written: there is no folder {output.parent}")
    begin = instant(since)
    beside = output.absolute().parent if output else None
    with (
        TemporaryDirectory(dir=beside, prefix=".copydesk-export-") as spill,
        open_export(Home(home), view, begin, Path(spill)) as made,
        interruptible(made.interrupt),
        busy(f"Writing {view}") if output else nullcontext(),
    ):
        if form is ExportFormat.PARQUET and output:
            made.to_parquet(Path(spill) / "files")
            shutil.move(Path(spill) / "files", output)
        else:
            with written_whole(output) if output else nullcontext(sys.stdout) as out:
                _write(made, form, out)
    if output:
        say(f"{view} is in {output}.")


def _write(made: Export, form: ExportFormat, out: TextIO) -> None:
    from flows.ninjs import ninjs

    if form is ExportFormat.CSV:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(made.columns)
        writer.writerows(made.texts())
    elif form is ExportFormat.JSONL:
        out.writelines(f"{line}\n" for (line,) in made.objects())
    else:
        out.writelines(
            f"{to_json(ninjs(dict(zip(made.columns, row, strict=True))))}\n" for row in made.rows()
        )
