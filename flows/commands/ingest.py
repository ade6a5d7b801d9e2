"""`copydesk ingest`."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Annotated, Any

import typer

from flows.commands.running import run_flow
from flows.options import DEFAULT_HOME, DEFAULT_SOURCES, HomeOption, JsonOption, SourcesOption


def ingest(
    source: Annotated[
        list[str] | None, typer.Argument(help="Names in the sources file; none means all of them.")
    ] = None,
    sources: SourcesOption = DEFAULT_SOURCES,
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Fetch what the sources offer, and land it.

    Example: copydesk ingest tagesschau bbc
    """
    from tasks.discover.sources_file import choose, read_sources

    # A mistake in the settings is told now, not after Prefect has started.
    choose(read_sources(sources), source or [])

    def call() -> Awaitable[Any]:
        from flows.ingest import ingest as flow

        return flow(source_ids=source or [], sources_file=sources, home=home, return_state=True)

    run_flow(call, home, as_json)
