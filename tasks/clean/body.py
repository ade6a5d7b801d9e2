"""Judges each block of a page: part of the article's body, or removed for a reason."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tasks.clean.blocks import Frame, PageBlock, hint_names
from tasks.clean.fallback import hidden_html
from tasks.clean.features import Matrix, measure
from tasks.clean.flash import keep_flash
from tasks.clean.following import following
from tasks.clean.memory import SiteMemory, is_boilerplate
from tasks.clean.metadata import Metadata
from tasks.clean.model import chances
from tasks.clean.page import Page, parse
from tasks.clean.phrases import line_reason, phrases
from tasks.clean.place import Main, main_of, may_be_sign_up, reason_by_place, sign_ups
from tasks.clean.standfirst import standfirsts
from tasks.clean.text import block_hash, fold, words
from tasks.records import EndsHere

MIN_BODY_CHARS = 300  # of running text; where the markup holds less, the scripts are looked at
MIN_CUT_OFF = 1.5  # times the text shown: what a page's data must hold for the text to be cut off
MAX_WHOLE_CHARS = 200_000  # of the text in a page's data; a longer one is not looked at
MAX_PIECES = 100  # of it that are looked for in the markup
MIN_SHOWN = 0.9  # of the text shown that its data must hold, too
MAX_LIST_LINKS = 0.3  # of a list item's text that may be links
LIST_LEVELS = 3  # from a list item up to the element of the text
MAX_HEAD_CHARS = 150  # of a block above the text; with a longer one the text begins
MAX_NOTES = 2
MAX_RIGHTS_CHARS = 120
MAX_NOTE_CHARS = 300
MIN_WHOLE_CHARS = 600  # of a block that may hold a whole text over again
MIN_COPIED = 0.5  # of it that other kept blocks must hold as well
MAX_QUOTES = 50  # of a page that are looked for in its paragraphs
QUOTE_LEVELS = 4  # from a quote's paragraph up to the figure around it
PIECE_CHARS = 40  # at a block's beginning and end: what is looked for
RECURS = "recurs on the site"  # why a block goes that the site's memory knows
KEPT = 0.5  # a block is kept if the model gives it more than this probability

_QUOTES = " .…\"'“”„‘’«»"
_PULLED = re.compile(r"\bpull", re.IGNORECASE)
_RIGHTS = re.compile(r"(?:©|\(c\)|copyright\b)", re.IGNORECASE)
_INITIALS = re.compile(r"[a-z]{1,5}(?:-[a-z]{1,5})?(?:/[a-z]{1,5}){1,3}")  # of an agency's staff: "abc/de"

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
    is_beginning = sum(len(text) for text in running if _is_in(text, plain)) > MIN_SHOWN * chars
    return is_beginning and sum(piece in shown for piece in pieces) * MIN_CUT_OFF < len(pieces)


def _running_chars(judged: list[Judged]) -> int:
    return sum(len(one.block.text) for one in judged if one.block.is_running and one.is_kept)


@dataclass(slots=True)
class Candidates:
    """The blocks of a page that their place alone does not remove, measured."""

    at: list[int]  # their indexes
    features: Matrix | None  # a row each; None where there are none
    main: Main  # of the page
    copy: str  # the whole text, where the page holds it over again in one block
    headline: str  # folded


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
        is_kept = chance > KEPT or _is_in(blocks[at].text, candidates.copy)
        reasons[at] = None if is_kept else _reason(blocks[at], candidates.main)
    keep_flash(blocks, reasons, candidates.headline)
    _keep_lists(blocks, reasons, candidates.at)
    _drop_headline(blocks, reasons, candidates)
    _drop_sign_ups(blocks, reasons, candidates)
    _drop_pull_quotes(blocks, reasons, candidates.at)
    _drop_credit_note(blocks, reasons, candidates.at)


def _keep_lists(blocks: list[PageBlock], reasons: list[str | None], candidates: list[int]) -> None:
    """Keeps a list that stands between two kept paragraphs of one element: it belongs to their text."""
    before: PageBlock | None = None  # the last kept block that is no list item
    items: list[int] = []
    for at in candidates:
        block = blocks[at]
        if block.kind == "li" and block.link_chars <= MAX_LIST_LINKS * len(block.text):
            items.append(at)
        elif block.kind == "li" or reasons[at] is not None:
            before, items = None, []
        else:
            if before is not None and before.frame.parent is block.frame.parent:
                for item in items:
                    if _is_below(blocks[item].frame, before.frame.parent):
                        reasons[item] = None
            before, items = block, []


def _is_below(frame: Frame, ancestor: Frame | None) -> bool:
    """True for the item of a list that stands in `ancestor`."""
    inner: Frame | None = frame
    for _ in range(LIST_LEVELS):
        inner = inner.parent if inner else None
        if inner is ancestor:
            return True
    return False


def _drop_headline(blocks: list[PageBlock], reasons: list[str | None], candidates: Candidates) -> None:
    """Removes the headline over again, above the text. A text that is its headline and no more stays."""
    kept = [at for at in candidates.at if reasons[at] is None]
    paragraph = next((n for n, at in enumerate(kept) if len(blocks[at].text) > MAX_HEAD_CHARS), len(kept) - 1)
    for at in kept[:paragraph]:
        if fold(blocks[at].text) == candidates.headline:
            reasons[at] = "headline"


def _drop_pull_quotes(blocks: list[PageBlock], reasons: list[str | None], candidates: list[int]) -> None:
    """Removes quotes whose class says that they are pulled out of the text, where a kept paragraph has them.

    Those without such a class stay, as they do in some of the known bodies.
    """
    quotes = [at for at in candidates if blocks[at].kind == "quote" and reasons[at] is None][:MAX_QUOTES]
    if not quotes:
        return
    paragraphs = [blocks[at].text for at in candidates if reasons[at] is None and blocks[at].kind != "quote"]
    for at in quotes:
        said = blocks[at].text.strip(_QUOTES)
        is_again = len(said) >= PIECE_CHARS and any(said in text for text in paragraphs)
        if is_again and any(_PULLED.search(frame.classes) for frame in _around(blocks[at].frame)):
            reasons[at] = "pull quote"


def _around(frame: Frame | None) -> Iterator[Frame]:
    """A quote's own element, and those right around it."""
    for _ in range(QUOTE_LEVELS):
        if frame is not None:
            yield frame
            frame = frame.parent


def _drop_sign_ups(blocks: list[PageBlock], reasons: list[str | None], candidates: Candidates) -> None:
    """Removes what stands in a box for newsletters."""
    kept = [at for at in candidates.at if reasons[at] is None and may_be_sign_up(blocks[at])]
    boxes = sign_ups(blocks, candidates.main) if kept else set()
    for at in kept:
        if blocks[at].frame.is_in_any(boxes):
            reasons[at] = "newsletter"


def _drop_credit_note(blocks: list[PageBlock], reasons: list[str | None], candidates: list[int]) -> None:
    """Removes the lines at the body's end on who reported and edited it, and on the rights."""
    pattern = phrases().credit_note
    kept = [at for at in candidates if reasons[at] is None]
    if len(kept) > 1 and _INITIALS.fullmatch(blocks[kept[-1]].text):
        reasons[kept.pop()] = "credit note"
    if (
        len(kept) > 1
        and len(blocks[kept[-1]].text) <= MAX_RIGHTS_CHARS
        and _RIGHTS.match(blocks[kept[-1]].text)
    ):
        reasons[kept.pop()] = "copyright"
    for at in kept[: -MAX_NOTES - 1 : -1]:
        text = blocks[at].text
        if len(text) > MAX_NOTE_CHARS or not pattern.match(text.lstrip("(（[— -–")):
            break
        reasons[at] = "credit note"


def _copies(blocks: list[PageBlock]) -> set[int]:
    """The blocks that hold other blocks over again: the whole text once more, for machines to read."""
    found: set[int] = set()
    parts: list[str] = []
    for at, block in enumerate(blocks):
        whole = block.text
        if len(whole) < MIN_WHOLE_CHARS:
            continue
        parts = parts or [other.text for other in blocks]
        again = sum(len(part) for part in parts if len(part) < len(whole) and _is_in(part, whole))
        if again >= MIN_COPIED * len(whole):
            found.add(at)
    return found


def _is_in(part: str, whole: str) -> bool:
    """True if a block's beginning and end stand in a longer text."""
    return len(part) >= PIECE_CHARS and part[:PIECE_CHARS] in whole and part[-PIECE_CHARS:] in whole


def sift(
    blocks: list[PageBlock], hashes: list[int], metadata: Metadata
) -> tuple[list[str | None], Candidates]:
    """The blocks' reasons to go by place, and the rest, measured."""
    whole, others = _copies(blocks), following(blocks)
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
        return reasons, Candidates([], None, main, "", "")
    counts = Counter(hashes)
    seen: Counter[int] = Counter()
    copies = []
    for number in at:
        copies.append((counts[hashes[number]], seen[hashes[number]]))
        seen[hashes[number]] += 1
    headline = fold(metadata.headlines[0].text) if metadata.headlines else ""
    copy = max((blocks[number].text for number in whole), key=len, default="")
    features = measure(
        [blocks[number] for number in at], gaps, copies, main, metadata, metadata.article_body or copy
    )
    return reasons, Candidates(at, features, main, copy, headline)


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
