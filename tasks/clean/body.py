"""Judges each block of a page: part of the article's body, or removed for a reason."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from tasks.clean.blocks import PageBlock, hint_names, walk
from tasks.clean.fallback import hidden_html
from tasks.clean.features import Matrix, measure
from tasks.clean.memory import SiteMemory, is_boilerplate
from tasks.clean.metadata import Metadata
from tasks.clean.model import probabilities
from tasks.clean.page import Page, parse
from tasks.clean.place import Main, is_running, main_of, reason_by_place
from tasks.clean.standfirst import standfirsts
from tasks.clean.text import block_hash
from tasks.records import EndsHere

MIN_BODY_CHARS = 300  # of running text; where the markup holds less, the scripts are looked at
KEPT = 0.5  # a block is kept if the model gives it more than this probability

# What the innermost element of a removed block says of it; the first that fits is the reason.
_REASONS_BY_HINT = (
    "caption", "credit", "share", "newsletter", "related", "byline", "date", "tags", "navigation", "sidebar",
    "hidden", "note",
)  # fmt: skip
_REASON_NAMES = {"share": "share buttons", "related": "related stories"}


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


def read_body(page: Page, metadata: Metadata, memory: SiteMemory | None = None) -> list[Judged]:
    """The judged blocks of a page; where its markup holds no body, those of what its scripts hold."""
    judged = judge(walk(page.tree), metadata, memory)
    if _running_chars(judged) >= MIN_BODY_CHARS:
        return judged
    for markup in hidden_html(page, metadata):
        try:
            found = judge(walk(parse(page.url, markup).tree), metadata, memory)
        except EndsHere:  # made to stall the parser
            continue
        if _running_chars(found) >= MIN_BODY_CHARS:
            return [*(one for one in judged if not one.is_kept), *found]
    return judged


def _running_chars(judged: list[Judged]) -> int:
    return sum(len(one.block.text) for one in judged if one.is_kept and is_running(one.block))


@dataclass(slots=True)
class Candidates:
    """The blocks of a page that their place alone does not remove, measured."""

    at: list[int]  # their indexes
    features: Matrix | None  # a row each; None where there are none


def judge(blocks: list[PageBlock], metadata: Metadata, memory: SiteMemory | None = None) -> list[Judged]:
    """A judgement for each block, in reading order."""
    hashes = [block_hash(block.text) for block in blocks]
    reasons, candidates = sift(blocks, hashes, metadata, memory)
    if candidates.features is not None:
        main = main_of(blocks)
        chances = probabilities(candidates.features)
        for at, chance in zip(candidates.at, chances, strict=True):
            reasons[at] = None if chance > KEPT else _reason(blocks[at], main)
    return [Judged(*row) for row in zip(blocks, hashes, reasons, strict=True)]


def sift(
    blocks: list[PageBlock], hashes: list[int], metadata: Metadata, memory: SiteMemory | None = None
) -> tuple[list[str | None], Candidates]:
    """The blocks' reasons to go by place and by the site's memory, and the rest, measured."""
    main = main_of(blocks)
    reasons: list[str | None] = []
    at: list[int] = []
    gaps: list[int] = []
    gap = 0
    for number, block in enumerate(blocks):
        reason = reason_by_place(block, main)
        if reason is None and memory and is_boilerplate(memory, hashes[number], len(block.text.split())):
            reason = "recurs on the site"
        reasons.append(reason)
        if reason is None:
            at.append(number)
            gaps.append(gap)
            gap = 0
        else:
            gap += 1
    apart = standfirsts([blocks[number] for number in at], metadata)
    for place, number in enumerate(at):
        if place in apart:
            reasons[number] = "standfirst"
    gaps = [gap for gap, number in zip(gaps, at, strict=True) if reasons[number] is None]
    at = [number for number in at if reasons[number] is None]
    if not at:
        return reasons, Candidates([], None)
    counts = Counter(hashes)
    copies = [counts[hashes[number]] for number in at]
    return reasons, Candidates(at, measure([blocks[number] for number in at], gaps, copies, main, metadata))


def _reason(block: PageBlock, main: Main) -> str:
    """Why a block that the model removed goes."""
    frame = block.frame
    if frame.kind == "caption":
        return "caption"
    if frame.is_hidden:
        return "hidden"
    names = hint_names()
    for hints in (frame.hints | block.inner_hints, frame.path_hints & ~main.hints):
        for name in _REASONS_BY_HINT:
            if hints >> names.index(name) & 1:
                return _REASON_NAMES.get(name, name)
    if block.link_chars > 0.5 * len(block.text):
        return "links"
    return "outside the article"
