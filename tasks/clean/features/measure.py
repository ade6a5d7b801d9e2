"""What can be measured of each block: the numbers that the model judges by.

Everything is language-free: lengths, shares, punctuation, the place in the tree and on the page, the
company that a block keeps, and what the page says of itself elsewhere.
"""

from __future__ import annotations

import numpy as np

from tasks.clean.blocks import TAGS, PageBlock
from tasks.clean.features import alone, beside, standing
from tasks.clean.features.matrix import Matrix
from tasks.clean.metadata import Metadata
from tasks.clean.names import hint_names
from tasks.clean.place import Main


def names() -> list[str]:
    """The names of the columns, in order."""
    hints = [f"{level} hint {name}" for level in ("own", "parent", "path") for name in hint_names()]
    return [*alone.COLUMNS, *standing.COLUMNS, *beside.COLUMNS, *hints, *(f"in {tag}" for tag in TAGS)]


def measure(
    blocks: list[PageBlock],
    gaps: list[int],
    copies: list[tuple[int, int]],
    main: Main,
    metadata: Metadata,
    body: str,
) -> Matrix:
    """The features of each block, one row a block, columns as `names` says. `blocks` must not be empty.

    The blocks are those that their place did not remove; `gaps` counts the removed ones right before each,
    and `copies` how often the page holds each, and how often before it;
    `body` is the whole text as the page gives it elsewhere, or empty.
    """
    witness = alone.Witness.of(metadata, body)
    rows = zip(blocks, gaps, copies, strict=True)
    by_itself = np.array([alone.of_block(*row, witness) for row in rows], np.float32)
    frames = [block.frame for block in blocks]
    chars = np.array([len(block.text) for block in blocks], np.float32)
    stands = standing.of_blocks(by_itself, chars, frames, main.frame)
    return np.hstack([by_itself, stands, beside.of_blocks(by_itself, frames), _bits(blocks, main)])


def _bits(blocks: list[PageBlock], main: Main) -> Matrix:
    """A column for each hint of a block's element, its parent and its path, and each tag of its path."""
    rows: list[int] = []
    for block in blocks:
        frame = block.frame
        rows += (
            frame.hints | block.inner_hints,
            frame.parent.hints if frame.parent else 0,
            frame.path_hints & ~main.hints,
            frame.path_tags & ~main.tags,
        )
    bits = np.unpackbits(np.array(rows, "<u4").view(np.uint8), bitorder="little").reshape(-1, 4, 32)
    hints = bits[:, :3, : len(hint_names())].reshape(len(blocks), -1)
    return np.hstack([hints, bits[:, 3, : len(TAGS)]]).astype(np.float32)
