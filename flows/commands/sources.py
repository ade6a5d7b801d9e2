"""`copydesk sources`: what sources.toml describes, added to, listed, looked after, exchanged."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.options import (
    DEFAULT_HOME,
    DEFAULT_SOURCES,
    AllowPrivateOption,
    HomeOption,
    JsonOption,
    SourcesOption,
)
from flows.output import FAILED

app = typer.Typer(help="Add, list, check, import and export sources.", no_args_is_help=True)


@app.command()
def add(
    url: Annotated[str, typer.Argument(help="Any page of the site, or a feed or sitemap of it.")],
    name: Annotated[
        str | None, typer.Option("--name", help="What to call it; else it is called after its host.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Take what is suggested, without asking.")] = False,
    sources: SourcesOption = DEFAULT_SOURCES,
    allow_private: AllowPrivateOption = False,
) -> None:
    """Find a site's feeds and sitemaps, show them, and write the source into the sources file.

    Example: copydesk sources add https://www.tagesschau.de
    """
    from flows.sources import add_source

    add_source(url, name, yes, sources, allow_private)


@app.command("list")
def list_(
    sources: SourcesOption = DEFAULT_SOURCES, home: HomeOption = DEFAULT_HOME, as_json: JsonOption = False
) -> None:
    """List the sources of the file, and how they stand in the warehouse if there is one.

    Example: copydesk sources list
    """
    from flows.sources import list_sources

    list_sources(sources, home, as_json)


@app.command()
def check(
    source: Annotated[
        list[str] | None, typer.Argument(help="Names in the sources file; none means all of them.")
    ] = None,
    sources: SourcesOption = DEFAULT_SOURCES,
    as_json: JsonOption = False,
) -> None:
    """Read each feed, sitemap and page of the sources without landing anything; exits with 1 if any fails.

    Example: copydesk sources check tagesschau bbc
    """
    from flows.sources import check_sources

    if not check_sources(source or [], sources, as_json):
        raise typer.Exit(FAILED)


@app.command("import")
def import_(
    opml: Annotated[str, typer.Argument(help="An OPML file, or the URL of one.")],
    sources: SourcesOption = DEFAULT_SOURCES,
    allow_private: AllowPrivateOption = False,
) -> None:
    """Add the feeds that a feed reader has exported, a source each.

    Example: copydesk sources import subscriptions.opml
    """
    from flows.sources import import_sources

    import_sources(opml, sources, allow_private)


@app.command()
def export(
    opml: Annotated[Path | None, typer.Argument(help="The file to write; else standard output.")] = None,
    sources: SourcesOption = DEFAULT_SOURCES,
) -> None:
    """Write the sources' feeds as OPML, which feed readers import.

    Example: copydesk sources export subscriptions.opml
    """
    from flows.sources import export_sources

    export_sources(opml, sources)
