"""Which blocks of a page are a standfirst that sums up the text: they belong into the description alone.

A standfirst stands apart from the text: before it, and in another element. What a page declares as its
description is often no more than the first paragraph of its text; that one stays in the body. So does one
that no class of its own calls a standfirst and that the text does not repeat: it is the text's beginning, set
in larger type, and without it sentences would be missing.
"""

from __future__ import annotations

import re

from tasks.clean.blocks import PageBlock
from tasks.clean.metadata import Metadata
from tasks.clean.text import fold, words

MIN_CHARS = 25
MAX_CHARS = 700
MIN_SHARED_CHARS = 60  # of a declared description that is cut off: so much of the block must begin it
MIN_REPEATED = 0.7  # of its words of more than three letters that the text right after it repeats
REPEATING_BLOCKS = 6  # of running text right after it
MAX_BEFORE = 25  # candidates: a standfirst stands among the first

# Class names; "lead" and "intro" are not among them, as they are the first paragraph of the text as often.
_NAMES = re.compile(
    r"standfirst|sub-?title|sub-?head|\bdec?k\b|chapo|chapeau|vorspann|entradilla|bajada|sottotitolo|ingress"
    r"|sapo|summary",
    re.IGNORECASE,
)


def standfirsts(blocks: list[PageBlock], metadata: Metadata) -> set[int]:
    """The indexes, in `blocks`, of the blocks that are a standfirst of that kind."""
    declared = [fold(found.text) for found in metadata.descriptions]
    found: set[int] = set()
    for at, block in enumerate(blocks[:MAX_BEFORE]):
        if MIN_CHARS <= len(block.text) <= MAX_CHARS and _is_declared(fold(block.text), declared):
            following = [other for other in blocks[at + 1 :] if other.is_running][:REPEATING_BLOCKS]
            if following and (_is_called_so(block) or _sums_up(block, following)):
                found.add(at)
    return found


def _sums_up(block: PageBlock, following: list[PageBlock]) -> bool:
    return not _is_beside(block, following[0]) and _is_repeated(block, following)


def _is_called_so(block: PageBlock) -> bool:
    """True if the block's own element has a class that means a standfirst and nothing else."""
    return bool(_NAMES.search(block.frame.signature.partition("<")[0]))


def _is_declared(text: str, declared: list[str]) -> bool:
    """True if the page declares this very text as its description, whole or cut off at the end."""
    for description in declared:
        if text == description:
            return True
        shorter, longer = sorted((text, description), key=len)
        if len(shorter) >= MIN_SHARED_CHARS and longer.startswith(shorter[:-3]):
            return True
    return False


def _is_repeated(block: PageBlock, following: list[PageBlock]) -> bool:
    """True if most of what the block says is said again right after it."""
    own = {word for word in words(block.text) if len(word) > 3}
    again = {word for other in following for word in words(other.text)}
    return bool(own) and len(own & again) >= MIN_REPEATED * len(own)


def _is_beside(block: PageBlock, other: PageBlock) -> bool:
    """True if two blocks stand in one element, as the paragraphs of a text do."""
    return block.frame is other.frame or (block.frame.parent or block.frame) is (
        other.frame.parent or other.frame
    )
