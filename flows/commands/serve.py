"""`copydesk serve`."""

from __future__ import annotations

from flows.options import DEFAULT_HOME, DEFAULT_SOURCES, HomeOption, SourcesOption
from flows.output import say


def serve(sources: SourcesOption = DEFAULT_SOURCES, home: HomeOption = DEFAULT_HOME) -> None:
    """Run the sources on their schedules, on the Prefect server at PREFECT_API_URL, until stopped.

    Example: prefect server start --background; copydesk serve
    """
    from tasks.discover.sources_file import SourcesError, read_sources
    from tasks.sources import MANUAL

    scheduled = [source for source in read_sources(sources).sources.values() if source.schedule != MANUAL]
    if not scheduled:
        raise SourcesError(f'{sources}: every source is looked at by hand only; give one schedule = "auto"')
    from prefect.settings import PREFECT_API_URL

    from flows.schedules import serve_sources

    if not PREFECT_API_URL.value():
        raise SourcesError("no Prefect server is named: start one, and set PREFECT_API_URL (README)")

    say(f"{len(scheduled)} sources; stop with Ctrl-C")
    serve_sources(scheduled, sources.resolve(), home.resolve())
