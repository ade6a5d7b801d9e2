"""Which near-copies belong together, and which of them came first. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from tasks.normalize.sketches import matrix, shared, similarities


@dataclass(frozen=True, slots=True)
class Text:
    """A text that may belong to a cluster."""

    text_id: int
    article_id: str
    published_at: datetime | None
    published_on: date | None
    shingles: int
    signature: bytes

    @property
    def place(self) -> tuple[bool, datetime, str]:
        """Its place in the order of publication: a day counts as its end, no date at all as last."""
        when = self.published_at
        if when is None and self.published_on is not None:
            when = datetime.combine(self.published_on, time.max, UTC)
        return when is None, when or datetime.max.replace(tzinfo=UTC), self.article_id


@dataclass(frozen=True, slots=True)
class Member:
    """A text in a cluster."""

    text: Text
    cluster_id: str  # the least of its articles' ids
    first: Text  # of the cluster
    similarity: float  # with the first
    own_share: float  # of the text, that the first does not have


def clusters(texts: Mapping[int, Text], pairs: Iterable[tuple[int, int]]) -> list[Member]:
    """All that pairs of near-copies connect, by the texts' ids. It does not depend on any order."""
    members: list[Member] = []
    for ids in _connected(pairs):
        together = sorted((texts[text_id] for text_id in ids), key=lambda text: text.place)
        members += _compared(together, min(text.article_id for text in together))
    return members


def _connected(pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    parent: dict[int, int] = {}

    def root(node: int) -> int:
        while parent.setdefault(node, node) != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for one, other in pairs:
        parent[root(one)] = root(other)
    found = defaultdict(list)
    for node in list(parent):
        found[root(node)].append(node)
    return list(found.values())


def _compared(together: list[Text], cluster_id: str) -> list[Member]:
    first = together[0]
    signatures = matrix([text.signature for text in together])
    members = []
    for text, alike in zip(together, similarities(signatures, signatures[:1]).tolist(), strict=True):
        own = 1 - shared(alike, text.shingles, first.shingles) / text.shingles
        members.append(Member(text, cluster_id, first, round(alike, 2), round(own, 2)))
    return members
