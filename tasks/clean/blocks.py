"""Blocks of text, each with its place in the page's tree: what walk.py cuts a page into.

A block is the run of text that a reader sees as one paragraph, heading, list item, table cell or caption: the
text between two boundaries of block-level elements, or between two line breaks in a row.
"""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass

from tasks.clean.text import is_dense

GOOD_CHARS = 60  # a block of so many characters is running text, …
GOOD_DENSE_CHARS = 22  # … or so many in a script that puts no space between words, …
MAX_GOOD_LINK_SHARE = 0.33  # … if no larger share of it is in links
TEASER_LINK_CHARS = 20  # a block that begins with so long a link leads to another text
LINKED = 0.8  # share of a block's characters in links, from which it is a link
BEGINS_IN_LINK, ENDS_IN_LINK = 1, 2  # bits of PageBlock.link_ends

_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)

_BODY, _FACT = "itemprop body", "itemprop fact"  # microdata: the innermost of the two counts
# Elements whose presence on the way to a block tells something of it; the n-th is bit n of Frame.path_tags.
TAGS = (
    "article", "main", "aside", "nav", "footer", "header", "figure", "form", "ul", "ol", "table",
    "blockquote", "button", "section", "figcaption", "li", "p", "tr", "dialog", "h1", "h2", "h3", "pre",
    "dl", "label", "details", _BODY, _FACT,
)  # fmt: skip
TAG_BITS = {tag: 1 << bit for bit, tag in enumerate(TAGS)}
# ARIA roles that make an element as good as another.
_ROLES = {
    "navigation": "nav", "contentinfo": "footer", "banner": "header", "dialog": "dialog",
    "alertdialog": "dialog", "search": "form", "main": "main", "article": "article",
}  # fmt: skip
# Names of schema.org's properties, lower case: of the text itself, and of what is said about it.
_BODIES = {"articlebody", "reviewbody", "blogpost", "maincontentofpage", "text"}
_FACTS = {
    "author", "creator", "contributor", "editor", "publisher", "provider", "copyrightholder", "name",
    "jobtitle", "datepublished", "datemodified", "datecreated", "uploaddate", "logo", "thumbnailurl", "url",
    "value", "width", "height", "keywords", "articlesection", "commentcount", "wordcount", "comment",
    "copyrightyear", "inlanguage", "itemlistelement",
}  # fmt: skip
KINDS = {
    "h1": "heading", "h2": "heading", "h3": "heading", "h4": "heading", "h5": "heading", "h6": "heading",
    "li": "li", "dt": "li", "dd": "li", "blockquote": "quote", "pre": "pre", "tr": "table",
    "figcaption": "caption", "caption": "caption", "button": "button", "footer": "footer",
}  # fmt: skip


class Frame:
    """A block-level element on the way from the page's root to a block."""

    __slots__ = ("classes", "depth", "hints", "is_hidden", "kind", "parent", "path_hints", "path_tags", "tag")

    def __init__(self, tag: str, parent: Frame | None, classes: str = "", hints: int = 0) -> None:
        self.tag = tag
        self.classes = classes  # its class attribute
        self.parent = parent
        self.hints = hints  # bits of class_words.toml, of its own class and id
        if parent is None:
            self.depth, self.path_hints, self.path_tags, self.kind, self.is_hidden = 0, 0, 0, "p", False
            return
        self.depth = parent.depth + 1
        self.path_tags = parent.path_tags | TAG_BITS.get(tag, 0)  # bits of TAGS, of it and its ancestors
        self.kind = KINDS.get(tag) or parent.kind  # "p", "heading", …: of the innermost ancestor that has one
        self.path_hints = parent.path_hints | hints  # of it and its ancestors below the body element
        self.is_hidden = parent.is_hidden

    def declare(self, role: str | None, properties: str | None) -> None:
        """Takes up what the attributes "role" and "itemprop" say of the element."""
        if role:
            self.path_tags |= TAG_BITS.get(_ROLES.get(role.lower(), ""), 0)
        if properties and KINDS.get(self.tag) != "heading":
            names = set(properties.lower().split())
            if names & _BODIES:
                self.path_tags = self.path_tags & ~TAG_BITS[_FACT] | TAG_BITS[_BODY]
            elif names & _FACTS:
                self.path_tags = self.path_tags & ~TAG_BITS[_BODY] | TAG_BITS[_FACT]

    def is_in(self, outer: Frame) -> bool:
        """True for `outer` itself and all that stands in it."""
        inner: Frame | None = self
        while inner is not None and inner is not outer:
            inner = inner.parent
        return inner is not None

    def is_in_any(self, outer: Set[Frame]) -> bool:
        """True if one of `outer` is the frame itself or around it."""
        inner: Frame | None = self
        while inner is not None and inner not in outer:
            inner = inner.parent
        return inner is not None

    @property
    def name(self) -> str:
        """The tag, with the class if it has one."""
        return f"{self.tag}.{self.classes}" if self.classes else self.tag

    @property
    def signature(self) -> str:
        """What one template made has in common: the tags and classes of the element and its parent."""
        return f"{self.name}<{self.parent.name.partition('<')[0]}" if self.parent else self.name


def hides(attributes: dict[str, str | None]) -> bool:
    """True for the attributes of an element that nobody sees."""
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
    links: int  # how many
    link_ends: int  # BEGINS_IN_LINK, ENDS_IN_LINK, or both

    @property
    def is_teaser(self) -> bool:
        """True for a block that begins as a teaser does: with a link to another text."""
        return bool(self.link_ends & BEGINS_IN_LINK) and self.link_chars >= TEASER_LINK_CHARS

    @property
    def is_link(self) -> bool:
        """True for a block that is little but links."""
        return self.link_chars > LINKED * len(self.text)


def is_running(text: str, link_chars: int) -> bool:
    """True for a text that reads like a paragraph: not too short, and not too much of it in links."""
    chars = len(text)
    is_long = chars >= GOOD_CHARS or (chars >= GOOD_DENSE_CHARS and is_dense(text))
    return is_long and link_chars <= MAX_GOOD_LINK_SHARE * chars
