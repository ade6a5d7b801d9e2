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

MAX_NODES = 250_000  # of a page; what follows is not read
MAX_BLOCKS = 8_000  # of a page; what follows is not read
MAX_BLOCK_CHARS = 100_000  # of one block; the rest of it is cut off
MAX_CLASS_CHARS = 400  # of class and id attributes that are looked at

_CLASS_WORDS = Path(__file__).with_name("class_words.toml")
_TOKEN = re.compile(r"[a-z]+|[A-Z]+(?![a-z])|[A-Z][a-z]+")
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)

# Elements whose text nobody reads as part of a page.
SKIPPED = {
    "script", "style", "noscript", "template", "svg", "math", "head", "iframe", "frame", "object", "embed",
    "applet", "canvas", "select", "datalist", "textarea", "input", "video", "audio", "map", "noframes",
    "title", "meta", "link", "base", "source", "track", "param", "area",
}  # fmt: skip
# Elements that flow in a line of text. Everything else begins and ends a block.
INLINE = {
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i",
    "img", "ins", "kbd", "label", "mark", "nobr", "picture", "q", "rp", "rt", "ruby", "s", "samp", "small",
    "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "br",
}  # fmt: skip
KINDS = {
    "h1": "heading", "h2": "heading", "h3": "heading", "h4": "heading", "h5": "heading", "h6": "heading",
    "li": "li", "dt": "li", "dd": "li", "blockquote": "quote", "pre": "pre", "td": "table", "th": "table",
    "figcaption": "caption", "caption": "caption", "button": "button", "footer": "footer",
}  # fmt: skip


@dataclass(slots=True, eq=False)
class Frame:
    """A block-level element on the way from the page's root to a block."""

    tag: str
    parent: Frame | None
    number: int  # in the order of the page
    depth: int
    signature: str  # tag and class, of it and its parent: what is made by the same template has the same
    hints: int  # bits of class_words.toml, of its own class and id
    path_hints: int  # … of it and its ancestors up to the root
    tags: frozenset[str]  # of it and its ancestors
    kind: str  # "p", "heading", …: of the innermost ancestor that has one
    is_hidden: bool


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
    is_button: bool


def hint_names() -> tuple[str, ...]:
    """The groups of class_words.toml; the n-th is bit n of the hints."""
    return tuple(_hint_words()[0])


def walk(tree: LexborHTMLParser) -> list[PageBlock]:
    """The blocks of the page in reading order. Bounded by MAX_NODES and MAX_BLOCKS."""
    root = tree.body or tree.root
    collector = _Collector()
    if root is None:
        return []
    open_elements: list[tuple[LexborNode, str]] = []
    node = root.child
    nodes = 0
    while nodes < MAX_NODES and len(collector.blocks) < MAX_BLOCKS:
        if node is None:
            if not open_elements:
                break
            closed, tag = open_elements.pop()
            collector.close(tag)
            node = closed.next
            continue
        nodes += 1
        tag = node.tag or ""
        if tag == "-text":
            collector.add_text(node.text_content or "")
            node = node.next
        elif tag in SKIPPED or tag[:1] == "-":
            node = node.next
        elif tag == "br":
            collector.add_break()
            node = node.next
        else:
            child = node.child
            if child is None:
                if tag not in INLINE:
                    collector.flush()
                node = node.next
            else:
                collector.open(tag, node.attributes)
                open_elements.append((node, tag))
                node = child
    collector.flush()
    return collector.blocks


class _Collector:
    """Puts text nodes together to blocks while the walk opens and closes elements."""

    def __init__(self) -> None:
        self.blocks: list[PageBlock] = []
        self._frame = Frame("body", None, 0, 0, "body", 0, 0, frozenset(["body"]), "p", False)
        self._frames = 1
        self._pieces: list[str] = []
        self._chars = 0
        self._links = self._strong = self._link_chars = self._strong_chars = self._inner_hints = (
            self._breaks
        ) = 0
        self._has_time = False

    def add_text(self, text: str) -> None:
        """A text node."""
        if self._chars > MAX_BLOCK_CHARS:
            return
        self._pieces.append(text)
        if text.isspace():
            return
        self._breaks = 0
        self._chars += len(text)
        if self._links:
            self._link_chars += len(text.strip())
        if self._strong:
            self._strong_chars += len(text.strip())

    def add_break(self) -> None:
        """A br: two in a row part two blocks."""
        self._breaks += 1
        if self._breaks > 1:
            self.flush()
        else:
            self._pieces.append("\n")

    def open(self, tag: str, attributes: dict[str, str | None]) -> None:
        """An element that has children begins."""
        if tag in INLINE:
            if tag == "a":
                self._links += 1
            elif tag in ("b", "strong", "em", "i"):
                self._strong += 1
            elif tag == "time":
                self._has_time = True
            if attributes and ("class" in attributes or "style" in attributes):
                self._inner_hints |= class_hints((attributes.get("class") or "")[:MAX_CLASS_CHARS])
            return
        self.flush()
        parent = self._frame
        names = (
            f"{attributes.get('class') or ''} {attributes.get('id') or ''}"[:MAX_CLASS_CHARS]
            if attributes
            else ""
        )
        own = f"{tag}.{attributes.get('class') or ''}"[:MAX_CLASS_CHARS] if attributes else tag
        hints = class_hints(names) if names else 0
        hidden = bool(attributes) and (
            "hidden" in attributes
            or attributes.get("aria-hidden") == "true"
            or bool(_HIDING.search(attributes.get("style") or ""))
        )
        self._frame = Frame(
            tag=tag,
            parent=parent,
            number=self._frames,
            depth=parent.depth + 1,
            signature=f"{own}<{parent.signature.partition('<')[0]}",
            hints=hints,
            path_hints=parent.path_hints | hints,
            tags=parent.tags if tag in parent.tags else parent.tags | {tag},
            kind=KINDS.get(tag, parent.kind),
            is_hidden=parent.is_hidden or hidden,
        )
        self._frames += 1

    def close(self, tag: str) -> None:
        """An element that had children ends."""
        if tag in INLINE:
            if tag == "a":
                self._links -= 1
            elif tag in ("b", "strong", "em", "i"):
                self._strong -= 1
            return
        self.flush()
        if self._frame.parent is not None:
            self._frame = self._frame.parent

    def flush(self) -> None:
        """Ends the block that is being put together, if any."""
        if self._chars:
            text = tidy("".join(self._pieces))[:MAX_BLOCK_CHARS]
            if text:
                frame = self._frame
                self.blocks.append(
                    PageBlock(
                        text=text,
                        frame=frame,
                        kind=frame.kind,
                        link_chars=min(self._link_chars, len(text)),
                        strong_chars=min(self._strong_chars, len(text)),
                        inner_hints=self._inner_hints,
                        has_time=self._has_time,
                        is_button="button" in frame.tags,
                    )
                )
        if self._pieces:
            self._pieces = []
        self._chars = self._link_chars = self._strong_chars = self._inner_hints = self._breaks = 0
        self._has_time = False


@lru_cache(maxsize=8192)
def class_hints(names: str) -> int:
    """The bits of class_words.toml whose words occur in a class or id attribute."""
    _, exact, prefixes = _hint_words()
    bits = 0
    for token in _TOKEN.findall(names):
        token = token.lower()
        bits |= exact.get(token, 0)
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
