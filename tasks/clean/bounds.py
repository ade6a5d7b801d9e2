"""Pages that would cost the parser far more than their size.

Lexbor's time grows with the square of the depth of nesting, and of the number of one element's attributes
(benchmarks/worst_pages.py). Such pages are refused before it sees them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from tasks.records import EndsHere, Outcome

MAX_DEPTH = 1_500  # open elements at once; browsers stop nesting at 512
MAX_ATTRIBUTES = 10_000  # different ones, of one element
FEW_TAGS = 10_000  # so many tags don't take the parser a tenth of a second, however deep

# Possessive: a tag that never ends is looked at once, not once for each length of its name.
_TAG = re.compile(rb"<(/?)([a-z][^\s/<>]*+)[^<>]*+(?:(?<=(/)))?>", re.IGNORECASE)

# They hold nothing, or the next of their kind ends them, so that they do not nest by themselves.
_NEVER_DEEP = frozenset(
    b"""area base br col embed hr img input link meta param source track wbr
    body caption colgroup dd dt head html li optgroup option p rp rt tbody td tfoot th thead tr
    script style template textarea title noscript""".split()
)
_FOREIGN = frozenset([b"svg", b"math"])
# Elements of HTML that end an <svg> when they stand in it.
_HTML = frozenset(
    b"""a b blockquote center code div dl em font h1 h2 h3 i menu nav ol pre
    span strong table u ul""".split()
)


def refuse_hostile(page: bytes) -> None:
    """Raises EndsHere for a page in UTF-8 that nests, or attributes, without end; linear in its size."""
    tags = np.count_nonzero(np.frombuffer(page, np.uint8) == ord("<"))  # a third of the time of bytes.count
    if tags > FEW_TAGS and _depth(page) > MAX_DEPTH:
        raise EndsHere(Outcome.UNREADABLE, f"The page nests more than {MAX_DEPTH:,} elements.")
    if any(len(set(tag.split())) > MAX_ATTRIBUTES for tag in _long_tags(page)):
        raise EndsHere(Outcome.UNREADABLE, f"An element has more than {MAX_ATTRIBUTES:,} attributes.")


def _long_tags(page: bytes) -> Iterator[bytes]:
    """The tags that are so long that they may have too many attributes, up to the first > or <.

    Such a tag covers at least one window of MAX_ATTRIBUTES bytes that holds neither < nor >.
    """
    opened, searched, end = -1, 0, 0  # the last < before what was searched; the end of the last tag
    for start in range(0, len(page) - MAX_ATTRIBUTES, MAX_ATTRIBUTES):
        stop = start + MAX_ATTRIBUTES
        if start < end or page.find(b"<", start, stop) >= 0 or page.find(b">", start, stop) >= 0:
            continue
        opened = max(opened, page.rfind(b"<", searched, start))  # each byte is searched once
        searched = start
        ends = [at for at in (page.find(b"<", stop), page.find(b">", stop)) if at >= 0]
        end = min(ends, default=len(page))
        if opened >= 0 and page.find(b">", opened, start) < 0:
            yield page[opened:end]


def _depth(page: bytes) -> int:
    """About the most elements that are open at once, counted without parsing."""
    opened: dict[bytes, int] = {}
    depth = deepest = 0
    in_foreign = False
    for slash, written, self_closed in _TAG.findall(page):
        name = written.lower()
        if name in _NEVER_DEEP:
            continue
        if slash:
            if opened.get(name):
                opened[name] -= 1
                depth -= 1
            in_foreign = in_foreign and name not in _FOREIGN
        elif not (self_closed and in_foreign and name not in _HTML):
            opened[name] = opened.get(name, 0) + 1
            depth += 1
            deepest = max(deepest, depth)
            in_foreign = name in _FOREIGN or (in_foreign and name not in _HTML)
    return deepest
