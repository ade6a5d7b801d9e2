"""A page that is parsed once, for everybody who reads it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from selectolax.lexbor import LexborHTMLParser

from tasks.clean.bounds import refuse_hostile
from tasks.clean.old_markup import OLD_MARKUP, in_todays_markup
from tasks.clean.walk import Walked, walk


@dataclass(frozen=True)
class Page:
    """An HTML page. Nobody changes its tree."""

    url: str  # after redirects; what relative addresses are relative to
    # Parsed as a browser with scripts parses: the content of noscript is one text node, so that what follows
    # one in the head stays in the head.
    tree: LexborHTMLParser

    @cached_property
    def walked(self) -> Walked:
        """What the one walk over the tree brings home."""
        return walk(self.tree)


def parse(url: str, html: str | bytes) -> Page:
    """Parses a page; bytes are UTF-8. Raises EndsHere, and nothing else, for one made to stall the parser."""
    utf8 = html.encode("utf-8", "replace") if isinstance(html, str) else html
    refuse_hostile(utf8)
    tree = LexborHTMLParser(utf8, scripting=True)
    if tree.css_first(OLD_MARKUP) is not None and (today := in_todays_markup(utf8)) != utf8:
        tree = LexborHTMLParser(today, scripting=True)
    return Page(url, tree)
