"""Python's garbage collector, in a process that reads page after page."""

from __future__ import annotations

import gc
from functools import cache

# Objects made and not yet gone, before the collector looks for cycles among them. Reading a page makes a few
# thousand, which go with the page as nothing of it points in circles; at Python's own 700 the search
# takes a twelfth of the reading.
OBJECTS = 20_000
ROUNDS = 20  # of the young, before the collector looks at the older ones too


@cache
def collect_seldom() -> None:
    """Lets the collector look less often, and never again at what is loaded by now. Once a process."""
    gc.freeze()
    gc.set_threshold(OBJECTS, ROUNDS, ROUNDS)
