"""`copydesk extract`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from flows.options import DEFAULT_SOURCES, AllowPrivateOption, SourcesOption, sources_if_any
from flows.output import FAILED, say


def extract(
    what: Annotated[
        list[str] | None,
        typer.Argument(help="Saved pages, folders of them, URLs; - reads one page from standard input."),
    ] = None,
    manifest: Annotated[
        Path | None,
        typer.Option(
            help="JSON lines with id, url and path (relative to this file); .gz pages are read as is."
        ),
    ] = None,
    output: Annotated[Path | None, typer.Option(help="Write here instead of to standard output.")] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show the page block by block, kept and dropped, instead.")
    ] = False,
    sources: SourcesOption = DEFAULT_SOURCES,
    allow_private: AllowPrivateOption = False,
) -> None:
    """Read pages without a warehouse: one JSON object a page.

    URLs are fetched as the table "fetch" of the sources file says.

    Example: copydesk extract page.html | jq .headline
    """
    from flows.extract import write_articles, write_explanations
    from flows.pages import pages_of
    from tasks.discover.sources_file import read_sources
    from tasks.fetch.files import is_url

    if not what and not manifest:
        raise typer.BadParameter("name a page, a folder, a URL, - or a --manifest")
    if explain and output:
        raise typer.BadParameter("--explain shows, and writes no --output")
    # A mistake in the sources file is no reason not to read what lies on the disk.
    file = sources_if_any(sources) if any(map(is_url, what or [])) else None
    pages = pages_of(what or [], manifest, allow_private, read_sources(file).fetch if file else None)
    failures = write_explanations(pages) if explain else write_articles(pages, output)
    if failures:
        say(f"copydesk: {failures} could not be read")
        sys.exit(FAILED)
