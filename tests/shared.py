"""The founders' shared folder: real pages that are not ours and so not in the repository."""

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("COPYDESK_SHARED", Path(__file__).parents[2] / "shared"))
CORPORA = SHARED / "corpora"
SEED = SHARED / "seed"

needs_corpora = pytest.mark.skipif(
    not (CORPORA / "manifest.jsonl").exists(),
    reason="needs the corpora: COPYDESK_SHARED, or ../shared beside the repository, does not hold them",
)
