"""Teasers of other stories beside the article's text: headlines that link, each with a line below it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from tasks.clean.blocks import TEASER_LINK_CHARS, PageBlock

MIN_TEASERS = 3  # of one template
MAX_TEASER_CHARS = 600  # below its headline
_ASKS = ("?", "？", "؟")  # a headline that asks may have its answer below it


def drop_teasers(blocks: list[PageBlock], reasons: list[str | None]) -> None:
    """Removes the texts of one template that stand one by one below headlines of another, which were removed.

    They stay where what stands below such headlines is more than all else that is kept: the page may list
    stories, or be a roundup.
    """
    made: dict[tuple[str, str], list[int]] = defaultdict(list)
    below = 0
    for head, texts in _stories(blocks, reasons):
        below += _chars(blocks, texts)
        if len(texts) == 1 and reasons[head] is not None and not blocks[head].text.endswith(_ASKS):
            made[blocks[head].frame.signature, blocks[texts[0]].frame.signature].append(texts[0])
    kept = [at for at, reason in enumerate(reasons) if reason is None]
    if 2 * below > _chars(blocks, kept):
        return
    for (head_template, template), texts in made.items():
        if len(texts) >= MIN_TEASERS and head_template != template:
            for at in texts:
                reasons[at] = "related stories"


def _stories(blocks: list[PageBlock], reasons: list[str | None]) -> Iterator[tuple[int, list[int]]]:
    """Each headline that links, and what was kept below it, if it is no more than a teaser has."""
    head: int | None = None
    texts: list[int] = []
    for at in (*range(len(blocks)), None):
        if at is None or (blocks[at].link_chars >= TEASER_LINK_CHARS and blocks[at].is_link):
            if head is not None and _chars(blocks, texts) <= MAX_TEASER_CHARS:
                yield head, texts
            head, texts = at, []
        elif reasons[at] is None:
            texts.append(at)


def _chars(blocks: list[PageBlock], each: list[int]) -> int:
    return sum(len(blocks[at].text) for at in each)
