"""What readers see near the headline: the headline itself, the byline, the date line, the credit line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from tasks.clean.metadata.pictures import is_of_picture
from tasks.clean.metadata.scan import IS_AUTHOR, IS_DATE, IS_MODIFIED, IS_SOURCE, Marked, Scan
from tasks.clean.metadata.text import plain
from tasks.records import Found

MAX_BYLINE_CHARACTERS = 200
MAX_DATE_CHARACTERS = 160
MAX_CREDIT_CHARACTERS = 120
MAX_CLIMB = 60  # levels up the tree
MAX_LINES = 6  # of each kind that are handed on
FAR = 40  # levels between the headline and a line, beyond which nothing is near

_ASIDE = re.compile(
    r"comment|kommentar|related|teaser|sidebar|widget|recommend|popular|trending|most-?read|newsletter|promo|carousel"
    r"|archive|listing|also-?read|read-?more|more-?(?:news|stories|from)|latest|ticker|card\b|recent|similar|footer"
    r"|tag-?list|disqus|respond|menu|navi|breadcrumb|calendar|event|gallery|slider|feed\b|video-?list|weather"
)
_ASIDE_TAGS = {"aside", "nav", "footer", "form", "figcaption", "figure"}
_DIGIT = re.compile(r"\d")


@dataclass(slots=True)
class Line:
    """A marked element with its text, and how it lies to the headline."""

    marked: Marked
    text: str
    level: int  # of the headline's ancestors up to the first that holds this element too; FAR if none
    is_after: bool  # the headline

    @property
    def rank(self) -> tuple[int, bool, int]:
        """Nearest first, after the headline before in front of it."""
        return (self.level, not self.is_after, self.marked.order)


def fields(scan: Scan, headline: str) -> Iterator[tuple[str, Found]]:
    """What stands near the headline. `headline` is what the page's metadata calls it, to find its h1."""
    anchor = _headline_element(scan, headline)
    for heading in scan.headings:
        text = plain(heading.node.text(deep=True, separator=" "))
        if text:
            yield "headline", Found(text, "h1" if heading is anchor else "h1 other")
    levels = _levels(anchor)
    for field, bit, limit in (
        ("byline", IS_AUTHOR, MAX_BYLINE_CHARACTERS),
        ("published", IS_DATE, MAX_DATE_CHARACTERS),
        ("credit", IS_SOURCE, MAX_CREDIT_CHARACTERS),
    ):
        lines = list(_lines(scan, bit, limit, levels, anchor))
        lines.sort(key=lambda line: line.rank)
        if field == "credit":
            lines = [line for line in lines[: 2 * MAX_LINES] if not is_of_picture(line.marked.node)]
        for line in lines[:MAX_LINES]:
            is_time = line.marked.tag == "time"
            place = "time" if is_time else field if field != "published" else "date"
            is_modified = field == "published" and line.marked.bits & IS_MODIFIED
            yield "modified" if is_modified else field, Found(line.text, place)


def _headline_element(scan: Scan, headline: str) -> Marked | None:
    words = set(headline.lower().split())

    def likeness(heading: Marked) -> float:
        own = set(plain(heading.node.text(deep=True)).lower().split())
        return len(own & words) / max(len(own | words), 1)

    return max(scan.headings, key=likeness, default=None)


def _levels(anchor: Marked | None) -> dict[int, int]:
    levels: dict[int, int] = {}
    node = anchor.node.parent if anchor else None
    while node is not None and len(levels) < FAR:
        levels[node.mem_id] = len(levels)
        node = node.parent
    return levels


def _lines(scan: Scan, bit: int, limit: int, levels: dict[int, int], anchor: Marked | None) -> Iterator[Line]:
    for marked in scan.marked:
        is_time = marked.tag == "time" and bit == IS_DATE
        if not (marked.bits & bit or is_time) or marked.tag == "meta":
            continue
        level = _level(marked.node, levels)
        if level is None:
            continue
        text = _text(marked, is_time)
        if 2 <= len(text) <= limit and (bit != IS_DATE or _DIGIT.search(text)):
            yield Line(marked, text, level, anchor is None or marked.order > anchor.order)


def _text(marked: Marked, is_time: bool) -> str:
    if is_time and (stamp := plain(marked.attributes.get("datetime"))):
        return stamp
    return plain(marked.node.text(deep=True, separator=" "))


def _level(node: LexborNode, levels: dict[int, int]) -> int | None:
    """How far up from the headline the element is held; None if it stands aside (comments, teasers, footer)."""
    current: LexborNode | None = node
    for _ in range(MAX_CLIMB):
        if current is None:
            return FAR
        if current.mem_id in levels:
            return levels[current.mem_id]
        if current.tag in _ASIDE_TAGS or _ASIDE.search((current.attributes.get("class") or "").lower()):
            return None
        current = current.parent
    return FAR
