"""`copydesk load`."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Annotated, Any

import typer

from flows.commands.running import run_flow
from flows.options import DEFAULT_HOME, AllowPrivateOption, HomeOption


def load(
    what: Annotated[
        list[str],
        typer.Argument(
            help="Saved pages (HTML or text, also .gz), WARC files (also .gz, .zst), folders, URLs."
        ),
    ],
    home: HomeOption = DEFAULT_HOME,
    allow_private: AllowPrivateOption = False,
) -> None:
    """Land saved pages, and those in WARC files, the same way as fetched ones.

    Example: copydesk load saved-pages/ https://example.org/news/1.html
    """

    def call() -> Awaitable[Any]:
        from flows.load import load as flow

        return flow(what=what, home=home, allow_private=allow_private, return_state=True)

    run_flow(call, home)
