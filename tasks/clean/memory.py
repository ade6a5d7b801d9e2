"""What a site's other articles teach about a page: blocks that recur on several of them are boilerplate.

The warehouse counts (view `boilerplate`); here is the value that the reader takes, and the rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

MIN_ARTICLES = 3  # distinct articles that a block must have been seen on
MIN_SHARE_SHORT = 0.2  # of the site's articles, for a block so short that two writers may hit on it
SHORT_WORDS = 8  # words; a block with fewer is short


@dataclass(frozen=True, slots=True)
class SiteMemory:
    """How many distinct articles of one site each block was seen on."""

    host: str
    articles: int = 0  # distinct articles read
    counts: Mapping[int, int] = field(default_factory=lambda: MappingProxyType({}))  # block hash -> articles


def is_boilerplate(memory: SiteMemory | None, block: int, words: int) -> bool:
    """True if the block of that hash and that many words recurs on so many articles that it is the site's."""
    if memory is None:
        return False
    seen = memory.counts.get(block, 0)
    if seen < MIN_ARTICLES:
        return False
    return words >= SHORT_WORDS or seen >= MIN_SHARE_SHORT * memory.articles
