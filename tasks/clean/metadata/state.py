"""The page state of JavaScript sites (__NEXT_DATA__ and its like): data scripts that the page is drawn from.

Read only where neither markup nor metadata say what the state says, as a state may be a megabyte of JSON.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tasks.clean.metadata import jsonld
from tasks.clean.metadata.scan import Scan
from tasks.clean.metadata.text import paragraphs, plain
from tasks.records import Found

MAX_STATE_CHARACTERS = 3_000_000  # of one script; longer ones are not read
MIN_BODY_CHARACTERS = 400  # a shorter text is a teaser

_DATES = re.compile(
    r'\\?"(?:datePublished|date_published|publishedAt|published_at|publishDate|publish_date|publicationDate'
    r'|firstPublished(?:At|Date)?|publishedDate|pubDate)\\?"\s*:\s*\\?"?([^"\\,}]{8,40})'
)
_BODIES = (
    "articleBody",
    "body",
    "bodyHtml",
    "body_html",
    "content",
    "contentHtml",
    "text",
    "html",
    "paragraphs",
)


def _texts(scan: Scan) -> Iterator[str]:
    for script, kind in scan.scripts:
        if "ld+json" not in kind:
            text = script.text(deep=True) or ""
            if len(text) <= MAX_STATE_CHARACTERS:
                yield text


def dates(scan: Scan) -> Iterator[Found]:
    """The first publishing date that the page's state gives."""
    for text in _texts(scan):
        match = _DATES.search(text)
        if match:
            yield Found(plain(match[1]), "state")
            return


def body(scan: Scan) -> str | None:
    """The longest text in the page's state that is an article's body, its paragraphs by newlines; or None."""
    found = (
        _body(node) for text in _texts(scan) for value in jsonld.parse(text) for node in jsonld.inside(value)
    )
    longest = max((text for text in found if text), key=len, default="")
    return longest if len(longest) >= MIN_BODY_CHARACTERS else None


def _body(node: dict[str, Any]) -> str | None:
    """The body of an object that has a headline too."""
    if not any(isinstance(node.get(key), str) for key in ("headline", "title", "name")):
        return None
    for key in _BODIES:
        value = node.get(key)
        if isinstance(value, list):
            parts = [part if isinstance(part, str) else _text_of(part) for part in value]
            value = "\n".join(part for part in parts if part)
        if isinstance(value, str) and len(value) >= MIN_BODY_CHARACTERS:
            return paragraphs(value)
    return None


def _text_of(part: Any) -> str:
    if not isinstance(part, dict):
        return ""
    value = next(
        (part[key] for key in ("text", "content", "value", "html") if isinstance(part.get(key), str)), ""
    )
    return str(value)
