"""What readers see near the headline: the headline itself, the byline, the date line, the credit line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from selectolax.lexbor import LexborNode

from tasks.clean.metadata.pictures import is_of_picture
from tasks.clean.metadata.lines import leads, looks_like_date
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
    r"|tag-?list|disqus|respond|menu|navi|breadcrumb|calendar|event|gallery|slider|(?<!h)feed\b|video-?list|weather"
)
_ASIDE_TAGS = {"aside", "nav", "footer", "form", "figcaption", "figure"}


@dataclass(slots=True)
class Line:
    """A marked element with its text, and how it lies to the headline."""

    marked: Marked
    text: str
    level: int  # of the headline's ancestors up to the first that holds this element too; FAR if none
    is_aside: bool  # among comments, teasers, in the footer
    is_after: bool  # the headline

    @property
    def rank(self) -> tuple[bool, int, bool, int]:
        """Nearest first, after the headline before in front of it, what stands aside last."""
        return (self.is_aside, self.level, not self.is_after, self.marked.order)


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
            if line.is_aside:
                place += " aside"
            yield "modified" if _is_modified(field, line) else field, Found(line.text, place)


def _is_modified(field: str, line: Line) -> bool:
    """Whether a date line tells of the last change: its own words decide, else its class."""
    if field != "published" or leads("published").match(line.text):
        return False
    return bool(line.marked.bits & IS_MODIFIED or leads("modified").match(line.text))


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
        text = _text(marked, is_time)
        if 2 <= len(text) <= limit and (bit != IS_DATE or looks_like_date(text)):
            level, is_aside = _level(marked.node, levels)
            is_after = anchor is None or marked.order > anchor.order
            yield Line(marked, text, level, is_aside, is_after)


def _text(marked: Marked, is_time: bool) -> str:
    if is_time and (stamp := plain(marked.attributes.get("datetime"))):
        return stamp
    return plain(marked.node.text(deep=True, separator=" "))


def _level(node: LexborNode, levels: dict[int, int]) -> tuple[int, bool]:
    """How far up from the headline the element is held, and whether it stands aside on the way there."""
    current: LexborNode | None = node
    is_aside = False
    for _ in range(MAX_CLIMB):
        if current is None:
            break
        if current.mem_id in levels:
            return levels[current.mem_id], is_aside
        is_aside = is_aside or current.tag in _ASIDE_TAGS or is_aside_class(current.attributes.get("class"))
        current = current.parent
    return FAR, is_aside


@lru_cache(maxsize=20_000)
def is_aside_class(names: str | None) -> bool:
    """Whether a class is one of comments, teasers, navigation and the like."""
    return bool(names and _ASIDE.search(names.lower()))
