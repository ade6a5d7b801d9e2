"""A terminal's picture for the docs."""

from __future__ import annotations

import re
from pathlib import Path

from rich.console import Console

# Rich names fonts of a web server; whoever looks at the picture has one of their own.
_WEB_FONTS = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


def save(console: Console, path: Path, title: str) -> None:
    """Writes what a recording console has printed as an SVG that needs nothing from outside."""
    path.write_text(_WEB_FONTS.sub("", console.export_svg(title=title)), encoding="utf-8")
