"""Where a block stands: on the page, in the tree, and among the running text."""

from __future__ import annotations

import math

import numpy as np

from tasks.clean.blocks import TAG_BITS, Frame
from tasks.clean.features.alone import TAG_CODES, column
from tasks.clean.features.matrix import Matrix, since, smooth
from tasks.clean.features.tree import path_of, surroundings

COLUMNS = (
    "position", "text position", "good before", "good after", "since good", "until good", "own good",
    "own blocks", "parent good", "parent blocks", "grandparent good", "in root", "root distance",
    "template blocks", "template chars", "template links", "template good", "to headline",
    "headline depth", "since headline", "page good", "page blocks", "h1 so far", "articles so far",
    "around good", "around links", "around chars", "parent chars", "parent links", "nested articles",
    "nested sections", "to text", "text depth", "parent teasers",
)  # fmt: skip


def of_blocks(alone: Matrix, chars: Matrix, frames: list[Frame], root: Frame | None) -> Matrix:
    """Where a block stands on the page and in the tree; columns COLUMNS."""
    count = len(frames)
    good = column(alone, "good")
    good_chars = good * chars
    total_good = float(good_chars.sum()) + 1
    cumulative = np.cumsum(good_chars)
    links = column(alone, "link share")
    headline = column(alone, "is headline") > 0
    headline_at = _headline_at(alone)
    headline_path = path_of(frames[headline_at]) if headline_at is not None else {}
    tree = surroundings(alone, chars, frames, total_good, root, headline_path)
    return np.column_stack(
        [
            np.arange(count) / count,
            np.cumsum(chars) / (chars.sum() + 1),
            (cumulative - good_chars) / total_good,
            (cumulative[-1] - cumulative) / total_good,
            since(good > 0),
            since(good[::-1] > 0)[::-1],
            tree[:, :13],
            since(headline),
            np.full((count, 2), (math.log2(total_good), math.log2(count))),
            np.cumsum(column(alone, "tag") == TAG_CODES["h1"]),
            _articles_so_far(frames),
            smooth(good),
            smooth(links),
            smooth(column(alone, "log chars")),
            tree[:, 13:],
        ]
    ).astype(np.float32)


def _headline_at(alone: Matrix) -> int | None:
    """The block that is the headline: the h1 that says so, else a block that says so, else the first h1."""
    says = column(alone, "is headline") > 0
    is_h1 = column(alone, "tag") == TAG_CODES["h1"]
    for marks in (says & is_h1, says, is_h1):
        found = np.flatnonzero(marks)
        if found.size:
            return int(found[0])
    return None


def _articles_so_far(frames: list[Frame]) -> list[int]:
    """How many article elements that hold text began up to each block."""
    bit = TAG_BITS["article"]
    seen: set[Frame] = set()
    out = []
    for frame in frames:
        if frame.path_tags & bit:
            inner: Frame | None = frame
            while inner is not None and inner.tag != "article":
                inner = inner.parent
            if inner is not None:
                seen.add(inner)
        out.append(min(len(seen), 10))
    return out
