"""Dates of pages that show none but "3 hours ago".

What counts is the moment that such an element carries for its script, else the words themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tasks.clean.metadata import lines
from tasks.clean.metadata.lines import leads, looks_like_date
from tasks.clean.metadata.scan import Marked, Scan
from tasks.clean.metadata.text import plain
from tasks.clean.metadata.visible import levels_of, lines_of, nearest
from tasks.clean.promises import IS_DATE
from tasks.records import Found
from tasks.relative import is_relative

MAX_CHARACTERS = 90  # of such a line
MAX_STAMP_CHARACTERS = 60
MAX_TOGETHER = 2  # different ones as near to the headline: more are a list's

_STAMPS = re.compile(r"title|content|value|(?:data-)?[\w-]*(?:date|time|stamp|publish|utc)[\w-]*")


def fields(scan: Scan, headlines: Iterable[str], anchor: Marked | None) -> Iterator[tuple[str, Found]]:
    """The dates near the headline, which is the `anchor`: elements marked as dates first, then any text."""
    levels = levels_of(anchor)
    marked = lines_of(scan, IS_DATE, MAX_CHARACTERS, levels, anchor, _may_be_date)
    found = nearest(line for line in marked if not line.is_aside)
    beside = [line for line in found if line.level == found[0].level]
    if len({line.text for line in beside}) <= MAX_TOGETHER:
        for line in beside:
            place = "time" if line.marked.tag == "time" else "date"
            yield _field(line.text), Found(_stamp(line.marked) or line.text, place)
    texts = [text for text in lines.near(scan.page.tree, headlines) if is_relative(text)]
    for text in texts if len(set(texts)) <= MAX_TOGETHER else ():
        yield _field(text), Found(text, "text")


def _may_be_date(marked: Marked, text: str) -> bool:
    return bool(_stamp(marked)) or is_relative(text)


def _stamp(marked: Marked) -> str:
    """The moment that an attribute holds: <span class="ago" data-time="1715853600">."""
    for name, value in marked.node.attributes.items():
        if (
            value
            and len(value) <= MAX_STAMP_CHARACTERS
            and _STAMPS.fullmatch(name)
            and looks_like_date(value)
        ):
            return plain(value)
    return ""


def _field(text: str) -> str:
    return "modified" if leads("modified").match(text) else "published"
