"""Picks out all elements of a page that may say something of it: one query of the body, few of the head."""

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
CLASSES_KEPT = 50_000  # in memory, with what each promises: those of some two hundred sites
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
# Each condition costs a look at every element of the page.
_QUERY = (
    "h1,time,[class],[itemprop],[itemtype],[data-testid],[rel~=author],a[rel~=category],"
    'a[href*="/aut" i],[id*="author" i],[id*="byline" i]'
)
_AUTHOR_PAGE = re.compile(r"/(?:author|autor|auteur)s?(?:en|es|inn?en|as)?/[^/?#]", re.IGNORECASE)
_DATA_SCRIPT = re.compile(r"json|__NEXT_DATA__|__NUXT_DATA__", re.IGNORECASE)

_NOT_MARKED = {"script", "title", "html", "base", "style", "body", "img", "input", "svg", "form", "iframe"}


@dataclass(slots=True)
class Marked:
    """An element with attributes that say what it holds."""

    node: LexborNode
    tag: str
    order: int  # among all that the query gives
    bits: int  # of IS_AUTHOR and so on: what its class and the like promise


@dataclass(slots=True)
class Scan:
    """What the query picks out of a page."""

    page: Page
    metas: dict[str, list[str]] = field(default_factory=dict)  # name or property, lower case: contents
    canonical: list[str] = field(default_factory=list)  # addresses, as written
    scripts: list[tuple[LexborNode, str]] = field(default_factory=list)  # that hold data, each with its type
    headings: list[Marked] = field(default_factory=list)  # h1
    marked: list[Marked] = field(default_factory=list)
    title: str = ""
    lang: str = ""
    base: str = ""  # href of <base>, or the page's URL
    asides: dict[int, bool] = field(default_factory=dict)  # by mem_id: whether an element stands aside
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
    """Picks every element that may tell something out of the page's tree."""
    found = _head_of(page)
    last, is_marked = None, False
    for order, node in enumerate(page.tree.css(_QUERY)):
        is_again, last = node.mem_id == last, node.mem_id  # it comes once for each condition that it meets
        if is_again and is_marked:
            continue
        tag = node.tag or ""
        if tag == "h1" and not is_again:
            found.headings.append(Marked(node, tag, order, 0))
        names = node.attrs.get("class")
        bits = promised(names) if names else 0
        is_marked = (bool(bits) or not names or (is_again and _is_told(node, tag))) and tag not in _NOT_MARKED
        if is_marked and len(found.marked) < MAX_MARKED:
            _mark(found, node, tag, order, bits)
    return found


def _head_of(page: Page) -> Scan:
    """A scan of what the page says to machines: metas, links, scripts, title."""
    tree = page.tree
    title, base = tree.css_first("title"), tree.css_first("base[href]")
    root = tree.root
    found = Scan(
        page,
        title=plain(title.text(deep=True)) if title else "",  # later ones are titles of drawings
        lang=plain(root.attrs.get("lang") or root.attrs.get("xml:lang")) if root else "",
        base=(absolute(page.url, base.attrs.get("href")) if base else None) or page.url,
    )
    for node in tree.css("meta[content]"):
        _meta(found, node)
    for node in tree.css("link[rel*=canonical i]"):
        if (node.attrs.get("rel") or "").lower().split() == ["canonical"] and (
            href := node.attrs.get("href")
        ):
            found.canonical.append(href)
    for node in tree.css("script[type],script[id]"):
        kind = node.attrs.get("type") or ""
        if _DATA_SCRIPT.search(kind) or _DATA_SCRIPT.search(node.attrs.get("id") or ""):
            found.scripts.append((node, kind.lower()))
    return found


def _meta(found: Scan, node: LexborNode) -> None:
    attributes = node.attributes
    text = plain((attributes["content"] or "")[:MAX_META_CHARACTERS])
    names = [attributes.get(key) for key in ("property", "name", "itemprop", "http-equiv")]
    for name in dict.fromkeys(name.strip().lower() for name in names if name) if text else ():
        found.metas.setdefault(name, []).append(text)


def _is_told(node: LexborNode, tag: str) -> bool:
    """Whether an element tells something, though its class does not."""
    own = node.attrs
    if tag == "time" or own.get("itemprop"):
        return True
    return tag == "a" and bool(own.get("rel") or _AUTHOR_PAGE.search(own.get("href") or ""))


def _mark(found: Scan, node: LexborNode, tag: str, order: int, bits: int) -> None:
    own = node.attrs
    for key in ("itemprop", "rel", "data-testid", "id"):
        if value := own.get(key):
            bits |= promised(value)
    if not bits and _AUTHOR_PAGE.search(own.get("href") or ""):
        bits = IS_AUTHOR
    if bits or tag == "time" or "itemprop" in own or "itemtype" in own:
        found.marked.append(Marked(node, tag, order, bits))


@lru_cache(maxsize=CLASSES_KEPT)
def promised(names: str) -> int:
    """What a class and the like promise of an element's text: bits of IS_AUTHOR and so on."""
    bits = 0
    for token in _TOKEN.findall(names[:MAX_NAMES_CHARACTERS].lower()):
        bits |= _promised(token)
    return bits


@lru_cache(maxsize=CLASSES_KEPT)
def _promised(token: str) -> int:
    return sum(bit for bit, words in _PROMISES.items() if words.search(token))
