"""Walks a page's tree once: cuts it into blocks, and notes the elements that may say something of the page.

All that is asked of each element of a page is asked here, as there are a thousand of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from tasks.clean.blocks import (
    BEGINS_IN_LINK,
    ENDS_IN_LINK,
    TAG_BITS,
    Frame,
    PageBlock,
    hides,
    is_running,
)
from tasks.clean.names import MAX_NAMES_CHARS, SAYS, said
from tasks.clean.text import tidy

MAX_NODES = 100_000  # of a page; what follows is not read
MAX_BLOCKS = 4_000  # of a page; what follows is not read
MAX_BLOCK_CHARS = 100_000  # of one block; the rest of it is cut off
MAX_SOURCE_CHARS = 4 * MAX_BLOCK_CHARS  # of one block as the page writes it, with all its white space
MAX_CELL_CHARS = 80  # in the cells of a row up to here, if they are to make one block with the next cell

MIN_CELL_BREAKS = 2  # br in a cell from which on it is a block by itself, such as a menu in an old page

# What a paragraph begins with behind a single br, where a page indents by hand: spaces that do not collapse.
_INDENTS = ("\u3000\u3000", "\xa0\xa0", "\xa0 \xa0", "\u3000 \u3000")
_SENTENCE_ENDS = frozenset('.!?…。！？"”’»」』)）')

# What an element is to the walk: from _LINK on its end counts, from _CELL on it begins and ends a block.
_PLAIN, _PASSED, _SKIPPED, _BREAK, _SPAN, _TIME, _LINK, _STRONG, _CELL, _BLOCK = range(10)
_ROLES = {
    "-text": _PASSED, "br": _BREAK, "span": _SPAN, "time": _TIME, "a": _LINK, "b": _STRONG, "strong": _STRONG,
    "em": _STRONG, "i": _STRONG, "td": _CELL, "th": _CELL,
}  # fmt: skip
# Elements whose text nobody reads as part of a page.
_ROLES |= dict.fromkeys(
    """-comment -document -doctype -undef script style noscript template svg math head iframe frame object
    embed applet canvas select datalist textarea input video audio map noframes title meta link base source
    track param area img""".split(),
    _SKIPPED,
)
# Elements that flow in a line of text and tell nothing of it.
_ROLES |= dict.fromkeys(
    """abbr acronym bdi bdo big cite code data del dfn font ins kbd label mark nobr picture q rb rp rt rtc
    ruby s samp small strike sub sup tt u var wbr""".split(),
    _PLAIN,
)
_FOR_MACHINES = {"meta", "link", "script", "title", "base"}
_NEVER_TOLD = {"script", "title", "base", "style", "img", "input", "svg", "iframe", "-comment"}
_ROLES |= dict.fromkeys(_NEVER_TOLD - _FOR_MACHINES, _PASSED)
_ALWAYS_TOLD = {"h1", "time"}
# Attributes that may tell, besides the class and the id.
_TELLING = {"itemprop", "itemtype", "data-testid", "rel", "typeof"}
_SHADOWS = {"shadowrootmode", "shadowroot"}  # attributes of a template that stands for its parent's content
_MENUS = TAG_BITS["nav"] | TAG_BITS["header"]

Attributes = dict[str, str | None]


@dataclass(slots=True)
class Told:
    """An element whose tag, class or other attributes may say what it holds."""

    node: LexborNode
    tag: str
    attributes: Attributes
    promises: int  # of its class: bits of promises.py


@dataclass(slots=True)
class Walked:
    """What a walk over a page's body brings home, all of it in the order of the page."""

    blocks: list[PageBlock] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    machines: list[LexborNode] = field(default_factory=list)  # metas, scripts and their like in the body
    menu: list[LexborNode] = field(default_factory=list)  # links in nav and header elements


def walk(tree: LexborHTMLParser) -> Walked:
    """The blocks of the page and what it tells of itself. Bounded by MAX_NODES and MAX_BLOCKS."""
    walked = Walked()
    root = tree.body or tree.root
    if root is not None:
        _Walk(walked).over(root.first_child)
    return walked


class _Walk:
    """Puts text nodes together to blocks while elements open and close."""

    __slots__ = (
        "breaks", "chars", "frame", "has_time", "inner_hints", "line_breaks", "link_chars", "link_count",
        "link_ends", "links", "pieces", "strong", "strong_chars", "walked",
    )  # fmt: skip

    def __init__(self, walked: Walked) -> None:
        self.walked = walked
        self.frame = Frame("body", None)  # the innermost open block-level element
        self.pieces: list[str] = []  # of the block that is being put together
        self.chars = self.link_chars = self.strong_chars = 0  # of its text
        self.inner_hints = self.breaks = self.link_count = self.link_ends = 0
        self.has_time = False
        self.line_breaks = 0  # in the block
        self.links = self.strong = 0  # open elements

    def over(self, node: LexborNode | None) -> None:
        """Walks over a node, what it holds, and all that follows it in its parent."""
        roles, says, telling, pieces, told = _ROLES, SAYS, _TELLING, self.pieces, self.walked.told
        opened: list[LexborNode] = []
        opened_roles: list[int] = []
        for _ in range(MAX_NODES):
            while node is None and opened:
                node = opened.pop()
                if (role := opened_roles.pop()) >= _LINK:
                    self._close(role)
                node = node.next
            if node is None:
                break
            text = node.text_content
            if text is not None:  # asked first, as more than half of the nodes are text
                if not text.isspace():
                    self._add(text)
                elif pieces:
                    pieces.append(text)
                node = node.next
                continue
            tag = node.tag or "-undef"
            role = roles.get(tag, _BLOCK)
            if role == _SKIPPED:
                shadow = self._skip(node, tag)
                if shadow is not None:
                    opened.append(node)
                    opened_roles.append(_PLAIN)
                    node = shadow
                    continue
            elif role == _BREAK:
                self._break()
            elif role != _PASSED:
                attributes = node.attributes
                hints = promises = 0
                is_told = tag in _ALWAYS_TOLD
                if attributes:
                    if names := attributes.get("class"):
                        hints, promises = says[names[:MAX_NAMES_CHARS]]
                    is_told = is_told or promises != 0 or not telling.isdisjoint(attributes)
                    if not is_told:
                        own_id = attributes.get("id")
                        is_told = bool(own_id and said(own_id)[1]) or (
                            role == _LINK and "/aut" in (attributes.get("href") or "").lower()
                        )
                if is_told:
                    told.append(Told(node, tag, attributes, promises))
                child = node.first_child  # "child" is a slower name of it
                if child is not None:
                    if role >= _CELL:
                        self._enter(tag, role, attributes, hints)
                    elif role:
                        self._open(node, role, hints)
                    opened.append(node)
                    opened_roles.append(role)
                    node = child
                    continue
                if role >= _CELL:
                    self._flush()
            node = node.next
        self._flush()

    def _skip(self, node: LexborNode, tag: str) -> LexborNode | None:
        """An element whose text nobody reads, but for a template that readers see: its first node."""
        if tag in _FOR_MACHINES:
            self.walked.machines.append(node)
        if tag not in _NEVER_TOLD and (attributes := node.attributes):
            _, promises = said(attributes.get("class") or "")
            self.walked.told.append(Told(node, tag, attributes, promises))
            if tag == "template" and not _SHADOWS.isdisjoint(attributes):
                return node.template_fragments()[0].first_child
        return None

    def _enter(self, tag: str, role: int, attributes: Attributes, hints: int) -> None:
        """A block-level element that has children begins."""
        if self.chars:
            self._part(role)
        else:
            self.inner_hints = 0
        if not attributes:
            self.frame = Frame(tag, self.frame)
            return
        if own_id := attributes.get("id"):
            hints |= said(own_id)[0]
        names = (attributes.get("class") or "")[:MAX_NAMES_CHARS]
        self.frame = frame = Frame(tag, self.frame, names, hints)
        if "style" in attributes or "aria-hidden" in attributes or "hidden" in attributes:
            frame.is_hidden = frame.is_hidden or hides(attributes)
        if "role" in attributes or "itemprop" in attributes:
            frame.declare(attributes.get("role"), attributes.get("itemprop"))

    def _open(self, node: LexborNode, role: int, hints: int) -> None:
        """An element that flows in a line, and has children, begins."""
        if role == _LINK:
            self.links += 1
            self.link_count += 1
            if self.frame.path_tags & _MENUS:
                self.walked.menu.append(node)
        elif role == _SPAN:
            self.inner_hints |= hints
        elif role == _STRONG:
            self.strong += 1
        elif role == _TIME:
            self.has_time = True

    def _close(self, role: int) -> None:
        """An element that had children ends."""
        if role >= _CELL:
            if self.chars:
                self._part(_BLOCK if role == _CELL and self._is_in_paragraphs() else role)
            else:
                self.inner_hints = 0
            self.frame = self.frame.parent or self.frame
        elif role == _LINK:
            self.links -= 1
        elif role == _STRONG:
            self.strong -= 1

    def _is_in_paragraphs(self) -> bool:
        """True if a paragraph of the same cell stands before the text at its end: that is one, too."""
        blocks = self.walked.blocks
        return bool(blocks) and blocks[-1].frame is self.frame and blocks[-1].is_running

    def _part(self, role: int) -> None:
        """A block-level element begins or ends after a text; the short cells of a row make one block.

        A cell of several lines is no cell of figures: old pages set their menus, and all else, in tables.
        """
        if role == _CELL and self.chars <= MAX_CELL_CHARS and self.line_breaks < MIN_CELL_BREAKS:
            self.pieces.append(" ")
        else:
            self._flush()

    def _add(self, text: str) -> None:
        """A text node that is more than white space."""
        if self.chars > MAX_BLOCK_CHARS:
            return
        if self.breaks and self.chars and text.lstrip("\t\n\r ").startswith(_INDENTS):
            self._part_by_indent()
        self.pieces.append(text)
        length = len(text.strip())
        self.breaks = 0
        if self.links:
            self.link_chars += length
            self.link_ends |= ENDS_IN_LINK if self.chars else BEGINS_IN_LINK | ENDS_IN_LINK
        else:
            self.link_ends &= BEGINS_IN_LINK
        self.chars += length
        if self.strong:
            self.strong_chars += length

    def _part_by_indent(self) -> None:
        """Behind a single br a text is indented: a paragraph begins, if the one before ended its sentence."""
        if "".join(self.pieces[-3:]).rstrip()[-1:] in _SENTENCE_ENDS:
            self._flush()

    def _break(self) -> None:
        """A br: two in a row part two blocks."""
        self.breaks += 1
        if self.breaks > 1:
            self._flush()
        elif self.chars:
            self.line_breaks += 1
            self.pieces.append("\n")

    def _flush(self) -> None:
        """Ends the block that is being put together, if any."""
        if self.chars:
            text = tidy("".join(self.pieces)[:MAX_SOURCE_CHARS])[:MAX_BLOCK_CHARS]
            if text and len(self.walked.blocks) < MAX_BLOCKS:
                self.walked.blocks.append(self._block(text))
            self.chars = self.link_chars = self.strong_chars = 0
            self.pieces.clear()
        self.inner_hints = self.breaks = self.line_breaks = self.link_count = self.link_ends = 0
        self.has_time = False

    def _block(self, text: str) -> PageBlock:
        frame = self.frame
        chars = len(text)
        links = min(self.link_chars, chars) if self.link_chars else 0
        strong = min(self.strong_chars, chars) if self.strong_chars else 0
        running = is_running(text, links)
        hints, count, ends = self.inner_hints, self.link_count, self.link_ends
        return PageBlock(text, frame, frame.kind, links, strong, hints, self.has_time, running, count, ends)
