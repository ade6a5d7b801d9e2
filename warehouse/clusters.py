"""Which near-copies belong together, which of them came first, and who supplied them. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from tasks.normalize.agencies import UNNAMED
from tasks.normalize.sketches import matrix, shared, similarities


@dataclass(frozen=True, slots=True)
class Text:
    """A text that may belong to a cluster."""

    text_id: int
    article_id: str
    publisher: str | None
    agencies: Sequence[str]  # that it credits
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
class Cluster:
    """Texts that near-copies connect."""

    cluster_id: str  # the least of its articles' ids
    first: Text
    copies: int  # texts, the first too
    agency: str | None  # that most of them credit


@dataclass(frozen=True, slots=True)
class Member:
    """A text in a cluster."""

    text: Text
    cluster: Cluster
    similarity: float  # with the first
    own_share: float  # of the text, that the first does not have


def clusters(texts: Mapping[int, Text], pairs: Iterable[tuple[int, int]]) -> list[Member]:
    """All that pairs of near-copies connect, by the texts' ids. It does not depend on any order."""
    members: list[Member] = []
    for ids in _connected(pairs):
        together = sorted((texts[text_id] for text_id in ids), key=lambda text: text.place)
        least = min(text.article_id for text in together)
        members += _compared(together, Cluster(least, together[0], len(together), _agency(together)))
    return members


def _agency(texts: Iterable[Text]) -> str | None:
    """The agency that most of the texts credit, one with a name if any has."""
    credited = Counter(agency for text in texts for agency in text.agencies)
    return min(credited, key=lambda agency: (agency == UNNAMED, -credited[agency], agency), default=None)


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


def _compared(together: list[Text], cluster: Cluster) -> list[Member]:
    first = cluster.first
    signatures = matrix([text.signature for text in together])
    members = []
    for text, alike in zip(together, similarities(signatures, signatures[:1]).tolist(), strict=True):
        own = 1 - shared(alike, text.shingles, first.shingles) / text.shingles
        members.append(Member(text, cluster, round(alike, 2), round(own, 2)))
    return members
