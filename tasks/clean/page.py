"""A page that is parsed once, for everybody who reads it."""

from __future__ import annotations

from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser


@dataclass(frozen=True, slots=True)
class Page:
    """An HTML page. Nobody changes its tree."""

    url: str  # after redirects; what relative addresses are relative to
    tree: LexborHTMLParser
