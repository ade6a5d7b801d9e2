"""Real pages that are not ours and so not in the repository; tests of them skip where they are absent."""

import pytest

from benchmarks.corpora import CORPORA, SHARED

SEED = SHARED / "seed"

needs_corpora = pytest.mark.skipif(
    not (CORPORA / "manifest.jsonl").exists(),
    reason="needs the corpora: COPYDESK_SHARED, or ../shared beside the repository, does not hold them",
)
