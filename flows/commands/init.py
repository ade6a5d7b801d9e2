"""`copydesk init`."""

from __future__ import annotations

from pathlib import Path

import typer

from flows.options import DEFAULT_SOURCES, SourcesOption, named
from flows.output import FAILED, say

TEMPLATE = Path(__file__).parents[1] / "sources_template.toml"


def init(sources: SourcesOption = DEFAULT_SOURCES) -> None:
    """Write a sources file to begin with, explained line by line. One that is there stays as it is.

    Example: copydesk init
    """
    try:
        with sources.open("x", encoding="utf-8") as file:
            file.write(TEMPLATE.read_text("utf-8"))
    except FileExistsError:
        say(f"copydesk: {sources} is there already, and stays as it is.")
        raise typer.Exit(FAILED) from None
    say(f"{sources} is written. Put yourself into its user_agent; then name a site, and fetch it:\n")
    option = named(sources)
    say(f"  copydesk sources add https://a-newspaper.example/{option}\n  copydesk ingest{option}")
