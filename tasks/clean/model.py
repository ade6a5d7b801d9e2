"""The model that judges blocks: symmetric trees, trained by benchmarks/train_body.py.

Each level of a symmetric tree asks one question of every row, so that a tree of depth d is d comparisons
and a look-up, and the whole model two dozen lines of numpy.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tasks.clean.features import Matrix

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
        answers = rows.take(self.features.ravel(), axis=1) > self.borders.ravel()
        leaf = np.packbits(answers.reshape(-1, depth), axis=1, bitorder="little").reshape(-1, trees)
        starts = np.arange(trees) * self.leaves.shape[1]
        scores: npt.NDArray[np.float32] = self.leaves.take(leaf + starts).sum(axis=1) + self.bias
        return scores


def probabilities(rows: Matrix) -> list[float]:
    """For each row of features the probability that the block belongs to the body."""
    scores = load().scores(rows)
    chances: list[float] = (1 / (1 + np.exp(-scores))).tolist()
    return chances


@lru_cache(maxsize=1)
def load() -> Model:
    """The trained model; the file is read at the first call."""
    with np.load(_FILE) as file:
        return Model(
            features=file["features"].astype(np.intp),
            borders=file["borders"],
            leaves=file["leaves"],
            bias=float(file["bias"]),
        )
