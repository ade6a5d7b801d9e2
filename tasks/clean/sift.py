"""Sifts a page's blocks: what its place or its words alone remove, and the rest, measured."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from tasks.clean.blocks import PageBlock
from tasks.clean.features import Matrix, measure
from tasks.clean.following import following
from tasks.clean.metadata import Metadata
from tasks.clean.phrases import line_reason
from tasks.clean.place import Main, main_of, reason_by_place
from tasks.clean.standfirst import standfirsts
from tasks.clean.text import fold, is_in

MIN_WHOLE_CHARS = 600  # of a block that may hold a whole text over again
MIN_COPIED = 0.5  # of it that other kept blocks must hold as well


@dataclass(slots=True)
class Candidates:
    """The blocks of a page that their place alone does not remove, measured."""

    at: list[int]  # their indexes
    features: Matrix | None  # a row each; None where there are none
    main: Main  # of the page
    copy: str  # the whole text, where the page holds it over again in one block
    headline: str  # folded
    metadata: Metadata  # of the page


def sift(
    blocks: list[PageBlock], hashes: list[int], metadata: Metadata
) -> tuple[list[str | None], Candidates]:
    """The blocks' reasons to go by place, and the rest, measured."""
    headline = fold(metadata.headlines[0].text) if metadata.headlines else ""
    whole, others = _copies(blocks), following(blocks, headline)
    apart = whole | others
    main = main_of([block for at, block in enumerate(blocks) if at not in apart] if apart else blocks)
    reasons: list[str | None] = []
    at: list[int] = []
    gaps: list[int] = []
    gap = 0
    for number, block in enumerate(blocks):
        if number in whole:
            reason: str | None = "copy of the text"
        elif number in others:
            reason = "another article"
        else:
            reason = reason_by_place(block, main) or line_reason(block.text, block.link_chars)
        reasons.append(reason)
        if reason is None:
            at.append(number)
            gaps.append(gap)
            gap = 0
        else:
            gap += 1
    told = standfirsts([blocks[number] for number in at], metadata)
    for place, number in enumerate(at):
        if place in told:
            reasons[number] = "standfirst"
    gaps = [gap for gap, number in zip(gaps, at, strict=True) if reasons[number] is None]
    at = [number for number in at if reasons[number] is None]
    if not at:
        return reasons, Candidates([], None, main, "", "", metadata)
    counts = Counter(hashes)
    seen: Counter[int] = Counter()
    copies = []
    for number in at:
        copies.append((counts[hashes[number]], seen[hashes[number]]))
        seen[hashes[number]] += 1
    copy = max((blocks[number].text for number in whole), key=len, default="")
    features = measure(
        [blocks[number] for number in at], gaps, copies, main, metadata, metadata.article_body or copy
    )
    return reasons, Candidates(at, features, main, copy, headline, metadata)


def _copies(blocks: list[PageBlock]) -> set[int]:
    """The blocks that hold other blocks over again: the whole text once more, for machines to read."""
    found: set[int] = set()
    parts: list[str] = []
    for at, block in enumerate(blocks):
        whole = block.text
        if len(whole) < MIN_WHOLE_CHARS:
            continue
        parts = parts or [other.text for other in blocks]
        again = sum(len(part) for part in parts if len(part) < len(whole) and is_in(part, whole))
        if again >= MIN_COPIED * len(whole):
            found.add(at)
    return found
