"""The company that each block keeps, once all blocks have been judged a first time.

A caption among paragraphs, a paragraph among teasers: what a block is shows by what its neighbours have
turned out to be. These numbers are what the second judgement knows beyond the first (model.py).
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
import numpy.typing as npt

from tasks.clean.blocks import PageBlock
from tasks.clean.features.matrix import Matrix, smooth

Vector = npt.NDArray[np.float64]

_GROUPS = ("parent", "template", "grandparent")
COLUMNS = (
    "chance", "chance -2", "chance -1", "chance +1", "chance +2", "around chance", "body before",
    "body after", "body chars", "own share",
    *(f"{group} {what}" for group in _GROUPS for what in ("others", "chars share", "body share")),
)  # fmt: skip


def company(blocks: Sequence[PageBlock], chances: Sequence[float]) -> Matrix:
    """For each block what the first chances of it and of those around it come to, columns COLUMNS.

    `chances` are the probabilities that the blocks belong to the body. `blocks` must not be empty.
    """
    count = len(blocks)
    own = np.array(chances)
    chars = np.array([len(block.text) for block in blocks], np.float64)
    weight = own * chars  # the characters that a block is expected to give to the body
    total = float(weight.sum()) + 1
    up_to = np.cumsum(weight)
    beside = np.concatenate([[0, 0], own, [0, 0]])
    columns = [
        own, beside[:count], beside[1 : count + 1], beside[3 : count + 3], beside[4 : count + 4], smooth(own),
        (up_to - weight) / total, (total - up_to) / total, np.full(count, np.log2(total)), weight / total,
    ]  # fmt: skip
    parents = [block.frame.parent or block.frame for block in blocks]
    templates = [block.frame.signature for block in blocks]
    grandparents = [parent.parent or parent for parent in parents]
    for keys in (parents, templates, grandparents):
        columns += _of_group(keys, own, chars, weight, total)
    return np.column_stack(columns).astype(np.float32)


def _of_group(
    keys: Sequence[Hashable], own: Vector, chars: Vector, weight: Vector, total: float
) -> list[Vector]:
    """What the blocks with the same key come to, a column each.

    The mean chance of the others (-1 for none), the share of their characters that is expected in the body,
    and their share of the whole body.
    """
    numbers: dict[Hashable, int] = {}
    group = np.array([numbers.setdefault(key, len(numbers)) for key in keys])
    count, held, size, body = (np.bincount(group, each)[group] for each in (None, own, chars, weight))
    others = np.where(count > 1, (held - own) / np.maximum(count - 1, 1), -1)
    return [others, body / size, body / total]
