"""`copydesk serve`."""

from __future__ import annotations

import typer

from flows.options import DEFAULT_HOME, DEFAULT_SOURCES, HomeOption, SourcesOption


def serve(sources: SourcesOption = DEFAULT_SOURCES, home: HomeOption = DEFAULT_HOME) -> None:
    """Run the sources on their schedules, on the Prefect server at PREFECT_API_URL, until stopped.

    A server with a login wants that in PREFECT_API_AUTH_STRING.

    Example: PREFECT_API_URL=http://127.0.0.1:4200/api copydesk serve
    """
    from flows.commands.scheduled import only_one, schedules
    from flows.supervise import supervise
    from warehouse.home import Home

    part = schedules(sources, home, {})
    with only_one(Home(home)):
        raise typer.Exit(supervise([part]))
