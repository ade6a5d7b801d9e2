"""Walks a page's tree once and cuts it into blocks of text, each with its place in the tree.

A block is the run of text that a reader sees as one paragraph, heading, list item, table cell or caption: the
text between two boundaries of block-level elements, or between two line breaks in a row.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser, LexborNode

from tasks.clean.text import is_dense, tidy

MAX_NODES = 100_000  # of a page; what follows is not read
MAX_BLOCKS = 4_000  # of a page; what follows is not read
MAX_BLOCK_CHARS = 100_000  # of one block; the rest of it is cut off
MAX_CELL_CHARS = 80  # in the cells of a row up to here, if they are to make one block with the next cell
GOOD_CHARS = 60  # a block of so many characters is running text, …
GOOD_DENSE_CHARS = 22  # … or so many in a script that puts no space between words, …
MAX_GOOD_LINK_SHARE = 0.33  # … if no larger share of it is in links
MAX_CLASS_CHARS = 400  # of class and id attributes that are looked at

_CLASS_WORDS = Path(__file__).with_name("class_words.toml")
_TOKEN = re.compile(r"[a-z]+|[A-Z]+(?![a-z])|[A-Z][a-z]+")
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)

# Elements whose presence on the way to a block tells something of it; the n-th is bit n of Frame.path_tags.
TAGS = (
    "article", "main", "aside", "nav", "footer", "header", "figure", "form", "ul", "ol", "table",
    "blockquote", "button", "section", "figcaption", "li", "p", "tr", "dialog", "h1", "h2", "h3", "pre",
    "dl", "label", "details",
)  # fmt: skip
TAG_BITS = {tag: 1 << bit for bit, tag in enumerate(TAGS)}
_CELLS = {"td", "th"}
_STRONG = {"b", "strong", "em", "i"}
# Elements whose text nobody reads as part of a page.
SKIPPED = {
    "script", "style", "noscript", "template", "svg", "math", "head", "iframe", "frame", "object", "embed",
    "applet", "canvas", "select", "datalist", "textarea", "input", "video", "audio", "map", "noframes",
    "title", "meta", "link", "base", "source", "track", "param", "area",
}  # fmt: skip
# Elements that flow in a line of text. Everything else begins and ends a block.
INLINE = {
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font",
    "i", "img", "ins", "kbd", "label", "mark", "nobr", "picture", "q", "rb", "rp", "rt", "rtc", "ruby",
    "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "br",
}  # fmt: skip
_UNMARKED = INLINE - {"a", "span", "time", *_STRONG}  # inline elements that tell nothing of their text
KINDS = {
    "h1": "heading", "h2": "heading", "h3": "heading", "h4": "heading", "h5": "heading", "h6": "heading",
    "li": "li", "dt": "li", "dd": "li", "blockquote": "quote", "pre": "pre", "tr": "table",
    "figcaption": "caption", "caption": "caption", "button": "button", "footer": "footer",
}  # fmt: skip


class Frame:
    """A block-level element on the way from the page's root to a block."""

    __slots__ = ("depth", "hints", "is_hidden", "kind", "name", "parent", "path_hints", "path_tags", "tag")

    def __init__(self, tag: str, parent: Frame | None, attributes: dict[str, str | None]) -> None:
        self.tag = tag
        self.name = tag  # with its class, if it has one
        self.parent = parent
        self.hints = 0  # bits of class_words.toml, of its own class and id
        if parent is None:
            self.depth, self.path_hints, self.path_tags, self.kind, self.is_hidden = 0, 0, 0, "p", False
            return
        self.depth = parent.depth + 1
        self.path_tags = parent.path_tags | TAG_BITS.get(tag, 0)  # bits of TAGS, of it and its ancestors
        self.kind = KINDS.get(tag) or parent.kind  # "p", "heading", …: of the innermost ancestor that has one
        self.path_hints = parent.path_hints  # as hints, of it and its ancestors below the body element
        self.is_hidden = parent.is_hidden
        if attributes:
            self._read(attributes)

    def _read(self, attributes: dict[str, str | None]) -> None:
        own_class = attributes.get("class")
        own_id = attributes.get("id")
        if own_class:
            own_class = own_class[:MAX_CLASS_CHARS]
            self.hints = class_hints(own_class)
            self.name = f"{self.tag}.{own_class}"
        if own_id:
            self.hints |= class_hints(own_id[:MAX_CLASS_CHARS])
        self.path_hints |= self.hints
        if "style" in attributes or "aria-hidden" in attributes or "hidden" in attributes:
            self.is_hidden = self.is_hidden or _hides(attributes)

    @property
    def signature(self) -> str:
        """What one template made has in common: the tags and classes of the element and its parent."""
        return f"{self.name}<{self.parent.name.partition('<')[0]}" if self.parent else self.name


def _hides(attributes: dict[str, str | None]) -> bool:
    style = attributes.get("style")
    return (
        "hidden" in attributes
        or attributes.get("aria-hidden") == "true"
        or bool(style and _HIDING.search(style))
    )


@dataclass(slots=True, eq=False)
class PageBlock:
    """A block of the page, not yet judged."""

    text: str
    frame: Frame
    kind: str
    link_chars: int  # characters of its text inside links
    strong_chars: int  # … inside b, strong, em, i
    inner_hints: int  # bits of class_words.toml of the inline elements in it
    has_time: bool  # holds a time element
    is_running: bool  # reads like a paragraph, by length and links alone


def hint_names() -> tuple[str, ...]:
    """The groups of class_words.toml; the n-th is bit n of the hints."""
    return tuple(_hint_words()[0])


def walk(tree: LexborHTMLParser) -> list[PageBlock]:
    """The blocks of the page in reading order. Bounded by MAX_NODES and MAX_BLOCKS."""
    root = tree.body or tree.root
    if root is None:
        return []
    collector = _Collector()
    pieces, add_text, opened, closed = collector.pieces, collector.add_text, collector.open, collector.close
    open_elements: list[tuple[LexborNode, str]] = []
    node = root.child
    for _ in range(MAX_NODES):
        while node is None and open_elements:
            last, tag = open_elements.pop()
            if tag not in _UNMARKED:
                closed(tag)
            node = last.next
        if node is None:
            break
        tag = node.tag or ""
        if tag == "-text":
            text = node.text_content
            if text and not text.isspace():
                add_text(text)
            elif text and pieces:
                pieces.append(text)
        elif tag == "br":
            collector.add_break()
        elif tag not in SKIPPED and tag[:1] != "-":
            child = node.child
            if child is not None:
                if tag not in _UNMARKED:
                    opened(tag, node)
                open_elements.append((node, tag))
                node = child
                continue
            if tag not in INLINE:
                collector.flush()
        node = node.next
    collector.flush()
    return collector.blocks


class _Collector:
    """Puts text nodes together to blocks while the walk opens and closes elements."""

    def __init__(self) -> None:
        self.blocks: list[PageBlock] = []
        self.pieces: list[str] = []  # of the block that is being put together
        self._frames = [Frame("body", None, {})]  # the open block-level elements
        self._chars = self._breaks = self._links = self._strong = 0
        self._link_chars = self._strong_chars = self._inner_hints = 0
        self._has_time = False

    def add_text(self, text: str) -> None:
        """A text node that is more than white space."""
        if self._chars > MAX_BLOCK_CHARS:
            return
        self.pieces.append(text)
        length = len(text.strip())
        self._breaks = 0
        self._chars += length
        if self._links:
            self._link_chars += length
        if self._strong:
            self._strong_chars += length

    def add_break(self) -> None:
        """A br: two in a row part two blocks."""
        self._breaks += 1
        if self._breaks > 1:
            self.flush()
        elif self._chars:
            self.pieces.append("\n")

    def open(self, tag: str, node: LexborNode) -> None:
        """An element that has children begins."""
        if tag not in INLINE:
            self._part(tag)
            self._frames.append(Frame(tag, self._frames[-1], node.attributes))
        elif tag == "a":
            self._links += 1
        elif tag == "span":
            names = node.attributes.get("class")
            if names:
                self._inner_hints |= class_hints(names[:MAX_CLASS_CHARS])
        elif tag in _STRONG:
            self._strong += 1
        elif tag == "time":
            self._has_time = True

    def close(self, tag: str) -> None:
        """An element that had children ends."""
        if tag not in INLINE:
            self._part(tag)
            self._frames.pop()
        elif tag == "a":
            self._links -= 1
        elif tag in _STRONG:
            self._strong -= 1

    def _part(self, tag: str) -> None:
        """A block-level element begins or ends; the short cells of a table's row make one block."""
        if not self._chars:
            self._inner_hints = 0
        elif tag in _CELLS and self._chars <= MAX_CELL_CHARS:
            self.pieces.append(" ")
        else:
            self.flush()

    def flush(self) -> None:
        """Ends the block that is being put together, if any."""
        if self._chars:
            text = tidy("".join(self.pieces))[:MAX_BLOCK_CHARS]
            if text and len(self.blocks) < MAX_BLOCKS:
                self.blocks.append(self._block(text))
            self._chars = self._link_chars = self._strong_chars = 0
            self.pieces.clear()
        self._inner_hints = self._breaks = 0
        self._has_time = False

    def _block(self, text: str) -> PageBlock:
        chars = len(text)
        frame = self._frames[-1]
        links = min(self._link_chars, chars) if self._link_chars else 0
        strong = min(self._strong_chars, chars) if self._strong_chars else 0
        running = chars >= GOOD_DENSE_CHARS and _is_running(text, links)
        return PageBlock(text, frame, frame.kind, links, strong, self._inner_hints, self._has_time, running)


def _is_running(text: str, link_chars: int) -> bool:
    chars = len(text)
    return link_chars <= MAX_GOOD_LINK_SHARE * chars and (chars >= GOOD_CHARS or is_dense(text))


@lru_cache(maxsize=32_768)  # the classes of some dozens of sites; a miss costs more than an element
def class_hints(names: str) -> int:
    """The bits of class_words.toml whose words occur in a class or id attribute."""
    bits = 0
    for token in _TOKEN.findall(names):
        bits |= _token_hints(token)
    return bits


@lru_cache(maxsize=16_384)
def _token_hints(token: str) -> int:
    _, exact, prefixes = _hint_words()
    token = token.lower()
    bits = exact.get(token, 0)
    for length in range(3, len(token) + 1):
        bits |= prefixes.get(token[:length], 0)
    return bits


@lru_cache(maxsize=1)
def _hint_words() -> tuple[list[str], dict[str, int], dict[str, int]]:
    groups = tomllib.loads(_CLASS_WORDS.read_text(encoding="utf-8"))
    exact: dict[str, int] = {}
    prefixes: dict[str, int] = {}
    for bit, listed in enumerate(groups.values()):
        for word in listed:
            table = prefixes if word.endswith("*") else exact
            key = word.rstrip("*")
            table[key] = table.get(key, 0) | 1 << bit
    return list(groups), exact, prefixes
