"""The options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

HomeOption = Annotated[
    Path,
    typer.Option("--home", envvar="COPYDESK_HOME", help="Folder of the warehouse and the archive."),
]
SourcesOption = Annotated[
    Path,
    typer.Option("--sources", envvar="COPYDESK_SOURCES", help="The file that describes the sources."),
]
AllowPrivateOption = Annotated[
    bool,
    typer.Option("--allow-private", help="Fetch from loopback and private addresses too."),
]

DEFAULT_HOME = Path("data")
DEFAULT_SOURCES = Path("sources.toml")
