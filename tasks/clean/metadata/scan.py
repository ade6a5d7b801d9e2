"""Picks out all elements of a page that say something of it, among those that the walk over it noted."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from tasks.clean.metadata.text import absolute, plain
from tasks.clean.names import said
from tasks.clean.page import Page
from tasks.clean.promises import IS_AUTHOR
from tasks.clean.walk import Attributes, Told

MAX_MARKED = 3_000  # elements with a telling attribute; a list of thousands of teasers has as many
MAX_META_CHARACTERS = 4_000
MAX_TEXT_CHARACTERS = 4_000_000  # of all marked elements of a page, each with what it holds

_AUTHOR_PAGE = re.compile(r"/(?:author|autor|auteur)s?(?:en|es|inn?en|as)?/[^/?#]", re.IGNORECASE)
_TELLING = {"itemprop", "itemtype", "data-testid"}
_DATA_SCRIPT = re.compile(r"json|__NEXT_DATA__|__NUXT_DATA__", re.IGNORECASE)


@dataclass(slots=True)
class Marked:
    """An element with attributes that say what it holds."""

    node: LexborNode
    tag: str
    order: int  # on the page
    bits: int  # of IS_AUTHOR and so on: what its class and the like promise


@dataclass(slots=True)
class Scan:
    """What is picked out of a page."""

    page: Page
    metas: dict[str, list[str]] = field(default_factory=dict)  # name or property, lower case: contents
    canonical: list[str] = field(default_factory=list)  # addresses, as written
    scripts: list[tuple[LexborNode, str]] = field(default_factory=list)  # that hold data, each with its type
    headings: list[Marked] = field(default_factory=list)  # h1
    marked: list[Marked] = field(default_factory=list)
    title: str = ""
    lang: str = ""
    base: str = ""  # href of <base>, or the page's URL
    has_rdfa: bool = False  # an element has a "typeof"
    holds: dict[int, tuple[bool, bool]] = field(default_factory=dict)  # by mem_id: visible.py's, of elements
    links: frozenset[str] | None = None  # folded texts of the menu's links, once somebody asked for them
    left: int = MAX_TEXT_CHARACTERS  # of elements' texts, which may be read yet

    def text(self, node: LexborNode) -> str:
        """The text of an element; "" once the page's share is used up, as elements hold each other's."""
        if self.left <= 0:
            return ""
        raw = node.text(deep=True, separator=" ")
        self.left -= len(raw)
        return plain(raw)


def scan(page: Page) -> Scan:
    """Picks every element that tells something out of what the walk noted."""
    head, root = page.tree.head, page.tree.root
    found = Scan(page, base=page.url)
    found.lang = plain(root.attrs.get("lang") or root.attrs.get("xml:lang")) if root else ""
    in_head = [Told(node, node.tag or "", node.attributes, 0) for node in head.iter()] if head else []
    in_body = [Told(node, node.tag or "", node.attributes, 0) for node in page.walked.machines]
    for one in (*in_head, *in_body):
        if read := _FOR_MACHINES.get(one.tag):
            read(found, one)
    told = [one for one in in_head if "itemprop" in one.attributes or "class" in one.attributes]
    told += page.walked.told
    around = [node.attributes for node in (root, head, page.tree.body) if node]
    found.has_rdfa = any("typeof" in own for own in (*around, *[one.attributes for one in told]))
    for order, one in enumerate(told):
        if one.tag == "h1":
            found.headings.append(Marked(one.node, one.tag, order, 0))
        if len(found.marked) < MAX_MARKED:
            _mark(found, one, order)
    return found


def _title(found: Scan, one: Told) -> None:
    if not found.title:
        found.title = plain(one.node.text(deep=True))


def _base(found: Scan, one: Told) -> None:
    if found.base == found.page.url:
        found.base = absolute(found.page.url, one.attributes.get("href")) or found.page.url


def _meta(found: Scan, one: Told) -> None:
    own = one.attributes
    text = plain((own.get("content") or "")[:MAX_META_CHARACTERS])
    names = [own.get(key) for key in ("property", "name", "itemprop", "http-equiv")]
    for name in dict.fromkeys(name.strip().lower() for name in names if name) if text else ():
        found.metas.setdefault(name, []).append(text)


def _link(found: Scan, one: Told) -> None:
    is_canonical = (one.attributes.get("rel") or "").lower().split() == ["canonical"]
    if is_canonical and (href := one.attributes.get("href")):
        found.canonical.append(href)


def _script(found: Scan, one: Told) -> None:
    kind = one.attributes.get("type") or ""
    if _DATA_SCRIPT.search(kind) or _DATA_SCRIPT.search(one.attributes.get("id") or ""):
        found.scripts.append((one.node, kind.lower()))


_FOR_MACHINES = {"title": _title, "base": _base, "meta": _meta, "link": _link, "script": _script}


def _mark(found: Scan, one: Told, order: int) -> None:
    """Marks an element if its class promises something, or if its other attributes tell it all the same."""
    own, tag, bits = one.attributes, one.tag, one.promises
    if tag == "form" or not (bits or (_is_odd(own, tag) and (not own.get("class") or _is_told(own, tag)))):
        return
    for key in ("itemprop", "rel", "data-testid", "id"):
        if value := own.get(key):
            bits |= said(value)[1]
    if not bits and _AUTHOR_PAGE.search(own.get("href") or ""):
        bits = IS_AUTHOR
    if bits or tag == "time" or "itemprop" in own or "itemtype" in own:
        found.marked.append(Marked(one.node, tag, order, bits))


def _is_odd(own: Attributes, tag: str) -> bool:
    """Whether there is more to an element than a class and an id as any has them."""
    if tag in ("h1", "time") or not _TELLING.isdisjoint(own) or ("class" in own and not own["class"]):
        return True
    rel = (own.get("rel") or "").lower().split()
    if "author" in rel or (tag == "a" and "category" in rel):
        return True
    own_id = (own.get("id") or "").lower()
    return (
        "author" in own_id or "byline" in own_id or (tag == "a" and "/aut" in (own.get("href") or "").lower())
    )


def _is_told(own: Attributes, tag: str) -> bool:
    """Whether an element tells something, though its class does not."""
    if tag == "time" or own.get("itemprop"):
        return True
    return tag == "a" and bool(own.get("rel") or _AUTHOR_PAGE.search(own.get("href") or ""))
