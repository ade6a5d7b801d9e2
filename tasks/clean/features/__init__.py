"""What the model judges by: what can be measured of each block, and the company that it keeps."""

from tasks.clean.features.company import company
from tasks.clean.features.matrix import Matrix
from tasks.clean.features.measure import measure, names

__all__ = ["Matrix", "company", "measure", "names"]
