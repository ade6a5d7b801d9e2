"""Judges each block of a page: part of the article's body, or removed for a reason."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from tasks.clean.blocks import Frame, PageBlock, hint_names
from tasks.clean.memory import SiteMemory, is_boilerplate
from tasks.clean.metadata import Metadata
from tasks.clean.phrases import furniture_reason
from tasks.clean.text import block_hash, words

MIN_TEXT_WORDS = 10


@dataclass(slots=True, eq=False)
class Judged:
    """A block and its judgement."""

    block: PageBlock
    hash: int
    reason: str | None  # why it is removed; None for a block of the body

    @property
    def is_kept(self) -> bool:
        """True for a block of the body."""
        return self.reason is None


_REASONS_BY_TAG = {
    "nav": "navigation", "figcaption": "caption", "figure": "caption", "footer": "footer", "header": "header",
    "form": "form", "button": "button", "dialog": "consent", "aside": "aside",
}  # fmt: skip
_REASONS_BY_HINT = {
    "consent": "consent", "ad": "advertisement", "newsletter": "newsletter", "comments": "comments",
    "share": "share buttons", "related": "related stories", "navigation": "navigation", "caption": "caption",
    "credit": "credit", "byline": "byline", "date": "date", "tags": "tags",
    "sidebar": "sidebar", "hidden": "hidden",
}  # fmt: skip


def judge(blocks: list[PageBlock], metadata: Metadata, memory: SiteMemory | None = None) -> list[Judged]:
    """A judgement for each block, in reading order."""
    root = _root(blocks)
    headlines = {" ".join(words(found.text)) for found in metadata.headlines}
    standfirsts = {" ".join(words(found.text)) for found in metadata.descriptions}
    out = []
    for block in blocks:
        hashed = block_hash(block.text)
        out.append(Judged(block, hashed, _reason(block, hashed, root, headlines, standfirsts, memory)))
    return out


def _reason(
    block: PageBlock,
    hashed: int,
    root: Frame | None,
    headlines: set[str],
    standfirsts: set[str],
    memory: SiteMemory | None,
) -> str | None:
    folded = words(block.text)
    if is_boilerplate(memory, hashed, len(folded)):
        return "recurs on the site"
    furniture = furniture_reason(block.text)
    if furniture:
        return furniture
    text = " ".join(folded)
    if text in headlines or block.frame.tag == "h1":
        return "headline"
    if text in standfirsts:
        return "standfirst"
    if root is None or not _is_within(block.frame, root) or _own_reason(block):
        return _own_reason(block) or "outside the article"
    if block.link_chars > 0.5 * len(block.text):
        return "links"
    return None


def _own_reason(block: PageBlock) -> str | None:
    for tag, reason in _REASONS_BY_TAG.items():
        if tag in block.frame.tags:
            return reason
    names = hint_names()
    for name, reason in _REASONS_BY_HINT.items():
        if (block.frame.hints | block.inner_hints) >> names.index(name) & 1:
            return reason
    return None


def _is_within(frame: Frame | None, root: Frame) -> bool:
    while frame is not None:
        if frame is root:
            return True
        frame = frame.parent
    return False


def _root(blocks: list[PageBlock]) -> Frame | None:
    """The innermost element that holds most of the page's running text."""
    weights: Counter[Frame] = Counter()
    total = 0
    for block in blocks:
        if (
            len(words(block.text)) >= MIN_TEXT_WORDS
            and block.link_chars < 0.3 * len(block.text)
            and not _own_reason(block)
        ):
            total += len(block.text)
            frame: Frame | None = block.frame
            while frame is not None:
                weights[frame] += len(block.text)
                frame = frame.parent
    most = [frame for frame, weight in weights.items() if weight >= 0.7 * total]
    return max(most, key=lambda frame: frame.depth, default=None)
