"""What stands beside a block: the two blocks before it and the two after it."""

from __future__ import annotations

import numpy as np

from tasks.clean.blocks import Frame
from tasks.clean.features.alone import TAG_CODES, column
from tasks.clean.features.matrix import Matrix

_OFFSETS = (-2, -1, 1, 2)
_ONES = ("log chars", "link share", "good", "heading", "same parent")
COLUMNS = tuple(f"{name} {offset:+d}" for offset in _OFFSETS for name in _ONES)


def of_blocks(alone: Matrix, frames: list[Frame]) -> Matrix:
    """What the two blocks before and the two after look like; columns COLUMNS."""
    count = len(frames)
    tags = column(alone, "tag")
    base = np.zeros((count + 4, 4), np.float32)
    base[2:-2, 0] = column(alone, "log chars")
    base[2:-2, 1] = column(alone, "link share")
    base[2:-2, 2] = column(alone, "good")
    base[2:-2, 3] = (tags >= TAG_CODES["h1"]) & (tags <= TAG_CODES["h6"])
    parents = np.full(count + 4, -1)
    parents[2:-2] = [id(frame.parent or frame) for frame in frames]
    here = parents[2:-2]
    columns = []
    for offset in _OFFSETS:
        window = slice(2 + offset, 2 + offset + count)
        columns += [base[window], (parents[window] == here)[:, None].astype(np.float32)]
    return np.hstack(columns)
