"""Teasers of other stories beside the article's text: headlines that link, each with a line below it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from tasks.clean.blocks import TEASER_LINK_CHARS, PageBlock

MIN_TEASERS = 3  # of one template
MAX_TEASER_CHARS = 600  # below its headline
_ASKS = ("?", "？", "؟")


def drop_teasers(blocks: list[PageBlock], reasons: list[str | None]) -> None:
    """Removes the texts of one template that stand one by one below headlines of another, which were removed.

    They stay where one of the headlines was kept, and where they are more than all else that is kept: such a
    page may be a roundup.
    """
    made: dict[tuple[str, str], list[int]] = defaultdict(list)
    for head, at in _headed(blocks, reasons):
        made[blocks[head].frame.signature, blocks[at].frame.signature].append(at)
    often = {templates: texts for templates, texts in made.items() if len(texts) >= MIN_TEASERS}
    if not often:
        return
    wanted = {
        one.frame.signature for one, why in zip(blocks, reasons, strict=True) if why is None and _leads(one)
    }
    found = [
        at for (head, text), texts in often.items() if head != text and head not in wanted for at in texts
    ]
    kept = sum(len(one.text) for one, why in zip(blocks, reasons, strict=True) if why is None)
    if 2 * sum(len(blocks[at].text) for at in found) <= kept:
        for at in found:
            reasons[at] = "related stories"


def _leads(block: PageBlock) -> bool:
    """True for a headline that links."""
    return block.is_link and len(block.text) >= TEASER_LINK_CHARS


def _headed(blocks: list[PageBlock], reasons: list[str | None]) -> Iterator[tuple[int, int]]:
    """Each removed headline that links, with the text kept below it; none that has several, or a long one.

    Neither one that asks: its answer may stand below.
    """
    head: int | None = None
    texts: list[int] = []
    for at, block in enumerate(blocks):
        if _leads(block):
            yield from _pair(blocks, head, texts)
            is_one = reasons[at] is not None and not block.text.endswith(_ASKS)
            head, texts = at if is_one else None, []
        elif reasons[at] is None:
            texts.append(at)
    yield from _pair(blocks, head, texts)


def _pair(blocks: list[PageBlock], head: int | None, texts: list[int]) -> Iterator[tuple[int, int]]:
    if head is not None and len(texts) == 1 and len(blocks[texts[0]].text) <= MAX_TEASER_CHARS:
        yield head, texts[0]
