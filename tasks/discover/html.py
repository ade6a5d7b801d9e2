"""HTML of strangers: the one door to the parser in this room."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser

from tasks.clean.bounds import refuse_hostile


def parse_html(page: str) -> LexborHTMLParser:
    """The tree of a page. Raises EndsHere(UNREADABLE) for one that is made to stall the parser."""
    utf8 = page.encode("utf-8", "replace")
    refuse_hostile(utf8)
    return LexborHTMLParser(utf8)
