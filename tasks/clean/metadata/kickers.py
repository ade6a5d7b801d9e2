"""Kickers: the line over a headline that many templates put into the same h1, in an element of its own."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from tasks.clean.metadata.text import text_of

# Classes of such elements. "Subtitle" is none of them: what opens a heading so is as often part of it.
_KICKER = re.compile(
    r"kicker|(?:over|roof|top)-?line|(?:top|pre|over|super)-?title|eyebrow|dachzeile|spitzmarke|sub-?head"
    r"|topic|categor|section|rubri[ck]|label|small",
    re.IGNORECASE,
)
_EDGES = " |·•–—-/"
_COLONS = (":", "：")


def without_kicker(heading: LexborNode) -> str | None:
    """The headline that follows a kicker in a heading; None for a heading without one.

    With a colon between the two, they are read as one headline.
    """
    parts = _parts(heading)
    if len(parts) == 1 and parts[0].is_element_node:  # a link around all of it
        parts = _parts(parts[0])
    if len(parts) < 2 or not _is_kicker(parts[0]):
        return None
    kicker, rest = text_of(parts[0]), " ".join(map(text_of, parts[1:])).strip(_EDGES)
    is_one = kicker.endswith(_COLONS) or rest.startswith(_COLONS)
    return None if is_one or not kicker else rest or None


def _is_kicker(part: LexborNode) -> bool:
    return part.is_element_node and bool(_KICKER.search(part.attrs.get("class") or ""))


def _parts(node: LexborNode) -> list[LexborNode]:
    """The elements and texts right below, without white space alone."""
    return [part for part in node.iter(include_text=True) if part.is_element_node or text_of(part)]
