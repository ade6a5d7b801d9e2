"""Microdata and RDFa: properties on visible elements, within the scope of an article."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from tasks.clean.metadata.scan import Scan
from tasks.clean.metadata.text import absolute, plain
from tasks.records import Found

MAX_NAMES = 50  # in one author
MAX_CLIMB = 60  # levels up to a scope
MAX_ELEMENTS = 3_000  # with a property, of a page

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
    "publisher": "publisher",
    "sourceorganization": "credit",
    "copyrightholder": "credit",
    "isaccessibleforfree": "free",
    "image": "image",
}
# Dublin Core and rNews as RDFa writes them beside schema.org: "dc:creator", "dcterms:issued".
_RDFA_FIELDS = _FIELDS | {
    "title": "headline",
    "date": "published",
    "created": "published",
    "issued": "published",
    "modified": "modified",
    "source": "credit",
    "subject": "keyword",
}
_TEXT = "articlebody"
_NAMES = {"byline", "publisher", "credit"}  # fields whose values may be objects with a name inside
_ARTICLES = ("article", "posting", "webpage", "report", "newsitem")
_IS_NAME = ('~="name"', '$=":name"', '$="/name"')  # in a selector of attributes
_GENERAL = {"item", "document", "nodearticle", "node"}  # types that systems give whatever they show


@dataclass(frozen=True, slots=True)
class _Syntax:
    """Which attributes carry what."""

    name: str
    property: str
    relation: str  # that leads to an object, as Drupal's "schema:author" does
    types: str
    fields: dict[str, str]


_MICRODATA = _Syntax("microdata", "itemprop", "", "itemtype", _FIELDS)
_RDFA = _Syntax("rdfa", "property", "rel", "typeof", _RDFA_FIELDS)


def fields(scan: Scan) -> Iterator[tuple[str, Found]]:
    """What the elements with a property say, if they belong to an article or to no scope at all."""
    marked = [one.node for one in scan.marked]
    yield from _of(_MICRODATA, [node for node in marked if "itemtype" in node.attributes], marked, scan)
    if scan.has_rdfa:
        typed = scan.page.tree.css("[typeof]")[:MAX_ELEMENTS]
        told = scan.page.tree.css('[typeof] [property],[typeof] [rel$=":author"]')[:MAX_ELEMENTS]
        yield from _of(_RDFA, typed, told, scan)


def _of(
    syntax: _Syntax, typed: Iterable[LexborNode], told: Iterable[LexborNode], scan: Scan
) -> Iterator[tuple[str, Found]]:
    for node in typed:
        for kind in _words(node.attributes.get(syntax.types)):
            yield "type", Found(kind, syntax.name)
    first: dict[str, int] = {}  # property: the scope of its first value, which the others must share
    for node in told:
        own = node.attributes
        names = _words(own.get(syntax.property) or own.get(syntax.relation))
        for name in names:
            # "description articleBody", as Blogger writes it, is the whole text and no description.
            field = syntax.fields.get(name) if _TEXT not in names else None
            scope = _scope(node, syntax) if field else None
            if field and scope is not None and first.setdefault(name, scope) == scope:
                for text in _texts(node, field, syntax, scan):
                    yield field, Found(text, f"{syntax.name} {name}")


def _scope(node: LexborNode, syntax: _Syntax) -> int | None:
    """The innermost scope around an element if it is an article, None if it is another's.

    Without any scope the element is the page's, 0, in microdata; in RDFa it is nobody's.
    """
    parent = node.parent
    for _ in range(MAX_CLIMB):
        if parent is None or not parent.is_element_node:
            return 0 if syntax is _MICRODATA else None
        own = parent.attributes  # quicker than attrs
        if syntax.types in own or "itemscope" in own:
            kinds = _words(own.get(syntax.types))
            is_article = not kinds or any(kind.endswith(_ARTICLES) or kind in _GENERAL for kind in kinds)
            return int(parent.mem_id) if is_article else None
        parent = parent.parent
    return None


def _words(value: str | None) -> list[str]:
    """Names without their vocabulary, lower case: of "schema:NewsArticle" and its full address as well."""
    if not value:
        return []
    words = [word.rstrip("/").rsplit("/", 1)[-1].rsplit(":", 1)[-1] for word in value.lower().split()]
    return [word for word in words if word]


def _texts(node: LexborNode, field: str, syntax: _Syntax, scan: Scan) -> Iterator[str]:
    own = node.attrs
    if field in _NAMES:
        wanted = ",".join(f"[{syntax.property}{is_it}]" for is_it in _IS_NAME)
        names = node.css(wanted)[:MAX_NAMES] if scan.left > 0 else []
        inner = [one for one in names if one.mem_id != node.mem_id]
        for one in inner:
            yield from filter(None, [plain(one.attrs.get("content")) or scan.text(one)])
        if inner:
            return
    if field == "image":
        yield from filter(None, [absolute(scan.base, own.get("src") or own.get("content"))])
        return
    value = own.get("content") or own.get("datetime")
    text = plain(value) or scan.text(node)
    if text and not (field in _NAMES and "://" in text):
        yield text
