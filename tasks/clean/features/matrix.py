"""Sums along a column: what comes before a block, around it, and how far it is from the last of a kind."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float32]

FAR = 20  # blocks: a greater distance is as far

_SEVENTHS = np.full(7, 1 / 7)


def smooth(values: Matrix) -> npt.NDArray[np.float64]:
    """The mean of each value and the three before and after it."""
    edges = np.concatenate([values[:1].repeat(3), values, values[-1:].repeat(3)])
    return np.convolve(edges, _SEVENTHS, "valid")


def since(marks: npt.NDArray[np.bool_]) -> Matrix:
    """How many blocks ago the last marked one was, at most FAR; before the first one FAR + 1."""
    index = np.arange(len(marks))
    last = np.maximum.accumulate(np.where(marks, index, -1))
    return np.where(last < 0, FAR + 1, np.minimum(index - last, FAR)).astype(np.float32)
