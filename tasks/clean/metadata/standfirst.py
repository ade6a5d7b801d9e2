"""The standfirst: the text under the headline that its place and its class call one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from tasks.clean.metadata.scan import Marked
from tasks.clean.metadata.text import text_of
from tasks.records import Found

MIN_STANDFIRST_CHARACTERS, MAX_STANDFIRST_CHARACTERS = 30, 700
MAX_SIBLINGS = 6  # after the headline, that are looked at for a standfirst
MAX_LEVELS = 3  # up from the headline, beside which a standfirst may stand

_STANDFIRST = re.compile(
    r"stand-?first|sub-?(?:title|head|line|heading)|sous-?titre|untertitel|vorspann|\blead\b|-lead\b|lead-|teaser-?text|\bdek\b"
    r"|-dek\b|summary|intro|excerpt|abstract|chapeau|chapo|spot\b|strap(?:line)?|description|deck\b|entradilla|bajada|copete"
    r"|sumario|sottotitolo|occhiello|anlauf|ingress|manchet|perex|lid\b|ozet|epigraf|linha-fina|subtitulo|svodka|ledetext"
)


def below(anchor: Marked | None) -> Iterator[Found]:
    """The standfirst below the headline, if any."""
    node: LexborNode | None = anchor.node if anchor else None
    for _ in range(MAX_LEVELS):
        if node is None or node.tag in ("body", "html"):
            return
        sibling = node.next
        for _ in range(MAX_SIBLINGS):
            if sibling is None:
                break
            found = _standfirst(sibling)
            if found:
                yield Found(found, "standfirst")
                return
            sibling = sibling.next
        node = node.parent


def _standfirst(node: LexborNode) -> str | None:
    if node.tag in ("-text", "-comment", "script", "style", "figure", "aside", "nav", "ul", "ol"):
        return None
    names = f"{node.attrs.get('class') or ''} {node.attrs.get('id') or ''}".lower()
    text = text_of(node) if node.tag in ("h2", "h3") or _STANDFIRST.search(names) else ""
    return text if MIN_STANDFIRST_CHARACTERS <= len(text) <= MAX_STANDFIRST_CHARACTERS else None
