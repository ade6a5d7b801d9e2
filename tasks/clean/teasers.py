"""Teasers of other stories beside the article's text: headlines that link, each with a line below it."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

from tasks.clean.blocks import TEASER_LINK_CHARS, PageBlock

MIN_TEASERS = 3  # of one template
MAX_TEASER_CHARS = 600  # below its headline
_ASKS = ("?", "？", "؟")  # a headline that asks may have its answer below it


def drop_teasers(blocks: list[PageBlock], reasons: list[str | None]) -> None:
    """Removes the texts of one template that stand one by one below headlines of another, which were removed.

    They stay where what stands below such headlines is more than all else that is kept: the page may list
    stories, or be a roundup.
    """
    heads = [at for at, one in enumerate(blocks) if one.link_chars >= TEASER_LINK_CHARS and one.is_link]
    if len(heads) < MIN_TEASERS:
        return
    made: dict[tuple[str, str], list[int]] = defaultdict(list)
    below = 0
    for head, end in pairwise([*heads, len(blocks)]):
        texts = [at for at in range(head + 1, end) if reasons[at] is None]
        chars = _chars(blocks, texts)
        below += chars if chars <= MAX_TEASER_CHARS else 0
        is_one = len(texts) == 1 and chars <= MAX_TEASER_CHARS and reasons[head] is not None
        if is_one and not blocks[head].text.endswith(_ASKS):
            made[blocks[head].frame.signature, blocks[texts[0]].frame.signature].append(texts[0])
    if 2 * below > _chars(blocks, [at for at, reason in enumerate(reasons) if reason is None]):
        return
    for (head_template, template), texts in made.items():
        if len(texts) >= MIN_TEASERS and head_template != template:
            for at in texts:
                reasons[at] = "related stories"


def _chars(blocks: list[PageBlock], each: list[int]) -> int:
    return sum(len(blocks[at].text) for at in each)
