"""Finds the body of pages whose markup holds none: pages that scripts put together in the browser.

Their text may stand in the JSON-LD articleBody, in templates and noscript elements, or in the state that a
script starts from. What is found is given as HTML, so that it is read like any page.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from tasks.clean.metadata import Metadata, state_values
from tasks.clean.page import Page
from tasks.clean.text import without_surrogates

MIN_CHARS = 400  # of text; less is no body
MIN_PIECE_CHARS = 60  # a string in the state that is shorter is no paragraph
MAX_VALUES = 200_000  # of one state
MAX_PIECES = 500

_TEMPLATES = "noscript, noframes, template, script[type*=template], script[type*=html]"
_SENTENCE = re.compile(r"[.!?…。！？؟।][\"'”’»」)]?(?:\s|<|$)")
_TAG = re.compile(r"<[^>]{0,500}>")


def hidden_html(page: Page, metadata: Metadata) -> Iterator[str]:
    """HTML that may hold the body, the most trusted first."""
    if metadata.article_body and len(metadata.article_body) >= MIN_CHARS:
        yield _paragraphs(metadata.article_body.split("\n"))
    templates = "".join(map(_content, page.tree.css(_TEMPLATES)[:MAX_PIECES]))
    if len(templates) >= MIN_CHARS:
        yield f"<article>{templates}</article>"
    state = max(map(_from_state, state_values.values(page.tree)), key=len, default="")
    if len(state) >= MIN_CHARS:
        yield state


def _content(node: LexborNode) -> str:
    """The HTML in an element that the parser took for text, or set apart from the page."""
    return node.text(deep=True) or "".join(part.html or "" for part in node.template_fragments())


def _from_state(state: object) -> str:
    """The longest run of paragraphs below one value of a state, as HTML; empty where there is none."""
    best: list[str] = []
    best_chars = 0
    groups: dict[int, list[str]] = {}
    open_values: list[tuple[object, tuple[int, ...]]] = [(state, ())]
    seen = 0
    while open_values and seen < MAX_VALUES:
        value, above = open_values.pop()
        seen += 1
        if isinstance(value, str):
            if len(value) >= MIN_PIECE_CHARS and _SENTENCE.search(value):
                for group in above[-4:]:
                    groups.setdefault(group, []).append(value)
        elif isinstance(value, dict | list):
            inner = value.values() if isinstance(value, dict) else value
            path = (*above[-4:], seen)
            open_values.extend((one, path) for one in reversed(list(inner)))
    for pieces in groups.values():
        unique = list(dict.fromkeys(pieces))[:MAX_PIECES]
        chars = sum(len(_TAG.sub("", piece)) for piece in unique)
        if chars > 1.2 * best_chars:
            best, best_chars = unique, chars
    return _paragraphs(best)


def _paragraphs(pieces: list[str]) -> str:
    """Pieces of text, or of HTML, as paragraphs of an article."""
    out = []
    for piece in pieces:
        piece = without_surrogates(piece)
        out.append(piece if "<" in piece and "</" in piece else f"<p>{html.escape(piece)}</p>")
    return f"<article>{''.join(out)}</article>"
