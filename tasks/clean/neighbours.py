"""The short lines around the body: a source line may stand there without a telling class.

Where a line stands says how far it is to be trusted. After the body stand signatures. Before it stand credits
of pictures too; so does what comes between its first blocks, which may be a standfirst. Within the body, only
what is in brackets is handed on.
"""

from __future__ import annotations

from collections.abc import Iterable

from tasks.clean.body import Judged
from tasks.records import Found

MAX_LINES = 3  # after the body
MAX_LINES_BEFORE = 6
FIRST_BLOCKS = 2  # of the body, after which it has certainly begun
MAX_LINE_CHARACTERS = 80
MAX_BRACKETS_CHARACTERS = 40
BEFORE, WITHIN, AFTER = "before the body", "within the body", "after the body"

# Removed for one of these, a block is no neighbour: it belongs to the site or to a picture.
_ELSEWHERE = {
    "caption", "navigation", "related stories", "share buttons", "advertisement", "comments", "newsletter",
    "consent", "tags", "hidden", "form", "button", "sidebar", "aside", "footer", "headline", "standfirst",
    "link", "links", "legal", "contact", "sign-in", "dialog", "another article",
}  # fmt: skip


def lines_around(judged: list[Judged]) -> tuple[Found, ...]:
    """The lines around the body, nearest first."""
    kept = [at for at, one in enumerate(judged) if one.is_kept]
    if not kept:
        return ()
    first, begun, last = kept[0], kept[min(FIRST_BLOCKS, len(kept) - 1)], kept[-1]
    after = _until_elsewhere(judged[last + 1 : last + 1 + MAX_LINES])
    within = [one for one in judged[first:last] if _is_line(one) and _is_in_brackets(one.block.text)]
    before = [one for one in reversed(judged[max(first - MAX_LINES_BEFORE, 0) : begun]) if _is_line(one)]
    return (*_found(after, AFTER), *_found(within, WITHIN), *_found(before, BEFORE))


def _is_line(one: Judged) -> bool:
    return not one.is_kept and one.reason != "caption" and len(one.block.text) <= MAX_LINE_CHARACTERS


def _is_in_brackets(text: str) -> bool:
    return len(text) <= MAX_BRACKETS_CHARACTERS and text[0] in "([（" and text[-1] in ")]）"


def _until_elsewhere(blocks: Iterable[Judged]) -> Iterable[Judged]:
    """A longer block, or one of the site, ends what follows the body."""
    for one in blocks:
        if one.reason in _ELSEWHERE or not _is_line(one):
            return
        yield one


def _found(lines: Iterable[Judged], place: str) -> list[Found]:
    return [Found(one.block.text, place) for one in lines]
