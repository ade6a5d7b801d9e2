"""Microdata and RDFa: itemprop on visible elements, within the scope of an article."""

from __future__ import annotations

from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from tasks.clean.metadata.scan import Marked, Scan
from tasks.clean.metadata.text import absolute, plain
from tasks.records import Found

MAX_NAMES = 50  # in one author
MAX_CLIMB = 60  # levels up to an itemscope

_FIELDS = {
    "headline": "headline",
    "description": "description",
    "author": "byline",
    "creator": "byline",
    "datepublished": "published",
    "datecreated": "published",
    "datemodified": "modified",
    "articlesection": "section",
    "inlanguage": "language",
    "keywords": "keyword",
    "sourceorganization": "credit",
    "copyrightholder": "credit",
    "isaccessibleforfree": "free",
    "image": "image",
}


def fields(scan: Scan) -> Iterator[tuple[str, Found]]:
    """What the elements with itemprop say, if they belong to an article or to no scope at all."""
    for marked in scan.marked:
        if "itemtype" in marked.node.attrs:
            yield "type", Found(_type(marked.node), "microdata")
    first: dict[str, int] = {}  # property: the scope of its first value, which the others must share
    for marked in scan.marked:
        names = (marked.node.attrs.get("itemprop") or "").lower().split()
        for name in names:
            field = _FIELDS.get(name)
            scope = _scope(marked.node) if field else None
            if field and scope is not None and first.setdefault(name, scope) == scope:
                for text in _texts(marked, field, scan):
                    yield field, Found(text, f"microdata {name}")


def _scope(node: LexborNode) -> int | None:
    """The innermost scope around an element if it is an article, 0 if there is none; None for another's."""
    parent = node.parent
    for _ in range(MAX_CLIMB):
        if parent is None or not parent.is_element_node:
            return 0
        if "itemscope" in parent.attrs or "itemtype" in parent.attrs:
            kind = _type(parent)
            is_article = kind.endswith(("article", "posting", "webpage", "report")) or kind == ""
            return int(parent.mem_id) if is_article else None
        parent = parent.parent
    return None


def _type(node: LexborNode) -> str:
    return (node.attrs.get("itemtype") or "").rstrip("/").rsplit("/", 1)[-1].lower()


def _texts(marked: Marked, field: str, scan: Scan) -> Iterator[str]:
    own = marked.node.attrs
    if field == "byline":
        names = marked.node.css('[itemprop~="name"]')[:MAX_NAMES] if scan.left > 0 else []
        inner = [node for node in names if node.mem_id != marked.node.mem_id]
        for node in inner:
            yield from filter(None, [plain(node.attrs.get("content")) or scan.text(node)])
        if inner:
            return
    if field == "image":
        yield from filter(None, [absolute(scan.base, own.get("src") or own.get("content"))])
        return
    value = own.get("content") or own.get("datetime")
    text = plain(value) or scan.text(marked.node)
    if text:
        yield text
