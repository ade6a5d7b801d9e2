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

from tasks.clean.text import tidy

MAX_NODES = 100_000  # of a page; what follows is not read
MAX_BLOCKS = 4_000  # of a page; what follows is not read
MAX_BLOCK_CHARS = 100_000  # of one block; the rest of it is cut off
MAX_CELL_CHARS = 80  # in the cells of a row up to here, if they are to make one block with the next cell
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
KINDS = {
    "h1": "heading", "h2": "heading", "h3": "heading", "h4": "heading", "h5": "heading", "h6": "heading",
    "li": "li", "dt": "li", "dd": "li", "blockquote": "quote", "pre": "pre", "tr": "table",
    "figcaption": "caption", "caption": "caption", "button": "button", "footer": "footer",
}  # fmt: skip


class Frame:
    """A block-level element on the way from the page's root to a block."""

    __slots__ = (
        "depth", "hints", "is_hidden", "kind", "number", "parent", "path_hints", "path_tags", "signature",
        "tag",
    )  # fmt: skip

    def __init__(
        self, tag: str, attributes: dict[str, str | None], parent: Frame | None, number: int
    ) -> None:
        self.tag = tag
        self.parent = parent
        self.number = number  # in the order of the page
        self.hints = 0  # bits of class_words.toml, of its own class and id
        self.is_hidden = False
        self.signature = tag
        if attributes:
            self._read(attributes)
        if parent is None:
            self.depth, self.path_hints, self.path_tags, self.kind = 0, 0, 0, "p"
            return
        self.depth = parent.depth + 1
        self.path_hints = parent.path_hints | self.hints  # … of it and its ancestors below the body element
        self.path_tags = parent.path_tags | TAG_BITS.get(tag, 0)  # bits of TAGS, of it and its ancestors
        self.kind = KINDS.get(tag, parent.kind)  # "p", "heading", …: of the innermost ancestor that has one
        self.is_hidden = self.is_hidden or parent.is_hidden
        # What one template made has the same tags and classes, of the element and its parent.
        self.signature = f"{self.signature}<{parent.signature.partition('<')[0]}"

    def _read(self, attributes: dict[str, str | None]) -> None:
        own_class = attributes.get("class")
        own_id = attributes.get("id")
        if own_class:
            own_class = own_class[:MAX_CLASS_CHARS]
            self.hints = class_hints(own_class)
            self.signature = f"{self.tag}.{own_class}"
        if own_id:
            self.hints |= class_hints(own_id[:MAX_CLASS_CHARS])
        style = attributes.get("style")
        self.is_hidden = (
            "hidden" in attributes
            or attributes.get("aria-hidden") == "true"
            or bool(style and _HIDING.search(style))
        )

    def is_in(self, tag: str) -> bool:
        """True if it, or an ancestor, has that tag, which must be one of TAGS."""
        return bool(self.path_tags & TAG_BITS[tag])


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


def hint_names() -> tuple[str, ...]:
    """The groups of class_words.toml; the n-th is bit n of the hints."""
    return tuple(_hint_words()[0])


def walk(tree: LexborHTMLParser) -> list[PageBlock]:
    """The blocks of the page in reading order. Bounded by MAX_NODES and MAX_BLOCKS."""
    root = tree.body or tree.root
    if root is None:
        return []
    collector = _Collector()
    blocks, add_text, opened, closed = collector.blocks, collector.add_text, collector.open, collector.close
    open_elements: list[tuple[LexborNode, str]] = []
    node = root.child
    nodes = 0
    while nodes < MAX_NODES and len(blocks) < MAX_BLOCKS:
        if node is None:
            if not open_elements:
                break
            last, tag = open_elements.pop()
            closed(tag)
            node = last.next
            continue
        nodes += 1
        tag = node.tag or ""
        child = None
        if tag == "-text":
            add_text(node.text_content or "")
        elif tag == "br":
            collector.add_break()
        elif tag not in SKIPPED and tag[:1] != "-":
            child = node.child
            if child is not None:
                opened(tag, node)
                open_elements.append((node, tag))
            elif tag not in INLINE:
                collector.flush()
        node = node.next if child is None else child
    collector.flush()
    return collector.blocks


class _Collector:
    """Puts text nodes together to blocks while the walk opens and closes elements."""

    def __init__(self) -> None:
        self.blocks: list[PageBlock] = []
        # Open block-level elements; those after the frames hold no text as yet, and most never do.
        self._open: list[tuple[str, LexborNode]] = []
        self._frames: list[Frame] = [Frame("body", {}, None, 0)]
        self._numbers = 1
        self._pieces: list[str] = []
        self._chars = self._breaks = self._links = self._strong = 0
        self._link_chars = self._strong_chars = self._inner_hints = 0
        self._has_time = False

    def add_text(self, text: str) -> None:
        """A text node."""
        if self._chars > MAX_BLOCK_CHARS:
            return
        length = len(text.strip())
        if not length:
            if self._chars:
                self._pieces.append(text)
            return
        self._pieces.append(text)
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
            self._pieces.append("\n")

    def open(self, tag: str, node: LexborNode) -> None:
        """An element that has children begins."""
        if tag not in INLINE:
            if self._chars:
                self._part(tag)
            elif self._inner_hints:
                self._inner_hints = 0
            self._open.append((tag, node))
        elif tag == "a":
            self._links += 1
        elif tag in _STRONG:
            self._strong += 1
        elif tag == "time":
            self._has_time = True
        elif tag == "span":
            names = node.attributes.get("class")
            if names:
                self._inner_hints |= class_hints(names[:MAX_CLASS_CHARS])

    def close(self, tag: str) -> None:
        """An element that had children ends."""
        if tag not in INLINE:
            if self._chars:
                self._part(tag)
            elif self._inner_hints:
                self._inner_hints = 0
            self._open.pop()
            if len(self._frames) > len(self._open) + 1:
                self._frames.pop()
        elif tag == "a":
            self._links -= 1
        elif tag in _STRONG:
            self._strong -= 1

    def _part(self, tag: str) -> None:
        """A block-level element begins or ends; the short cells of a table's row make one block."""
        if tag in _CELLS and self._chars <= MAX_CELL_CHARS:
            self._pieces.append(" ")
        else:
            self.flush()

    def flush(self) -> None:
        """Ends the block that is being put together, if any."""
        if self._chars:
            text = tidy("".join(self._pieces))[:MAX_BLOCK_CHARS]
            if text:
                frame = self._innermost_frame()
                self.blocks.append(
                    PageBlock(
                        text,
                        frame,
                        frame.kind,
                        min(self._link_chars, len(text)),
                        min(self._strong_chars, len(text)),
                        self._inner_hints,
                        self._has_time,
                    )
                )
            self._chars = self._link_chars = self._strong_chars = 0
        if self._pieces:
            self._pieces = []
        self._inner_hints = self._breaks = 0
        self._has_time = False

    def _innermost_frame(self) -> Frame:
        frames = self._frames
        for tag, node in self._open[len(frames) - 1 :]:
            frames.append(Frame(tag, node.attributes, frames[-1], self._numbers))
            self._numbers += 1
        return frames[-1]


@lru_cache(maxsize=4096)
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
