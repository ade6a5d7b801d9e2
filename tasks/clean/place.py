"""Rules on a block's place: what stands in navigation, in comments, in a consent box is no part of an
article.

A word or an element says so only of a part of the page: where it stands around the page's main text as well
(a form around the whole page, a body element of class "has-comments"), it says nothing of any block.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from tasks.clean.blocks import TAG_BITS, Frame, PageBlock
from tasks.clean.names import hint_names
from tasks.clean.phrases import furniture_reason

MAIN_SHARE = 0.6  # of the running text that the main element holds
MIN_PLAIN_SHARE = 0.05  # of the running text that must stand outside what calls itself comments or consent
MIN_SEEN_SHARE = 0.3  # of the running text: where less is to be seen, the article may be what is hidden
LINK_CHARS = 40  # a shorter block that is nothing but links is no text
LINK_SHARE = 0.9

_HINTS = {name: 1 << bit for bit, name in enumerate(hint_names())}
# Elements and words of which, over the pages with known bodies, no text of an article was part.
_TAG_REASONS = (
    (TAG_BITS["nav"], "navigation"),
    (TAG_BITS["footer"], "footer"),
    (TAG_BITS["aside"], "aside"),
    (TAG_BITS["form"], "form"),
    (TAG_BITS["button"], "button"),
    (TAG_BITS["dialog"], "dialog"),
    (TAG_BITS["itemprop fact"], "fact"),
)
_HINT_REASONS = (
    (_HINTS["comments"], "comments"),
    (_HINTS["consent"], "consent"),
    (_HINTS["ad"], "advertisement"),
)
_NEWSLETTER = _HINTS["newsletter"]
_TOLD_TAGS = sum(bit for bit, _ in _TAG_REASONS)
_TOLD_HINTS = sum(bit for bit, _ in _HINT_REASONS)
_BESIDE = _TOLD_TAGS & ~TAG_BITS["form"]  # elements beside the main text
_BESIDE_HINTS = _HINTS["comments"] | _HINTS["consent"]  # may hold more text than the article does
_ALWAYS_TOLD = TAG_BITS["article"] | TAG_BITS["main"] | TAG_BITS["itemprop body"]


@dataclass(slots=True)
class Main:
    """The element that holds most of a page's running text, and what holds for it, so for the whole page."""

    frame: Frame | None
    hints: int  # bits of class_words.toml
    tags: int  # bits of blocks.TAGS


def main_of(blocks: list[PageBlock]) -> Main:
    """The innermost element of most of the running text; comments, consent, side boxes apart."""
    held: dict[Frame, float] = defaultdict(float)
    plain: dict[Frame, float] = defaultdict(float)
    total = total_plain = 0
    for block in _seen([block for block in blocks if block.is_running]):
        chars = len(block.text)
        frame = block.frame
        held[frame] += chars
        total += chars
        if not block.is_teaser and not frame.path_hints & _BESIDE_HINTS and not frame.path_tags & _BESIDE:
            plain[frame] += chars
            total_plain += chars
    if total_plain >= MIN_PLAIN_SHARE * total:
        held, total = plain, total_plain
    sums: dict[Frame, float] = defaultdict(float)
    for start, weight in held.items():
        inner: Frame | None = start
        while inner is not None:
            sums[inner] += weight
            inner = inner.parent
    most = [frame for frame, weight in sums.items() if weight >= MAIN_SHARE * total]
    if not most:
        return Main(None, 0, 0)
    main = max(most, key=lambda frame: frame.depth)
    return Main(main, main.path_hints, main.path_tags & ~_ALWAYS_TOLD)


def _seen(running: list[PageBlock]) -> list[PageBlock]:
    """The blocks without the hidden ones, if enough is left."""
    seen = [block for block in running if not block.frame.is_hidden]
    enough = MIN_SEEN_SHARE * sum(len(block.text) for block in running)
    return seen if sum(len(block.text) for block in seen) >= enough else running


def may_be_sign_up(block: PageBlock) -> bool:
    """True if a word for newsletters stands on the way to the block."""
    return bool(block.frame.path_hints & _NEWSLETTER)


def sign_ups(blocks: list[PageBlock], main: Main) -> set[Frame]:
    """The boxes that a word for newsletters names and that hold a form: nothing in them is of the text."""
    forms = {block.frame for block in blocks if block.frame.path_tags & TAG_BITS["form"]}
    boxes: set[Frame] = set()
    for frame in forms:
        form: Frame | None = frame
        while form is not None and form.tag != "form":
            form = form.parent
        around = form.parent if form else None
        for box in (around, around.parent if around else None):
            if box and box.hints & _NEWSLETTER and not (main.frame and main.frame.is_in(box)):
                boxes.add(box)
    return boxes


def reason_by_place(block: PageBlock, main: Main) -> str | None:
    """Why a block is removed for nothing but its place; None if it has to be judged."""
    tags = block.frame.path_tags & _TOLD_TAGS & ~main.tags
    if tags:
        for bit, reason in _TAG_REASONS:
            if tags & bit:
                return reason
    hints = block.frame.path_hints & _TOLD_HINTS & ~main.hints
    if hints:
        for bit, reason in _HINT_REASONS:
            if hints & bit:
                return reason
    if block.frame.is_hidden and main.frame and not (main.frame.is_hidden or block.frame.is_in(main.frame)):
        return "hidden"
    text = block.text
    if len(text) < LINK_CHARS and block.link_chars > LINK_SHARE * len(text):
        return furniture_reason(text) or "link"
    return furniture_reason(text)
