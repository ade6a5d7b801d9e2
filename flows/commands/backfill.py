"""`copydesk backfill`."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from importlib.util import find_spec
from typing import Annotated, Any

import typer

from flows.commands.running import run_flow
from flows.options import (
    DEFAULT_HOME,
    DEFAULT_SOURCES,
    HomeOption,
    JsonOption,
    SinceOption,
    SourcesOption,
    UntilOption,
    end_of,
    instant,
    sources_if_any,
)
from tasks.backfill.wanted import Wanted
from tasks.fetch.locations import LocationError, refuse_keys
from tasks.percent import in_dns
from tasks.sources import language_tag


def backfill(
    what: Annotated[
        list[str],
        typer.Argument(help="WARC files (also .gz, .zst), folders, globs, s3://bucket/prefix or /object."),
    ],
    workers: Annotated[
        int | None, typer.Option(min=1, max=512, help="Processes that read; by default one a core.")
    ] = None,
    dask: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="A Dask scheduler whose workers read instead.")
    ] = None,
    host: Annotated[
        list[str] | None, typer.Option(help="Only pages of this site and those below it; can be repeated.")
    ] = None,
    language: Annotated[
        list[str] | None, typer.Option(help="Only articles in this language: de, pt-BR; can be repeated.")
    ] = None,
    mime: Annotated[
        list[str] | None, typer.Option(help="Only pages of this media type; can be repeated.")
    ] = None,
    since: SinceOption = None,
    until: UntilOption = None,
    sources: SourcesOption = DEFAULT_SOURCES,
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Land the pages of large archives where they lie, Common Crawl's news among them, on every core.

    Nothing is copied: the warehouse keeps where in which file each page stands. What has landed is not read
    again, so a backfill that was stopped goes on where it was. --since and --until count from when a page was
    fetched. Keys of a store are taken from the environment (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY).

    Example: copydesk backfill "cc-news/*.warc.gz" --host example.org --language de --since 2026-05-01
    """
    if dask and find_spec("distributed") is None:
        raise typer.BadParameter("--dask needs the package distributed, which .[cluster] brings")
    sources_file = sources_if_any(sources)
    _refuse_keys(what)
    wanted = _wanted(host, since, until, mime, language)

    def call() -> Awaitable[Any]:
        from flows.backfill import backfill as flow

        return flow(
            what=what,
            home=home,
            workers=workers,
            scheduler=dask,
            wanted=wanted,
            sources_file=sources_file,
            return_state=True,
        )

    run_flow(call, home, as_json)


def _refuse_keys(what: Sequence[str]) -> None:
    """Keys of a store in a location would be kept by Prefect. Raises typer.BadParameter."""
    try:
        for location in what:
            refuse_keys(location)
    except LocationError as error:
        raise typer.BadParameter(str(error)) from None


def _wanted(
    hosts: list[str] | None,
    since: str | None,
    until: str | None,
    mime_types: list[str] | None,
    languages: list[str] | None,
) -> Wanted:
    """The pages that the options choose. Raises typer.BadParameter for what chooses none."""
    begin, end = instant(since), end_of(until)
    if begin and end and begin >= end:
        raise typer.BadParameter(f"nothing lies between --since {since} and --until {until}")
    return Wanted(
        hosts=tuple(_host(name) for name in hosts or ()),
        since=begin,
        until=end,
        mime_types=tuple(name.lower() for name in mime_types or ()),
        languages=tuple(map(_language, languages or ())),
    )


def _language(name: str) -> str:
    try:
        return language_tag(name)
    except ValueError as error:
        raise typer.BadParameter(f"--language: {error}") from None


def _host(name: str) -> str:
    """As `Wanted` has it. Raises typer.BadParameter for an address, with which no page's host would agree."""
    host = in_dns(name.rstrip(".")).lower().removeprefix("www.")
    if not host or set(host) & set(":/*?@ "):
        raise typer.BadParameter(f'--host takes a name such as example.org, not "{name}"')
    return host
