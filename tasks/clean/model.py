"""The model that judges blocks, twice: symmetric trees, trained by benchmarks/train_body.py.

The first judgement knows what can be measured of each block (features/), the second also what the first
made of the blocks around it (features/company.py).
Each level of a symmetric tree asks one question of every row, so that a tree of depth d is d comparisons
and a look-up, and the whole model two dozen lines of numpy.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from tasks.clean.blocks import PageBlock
from tasks.clean.features import Matrix, company

_FILE = Path(__file__).with_name("body_model.npz")


@dataclass(frozen=True, slots=True)
class Model:
    """Trees of one depth: level l of tree t asks whether column `features[t, l]` exceeds `borders[t, l]`."""

    features: npt.NDArray[np.intp]  # trees x depth
    borders: npt.NDArray[np.float32]  # trees x depth, which is at most 8
    leaves: npt.NDArray[np.float32]  # trees x 2**depth; bit l of a leaf's number is the answer of level l
    bias: float

    def scores(self, rows: Matrix) -> npt.NDArray[np.float32]:
        """The log-odds of each row."""
        trees, depth = self.features.shape
        # Level by tree by row, so that what is read together lies together: a quarter of the time.
        asked = rows.T.take(self.features.T.ravel(), axis=0) > self.borders.T.reshape(-1, 1)
        answers = asked.reshape(depth, trees, len(rows))
        bits = (1 << np.arange(depth, dtype=np.uint8)).reshape(-1, 1, 1)
        leaf = (answers * bits).sum(axis=0, dtype=np.uint8)
        starts = np.arange(trees)[:, None] * self.leaves.shape[1]
        scores: npt.NDArray[np.float32] = self.leaves.take(leaf + starts).sum(axis=0) + self.bias
        return scores


def chances(blocks: Sequence[PageBlock], rows: Matrix) -> list[float]:
    """For each block the probability that it belongs to the body; `rows` are its features."""
    first, second = load()
    glance = _probabilities(first.scores(rows))
    return _probabilities(second.scores(np.hstack([rows, company(blocks, glance)])))


def _probabilities(scores: npt.NDArray[np.float32]) -> list[float]:
    found: list[float] = (1 / (1 + np.exp(-scores))).tolist()
    return found


@lru_cache(maxsize=1)
def load() -> tuple[Model, Model]:
    """The trained models of the first and the second judgement; the file is read at the first call."""
    with np.load(_FILE) as file:
        return _model(file, "first"), _model(file, "second")


def _model(file: Mapping[str, Any], name: str) -> Model:
    return Model(
        features=file[f"{name}_features"].astype(np.intp),
        borders=file[f"{name}_borders"],
        leaves=file[f"{name}_leaves"],
        bias=float(file[f"{name}_bias"]),
    )
