"""What a block shows by itself: lengths, shares, punctuation, and whether the page says it elsewhere."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tasks.clean.blocks import PageBlock
from tasks.clean.features.matrix import Matrix
from tasks.clean.metadata import Metadata
from tasks.clean.text import fold, is_dense

HEAD_CHARS = 80  # of a block: the part whose letter case is looked at
PROBE_CHARS = 24  # of a block: what is looked for in the page's own articleBody
_TAGS = "p div li tr h1 h2 h3 h4 h5 h6 blockquote section article dd"
TAG_CODES = {tag: code for code, tag in enumerate(_TAGS.split(), 1)}
_DIGIT = re.compile("[0-9]")
_ENDS = frozenset(".!?…。！？؟।")
_QUOTES = "\"'”’»」』）)]“ "
COLUMNS = (
    "log chars", "log words", "link share", "ends sentence", "ends colon", "commas", "periods",
    "capital words", "digits", "strong share", "lower start", "symbol", "copyright", "address", "has time",
    "copies", "tag", "depth", "hidden", "dense", "good", "is headline", "is description",
    "overlaps description", "is byline", "in articleBody", "has articleBody", "braces",
    "overlaps headline", "gap", "links", "begins in link", "ends in link", "earlier copies",
)  # fmt: skip


@dataclass(slots=True)
class Witness:
    """What the page says of itself, folded for comparison."""

    headlines: frozenset[str]
    descriptions: frozenset[str]
    description_words: frozenset[str]
    headline_words: frozenset[str]
    bylines: str
    body: str

    @classmethod
    def of(cls, metadata: Metadata, body: str) -> Witness:
        described = [fold(found.text) for found in metadata.descriptions]
        return cls(
            headlines=frozenset(fold(found.text) for found in metadata.headlines),
            descriptions=frozenset(described),
            description_words=frozenset(word for text in described for word in text.split() if len(word) > 3),
            headline_words=frozenset(
                word for found in metadata.headlines for word in fold(found.text).split() if len(word) > 3
            ),
            bylines=" ".join(found.text for found in metadata.bylines).casefold(),
            body=body,
        )


def of_block(block: PageBlock, gap: int, copies: tuple[int, int], witness: Witness) -> tuple[float, ...]:
    """What one block shows by itself; columns COLUMNS."""
    text = block.text
    frame = block.frame
    chars = len(text)
    spaces = text.count(" ")
    head = text[:HEAD_CHARS]
    head_words = head.split()
    bare_end = text.rstrip(_QUOTES)[-1:]
    link_share = block.link_chars / chars
    folded = fold(text) if chars < 600 else ""
    overlap = 0.0
    headline_overlap = 0.0
    if 20 < chars < 600 and (witness.description_words or witness.headline_words):
        own = folded.split() or [""]
        overlap = len(witness.description_words.intersection(own)) / len(own)
        headline_overlap = len(witness.headline_words.intersection(own)) / (len(witness.headline_words) or 1)
    first = text[0]
    return (
        math.log2(chars),
        math.log2(spaces + 1),
        link_share,
        bare_end in _ENDS,
        bare_end in ":：",
        (text.count(",") + text.count("，") + text.count("、")) / (spaces + 5),
        (text.count(". ") + text.count("。") + text.count("? ") + text.count("! ")) / (spaces + 5),
        len([word for word in head_words if word[0].isupper()]) / (len(head_words) or 1),
        len(_DIGIT.findall(head)) / len(head),
        block.strong_chars / chars,
        first.islower(),
        not first.isalnum(),
        "©" in text or "(c)" in head,
        "@" in text or "http" in text or "www." in text,
        block.has_time,
        min(copies[0], 6),
        TAG_CODES.get(frame.tag, 0),
        min(frame.depth, 30),
        frame.is_hidden,
        is_dense(text),
        block.is_running and not block.is_teaser,
        folded in witness.headlines,
        folded in witness.descriptions,
        overlap,
        bool(witness.bylines) and chars < 100 and text.casefold().removeprefix("by ") in witness.bylines,
        _probes(text, witness.body) if witness.body else -1,
        bool(witness.body),
        "{" in text,
        headline_overlap,
        min(gap, 30),
        min(block.links, 10),
        block.link_ends & 1,
        block.link_ends > 1,
        min(copies[1], 3),
    )


def _probes(text: str, body: str) -> float:
    """The share of three pieces of the block that stand in the page's articleBody."""
    if len(text) <= PROBE_CHARS:
        return float(text in body)
    middle = len(text) // 2
    pieces = [text[:PROBE_CHARS], text[middle : middle + PROBE_CHARS], text[-PROBE_CHARS:]]
    return sum([piece in body for piece in pieces]) / 3


def column(alone: Matrix, name: str) -> npt.NDArray[np.float32]:
    """One of COLUMNS, for all blocks."""
    return alone[:, COLUMNS.index(name)]
