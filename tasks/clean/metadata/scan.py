"""One query over a page's tree, which picks out all elements that may say something of the page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from selectolax.lexbor import LexborNode

from tasks.clean.metadata.text import absolute, plain
from tasks.clean.page import Page

MAX_MARKED = 3_000  # elements with a telling attribute; a list of thousands of teasers has as many
MAX_META_CHARACTERS = 4_000
MAX_TEXT_CHARACTERS = 4_000_000  # of all marked elements of a page, each with what it holds
MAX_NAMES_CHARACTERS = 200  # of an element's class and the like
IS_AUTHOR, IS_DATE, IS_SOURCE, IS_MODIFIED, IS_SECTION, IS_TRAIL = 1, 2, 4, 8, 16, 32

# In the words of class names and the like, lower case, in the languages that templates are written in.
_PROMISES = {
    IS_AUTHOR: re.compile(
        r"author|byline|autor|auteur|writer|creator|reporter|contributor|redakteur|forfatter|avtor|written"
        r"|verfasser|journalist|skribent|yazar|penulis|muhabir|^fn$|^person$|signature|^firma"
    ),
    IS_DATE: re.compile(
        r"date(?!picker)|time(?!line)|datum|fecha|publi|posted|tarih|dato$|^meta$|^info$|^stand$|modif"
        r"|(?:entry|post|article|story)(?:meta|info)"
    ),
    IS_SOURCE: re.compile(r"source|quelle|kaynak|agency|agentur|credit|provider|fuente|fonte|copyright"),
    IS_MODIFIED: re.compile(r"modif|updat|edited|aktualis"),
    IS_SECTION: re.compile(
        r"categor|section$|rubri[ck]|ressort|kicker|channel|topic|sezione|seccion|editoria$|kategori|^cat$"
    ),
    IS_TRAIL: re.compile(r"crumbs?$|brotkrume|^pfad$|ariane|migas|briciole"),
}
_TOKEN = re.compile(r"[a-z]+")
_QUERY = (
    "html,base,title,meta,link[rel],script[type],script[id],h1,time,[class],[itemprop],[itemtype],[data-testid],"
    '[rel~=author],[rel~=category],a[href*="/author" i],a[href*="/autor" i],a[href*="/auteur" i],'
    '[id*="author" i],[id*="byline" i]'
)
_AUTHOR_PAGE = re.compile(r"/(?:author|autor|auteur)s?(?:en|es|inn?en|as)?/[^/?#]", re.IGNORECASE)
_DATA_SCRIPT = re.compile(r"json|__NEXT_DATA__|__NUXT_DATA__", re.IGNORECASE)


@dataclass(slots=True)
class Marked:
    """An element with attributes that say what it holds."""

    node: LexborNode
    tag: str
    attributes: dict[str, str | None]
    order: int  # among all that the query gives
    bits: int  # of IS_AUTHOR and so on: what its class and the like promise


@dataclass(slots=True)
class Scan:
    """What the query picks out of a page."""

    page: Page
    metas: dict[str, list[str]] = field(default_factory=dict)  # name or property, lower case: contents
    links: list[dict[str, str | None]] = field(default_factory=list)
    scripts: list[tuple[LexborNode, dict[str, str | None]]] = field(default_factory=list)  # that hold data
    headings: list[Marked] = field(default_factory=list)  # h1
    marked: list[Marked] = field(default_factory=list)
    title: str = ""
    lang: str = ""
    base: str = ""  # href of <base>, or the page's URL
    left: int = MAX_TEXT_CHARACTERS  # of elements' texts, which may be read yet

    def text(self, node: LexborNode) -> str:
        """The text of an element; "" once the page's share is used up, as elements hold each other's."""
        if self.left <= 0:
            return ""
        raw = node.text(deep=True, separator=" ")
        self.left -= len(raw)
        return plain(raw)


def scan(page: Page) -> Scan:
    """Asks the page's tree once for every element that may tell something."""
    found = Scan(page, base=page.url)
    has_items = page.tree.css_first("[itemprop]") is not None
    last = None
    for order, node in enumerate(page.tree.css(_QUERY)):
        if node.mem_id == last:  # the query gives an element once for each condition that it meets
            continue
        last = node.mem_id
        tag = node.tag or ""
        if tag in _HANDLERS:
            _HANDLERS[tag](found, node, node.attributes)
        elif tag == "h1":
            found.headings.append(Marked(node, tag, node.attributes, order, 0))
        if tag not in _NOT_MARKED and len(found.marked) < MAX_MARKED:
            own = node.attrs
            names = own.get("class")
            is_told = tag == "time" or not names or promised(names) or (has_items and own.get("itemprop"))
            if is_told or (tag == "a" and (own.get("rel") or _AUTHOR_PAGE.search(own.get("href") or ""))):
                _mark(found, Marked(node, tag, node.attributes, order, 0))
    return found


def _mark(found: Scan, marked: Marked) -> None:
    attributes = marked.attributes
    for key in ("class", "itemprop", "rel", "data-testid", "id"):
        if value := attributes.get(key):
            marked.bits |= promised(value)
    if not marked.bits and _AUTHOR_PAGE.search(attributes.get("href") or ""):
        marked.bits = IS_AUTHOR
    if marked.bits or marked.tag == "time" or "itemprop" in attributes or "itemtype" in attributes:
        found.marked.append(marked)


@lru_cache(maxsize=20_000)
def promised(names: str) -> int:
    """What a class and the like promise of an element's text: bits of IS_AUTHOR and so on."""
    bits = 0
    for token in _TOKEN.findall(names[:MAX_NAMES_CHARACTERS].lower()):
        bits |= _promised(token)
    return bits


@lru_cache(maxsize=20_000)
def _promised(token: str) -> int:
    return sum(bit for bit, words in _PROMISES.items() if words.search(token))


def _meta(found: Scan, node: LexborNode, attributes: dict[str, str | None]) -> None:
    content = attributes.get("content")
    if not content:
        return
    text = plain(content[:MAX_META_CHARACTERS])
    names = [attributes.get(key) for key in ("property", "name", "itemprop", "http-equiv")]
    for name in dict.fromkeys(name.strip().lower() for name in names if name) if text else ():
        found.metas.setdefault(name, []).append(text)


def _link(found: Scan, node: LexborNode, attributes: dict[str, str | None]) -> None:
    if attributes.get("href"):
        found.links.append(attributes)


def _script(found: Scan, node: LexborNode, attributes: dict[str, str | None]) -> None:
    if _DATA_SCRIPT.search(f"{attributes.get('type') or ''} {attributes.get('id') or ''}"):
        found.scripts.append((node, attributes))


def _title(found: Scan, node: LexborNode, attributes: dict[str, str | None]) -> None:
    if not found.title:  # later ones are titles of drawings
        found.title = plain(node.text(deep=True))


def _html(found: Scan, node: LexborNode, attributes: dict[str, str | None]) -> None:
    found.lang = plain(attributes.get("lang") or attributes.get("xml:lang"))


def _base(found: Scan, node: LexborNode, attributes: dict[str, str | None]) -> None:
    if href := attributes.get("href"):
        found.base = absolute(found.page.url, href) or found.base


_HANDLERS = {"meta": _meta, "link": _link, "script": _script, "title": _title, "html": _html, "base": _base}
_NOT_MARKED = {*_HANDLERS, "style", "body", "img", "input", "svg", "form", "iframe"} - {"meta", "link"}
