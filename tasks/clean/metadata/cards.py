"""Bylines made of cards: an element for each author, with the name, a picture, what and where she is."""

from __future__ import annotations

import re
from itertools import groupby

from selectolax.lexbor import LexborNode

from tasks.clean.metadata.lines import looks_like_date
from tasks.clean.metadata.text import text_of
from tasks.clean.names import said
from tasks.clean.promises import IS_AUTHOR
from tasks.clean.text import tidy

AUTHOR_LINK = 'a[rel~="author"], a[href*="/author"]'
MAX_CARDS = 12  # of a byline
MAX_CHILDREN = 60  # of an element that may hold cards
MAX_WRAPPERS = 6  # around the cards
MAX_CLIMB = 12  # levels from a text to its block

_COLON = re.compile("[:：]")
_BLOCKS = {
    "address",
    "article",
    "dd",
    "div",
    "dl",
    "dt",
    "footer",
    "header",
    "li",
    "ol",
    "p",
    "section",
    "ul",
}
_BLOCKS |= {"h1", "h2", "h3", "h4", "h5", "h6", "table", "td", "tr"}


def as_line(byline: LexborNode) -> str:
    """The cards of a byline as one line, of each the name if a link tells it; "" if it is not made of cards.

    The cards stand side by side, of one kind, with nothing between them; a date may follow, a "By" precede.
    """
    children = _children(byline)
    for _ in range(MAX_WRAPPERS):
        if len(children) != 1 or not children[0].is_element_node:
            break
        children = _children(children[0])
    first = next((at for at, child in enumerate(children) if _is_card(child)), len(children))
    lead, cards = children[:first], children[first:]
    if cards and looks_like_date(text_of(cards[-1])):
        cards.pop()
    kinds = {(card.tag, card.attrs.get("class") if card.is_element_node else None) for card in cards}
    if not 1 < len(cards) <= MAX_CARDS or len(kinds) > 1 or not all(map(_is_card, cards)):
        return ""
    line = " | ".join(map(_head, cards))
    # A colon is behind a role ("Photos: Jane Roe"), which is better read with what stands around it.
    return "" if _COLON.search(line) else " | ".join([*map(text_of, lead), line])


def _children(node: LexborNode) -> list[LexborNode]:
    """The elements and texts in an element that hold letters or figures; none if there are very many."""
    found: list[LexborNode] = []
    for at, child in enumerate(node.iter(include_text=True)):
        if at >= MAX_CHILDREN:
            return []
        if any(map(str.isalnum, text_of(child))):
            found.append(child)
    return found


def _is_card(node: LexborNode) -> bool:
    if not node.is_element_node:
        return False
    return bool(said(node.attrs.get("class") or "")[1] & IS_AUTHOR) or node.css_first(AUTHOR_LINK) is not None


def _head(card: LexborNode) -> str:
    """The link to the author that a card begins with; else its lines."""
    text, lines = text_of(card), _lines(card)
    link = next((link for link in card.css(AUTHOR_LINK) if text_of(link)), None)
    if link is not None and text.startswith(text_of(link)) and len(_lines(link)) == 1:
        return text_of(link)
    return " | ".join(lines)


def _lines(node: LexborNode) -> list[str]:
    """The texts of an element that readers see on lines of their own."""
    texts = (one for one in node.traverse(include_text=True) if one.tag == "-text")
    by_block = groupby(texts, key=_block_of)
    lines = (tidy(" ".join(one.text_content or "" for one in those)) for _, those in by_block)
    return list(filter(None, lines))


def _block_of(node: LexborNode) -> int:
    """The mem_id of the nearest block around a node."""
    for _ in range(MAX_CLIMB):
        if node.parent is None or node.tag in _BLOCKS:
            break
        node = node.parent
    return node.mem_id
