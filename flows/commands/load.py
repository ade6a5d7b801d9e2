"""`copydesk load`."""

from __future__ import annotations

from collections.abc import Awaitable
from pathlib import Path
from typing import Annotated, Any

import typer

from flows.commands.running import run_flow
from flows.options import (
    DEFAULT_HOME,
    DEFAULT_SOURCES,
    AllowPrivateOption,
    HomeOption,
    JsonOption,
    SourcesOption,
    sources_if_any,
)


def load(
    what: Annotated[
        list[str],
        typer.Argument(
            help="Saved pages (HTML, .mhtml or text, also .gz), WARC files (also .gz, .zst), folders, URLs."
        ),
    ],
    sources: SourcesOption = DEFAULT_SOURCES,
    home: HomeOption = DEFAULT_HOME,
    allow_private: AllowPrivateOption = False,
    as_json: JsonOption = False,
) -> None:
    """Land saved pages, and those in WARC files, the same way as fetched ones.

    The table "fetch" of the sources file holds for URLs too. Pages of an archive that one of its sources once
    brought are read with that source's settings.

    Example: copydesk load saved-pages/ https://example.org/news/1.html
    """

    from tasks.fetch.files import is_url
    from tasks.logins import login_of

    if not any(is_url(name) or Path(name).exists() for name in what):
        raise typer.BadParameter(f"nothing is there: {', '.join(what)}")
    if any(login_of(name) for name in what):
        # A flow's parameters are kept by Prefect.
        raise typer.BadParameter("a URL with a password in it is taken from sources.toml only")
    sources_file = sources_if_any(sources)

    def call() -> Awaitable[Any]:
        from flows.load import load as flow

        return flow(
            what=what, home=home, allow_private=allow_private, sources_file=sources_file, return_state=True
        )

    run_flow(call, home, as_json)
