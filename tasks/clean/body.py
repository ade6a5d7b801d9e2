"""Judges each block of a page: part of the article's body, or removed for a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tasks.clean.blocks import PageBlock
from tasks.clean.fallback import hidden_html
from tasks.clean.memory import SiteMemory, is_boilerplate
from tasks.clean.metadata import Metadata
from tasks.clean.model import chances
from tasks.clean.names import hint_names
from tasks.clean.page import Page, parse
from tasks.clean.place import Main
from tasks.clean.rules import apply_rules
from tasks.clean.sift import Candidates, sift
from tasks.clean.text import PIECE_CHARS, block_hash, is_in, words
from tasks.records import EndsHere

MIN_BODY_CHARS = 300  # of running text; where the markup holds less, the scripts are looked at
MIN_CUT_OFF = 1.5  # times the text shown: what a page's data must hold for the text to be cut off
MAX_WHOLE_CHARS = 200_000  # of the text in a page's data; a longer one is not looked at
MAX_PIECES = 100  # of it that are looked for in the markup
MIN_SHOWN = 0.9  # of the text shown that its data must hold, too
RECURS = "recurs on the site"  # why a block goes that the site's memory knows
KEPT = 0.5  # a block is kept if the model gives it more than this probability

# What the innermost element of a removed block says of it; the first that fits is the reason.
_HINT_ORDER = (
    "caption", "credit", "share", "newsletter", "related", "byline", "date", "tags", "navigation", "sidebar",
    "hidden", "note",
)  # fmt: skip
_REASON_NAMES = {"share": "share buttons", "related": "related stories"}
_REASONS_BY_HINT = [(1 << hint_names().index(name), _REASON_NAMES.get(name, name)) for name in _HINT_ORDER]


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
    """The judged blocks of a page; where its markup lacks the body or its end, of what its scripts hold."""
    judged = _without_memory(page, metadata)
    if memory is not None:
        for one in judged:
            if one.is_kept and is_boilerplate(memory, one.hash, len(one.block.text.split())):
                one.reason = RECURS
    return judged


def _without_memory(page: Page, metadata: Metadata) -> list[Judged]:
    judged = judge(page.walked.blocks, metadata)
    chars = _running_chars(judged)
    if chars >= MIN_BODY_CHARS and not _is_cut_off(judged, chars, metadata.article_body or ""):
        return judged
    for markup in hidden_html(page, metadata):
        try:
            found = judge(parse(page.url, markup).walked.blocks, metadata)
        except EndsHere:  # made to stall the parser
            continue
        is_longer = _running_chars(found) >= max(MIN_BODY_CHARS, chars)
        if is_longer and _told_of(found, metadata) >= _told_of(judged, metadata):
            return [*(one for one in judged if not one.is_kept), *found]
    return judged


def _told_of(judged: list[Judged], metadata: Metadata) -> int:
    """How many of the headline's longer words the kept text has: a short report has more than an offer."""
    headline = words(metadata.headlines[0].text) if metadata.headlines else []
    kept = {word for one in judged if one.is_kept for word in words(one.block.text)}
    return sum(len(word) > 3 and word in kept for word in set(headline))


def _is_cut_off(judged: list[Judged], chars: int, whole: str) -> bool:
    """True if the markup holds the beginning, `chars` long, of a text that the page's data holds whole."""
    if not MIN_CUT_OFF * chars <= len(whole) <= MAX_WHOLE_CHARS:
        return False
    shown = " ".join(one.block.text for one in judged)
    plain = " ".join(whole.split())
    step = max(PIECE_CHARS, len(plain) // MAX_PIECES)
    pieces = [plain[at : at + PIECE_CHARS] for at in range(0, len(plain), step)]
    running = [one.block.text for one in judged if one.is_kept and one.block.is_running]
    is_beginning = sum(len(text) for text in running if is_in(text, plain)) > MIN_SHOWN * chars
    return is_beginning and sum(piece in shown for piece in pieces) * MIN_CUT_OFF < len(pieces)


def _running_chars(judged: list[Judged]) -> int:
    return sum(len(one.block.text) for one in judged if one.block.is_running and one.is_kept)


def judge(blocks: list[PageBlock], metadata: Metadata) -> list[Judged]:
    """A judgement for each block, in reading order."""
    hashes = [block_hash(block.text) for block in blocks]
    reasons, candidates = sift(blocks, hashes, metadata)
    if candidates.features is not None:
        judged = [blocks[number] for number in candidates.at]
        settle(blocks, reasons, candidates, chances(judged, candidates.features))
    return [Judged(*row) for row in zip(blocks, hashes, reasons, strict=True)]


def settle(
    blocks: list[PageBlock], reasons: list[str | None], candidates: Candidates, each: Sequence[float]
) -> None:
    """Writes into `reasons` what the chances of the candidates, and the rules around them, come to."""
    for at, chance in zip(candidates.at, each, strict=True):
        is_kept = chance > KEPT or is_in(blocks[at].text, candidates.copy)
        reasons[at] = None if is_kept else _reason(blocks[at], candidates.main)
    apply_rules(blocks, reasons, candidates)


def _reason(block: PageBlock, main: Main) -> str:
    """Why a block that the model removed goes."""
    frame = block.frame
    if frame.kind == "caption":
        return "caption"
    if frame.is_hidden:
        return "hidden"
    for hints in (frame.hints | block.inner_hints, frame.path_hints & ~main.hints):
        if hints:
            for bit, reason in _REASONS_BY_HINT:
                if hints & bit:
                    return reason
    if block.link_chars > 0.5 * len(block.text):
        return "links"
    return "outside the article"
