"""Short reports of a sentence or two, which the model takes for a line beside an article.

What stands right below the headline is read then, and not the teasers of other stories that sites put below,
which have more words.
"""

from __future__ import annotations

from tasks.clean.blocks import Frame, PageBlock
from tasks.clean.text import ends_sentence, fold

MAX_BELOW = 12  # blocks after the headline that are looked at
MIN_CHARS = 12  # of a sentence
MIN_TEASERS = 3  # of one template, each below a link


def keep_flash(blocks: list[PageBlock], reasons: list[str | None], headline: str) -> None:
    """Keeps the sentences below the headline, which is folded, where no text or none but teasers was kept."""
    running = [at for at, reason in enumerate(reasons) if reason is None and blocks[at].is_running]
    if running and not _is_below_link(blocks, running[-1]):
        return  # the most common case
    report = _report(blocks, reasons, headline)
    teasers = [at for at in running if at not in report]
    if not report or (teasers and not _are_teasers(blocks, teasers, _around(blocks[report[0]]))):
        return
    for at in report:
        reasons[at] = None
    for at in teasers:
        reasons[at] = "related stories"
        reasons[at - 1] = reasons[at - 1] or "related stories"


def _report(blocks: list[PageBlock], reasons: list[str | None], headline: str) -> list[int]:
    """The sentences side by side below the headline."""
    heading = next((at for at, one in enumerate(blocks) if _is_heading(one, headline)), len(blocks))
    found: list[int] = []
    for at in range(heading + 1, min(heading + 1 + MAX_BELOW, len(blocks))):
        one = blocks[at]
        if one.kind == "heading" or one.is_link:
            break
        is_beside = not found or _around(one) is _around(blocks[found[0]])
        is_sentence = len(one.text) >= MIN_CHARS and ends_sentence(one.text)
        if is_beside and is_sentence and reasons[at] in (None, "outside the article"):
            found.append(at)
    return found


def _is_heading(block: PageBlock, headline: str) -> bool:
    return block.kind == "heading" and fold(block.text) == headline


def _is_below_link(blocks: list[PageBlock], at: int) -> bool:
    return at > 0 and blocks[at - 1].is_link


def _around(block: PageBlock) -> Frame:
    """The element that holds a paragraph and those beside it."""
    frame = block.frame
    return frame.parent if frame.tag == "p" and frame.parent else frame


def _are_teasers(blocks: list[PageBlock], each: list[int], text: Frame) -> bool:
    """True if all of them stand right below links, in one template, and outside the text's element."""
    if len(each) < MIN_TEASERS or len({blocks[at].frame.signature for at in each}) > 1:
        return False
    return all(_is_below_link(blocks, at) and not blocks[at].frame.is_in(text) for at in each)
