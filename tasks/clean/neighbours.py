"""The short lines right after the body: a source line may stand there without a telling class.

Those before it are not looked at: pictures and their credits stand there.
"""

from __future__ import annotations

from tasks.clean.body import Judged
from tasks.records import Found

MAX_LINES = 3
MAX_LINE_CHARACTERS = 80
PLACE = "after the body"

# Removed for one of these, a block is no neighbour: it belongs to the site or to a picture.
_ELSEWHERE = {
    "caption", "navigation", "related stories", "share buttons", "advertisement", "comments", "newsletter",
    "consent", "tags", "hidden", "form", "button", "sidebar", "aside", "footer", "headline", "standfirst",
}  # fmt: skip


def lines_after(judged: list[Judged]) -> tuple[Found, ...]:
    """The lines after the body, nearest first; a longer block, or one of the site, ends the search."""
    last = max((at for at, one in enumerate(judged) if one.is_kept), default=len(judged))
    lines = []
    for one in judged[last + 1 : last + 1 + MAX_LINES]:
        if one.reason in _ELSEWHERE or len(one.block.text) > MAX_LINE_CHARACTERS:
            break
        lines.append(Found(one.block.text, PLACE))
    return tuple(lines)
