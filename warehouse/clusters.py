"""Which near-copies belong together, which of them came first, and who supplied them. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from tasks.normalize.agencies import UNNAMED
from tasks.normalize.sketches import matrix, shared, similarities

# A text connects two of its near-copies if they share the same part of it; one that holds a story here and
# another there, as roundups do, connects none. The same: so large a share of the places in which the
# signature of the one agrees with the text's does that of the other, too. Two copies that were edited each in
# its own way have more in common by chance.
MIN_OVERLAP = 0.1

# Clusters that were made in another way are made anew.
METHOD = f"connected by the same part, {MIN_OVERLAP}"

Ids = npt.NDArray[np.int64]


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


def clusters(texts: Mapping[int, Text], pairs: Ids) -> list[Member]:
    """What near-copies connect; a text that holds several stories belongs to one of them.

    A row of `pairs` has the ids of two texts that are near-copies. Nothing depends on any order.
    """
    members: list[Member] = []
    for ids in _connected(texts, pairs):
        together = sorted((texts[text_id] for text_id in ids), key=lambda text: text.place)
        least = min(text.article_id for text in together)
        members += _compared(together, Cluster(least, together[0], len(together), _agency(together)))
    return members


def _agency(texts: Iterable[Text]) -> str | None:
    """The agency that most of the texts credit, one with a name if any has."""
    credited = Counter(agency for text in texts for agency in text.agencies)
    return min(credited, key=lambda agency: (agency == UNNAMED, -credited[agency], agency), default=None)


def _connected(texts: Mapping[int, Text], pairs: Ids) -> list[list[int]]:
    """The texts that stand in one cluster, two at least: those of which the main parts are connected."""
    ids = np.unique(pairs)
    # Each pair both ways, as what two texts share is a part of the one and a part of the other.
    ways = np.searchsorted(ids, np.concatenate([pairs, pairs[:, ::-1]]))
    ways = ways[np.lexsort((ways[:, 1], ways[:, 0]))]
    back = np.lexsort((ways[:, 0], ways[:, 1]))  # where the same pair stands the other way
    parts = _parts_of([texts[text_id] for text_id in ids.tolist()], ways)
    most = int(parts.max()) + 1
    ends = ways[:, 0] * most + parts
    main = _united(ends, ends[back], len(ids) * most)[::most]
    together = defaultdict(list)
    for text_id, group in zip(ids.tolist(), main.tolist(), strict=True):
        together[group].append(text_id)
    return [found for found in together.values() if len(found) > 1]


def _parts_of(texts: Sequence[Text], ways: Ids) -> Ids:
    """Which part of the one text the other shares, for each row of two of these texts' numbers, in order."""
    signatures = matrix([text.signature for text in texts])
    ranks = np.empty(len(texts), np.int64)
    ranks[sorted(range(len(texts)), key=lambda number: texts[number].place)] = np.arange(len(texts))
    parts = np.empty(len(ways), np.int64)
    starts = np.searchsorted(ways[:, 0], np.arange(len(texts) + 1))
    for number, (start, end) in enumerate(pairwise(starts.tolist())):
        copies = ways[start:end, 1]
        parts[start:end] = _parts(signatures[copies] == signatures[number], ranks[copies])
    return parts


def _parts(agreeing: npt.NDArray[np.bool_], ranks: Ids) -> Ids:
    """Which part of a text each of its near-copies shares, by number; 0 is what the most alike one shares.

    A row of `agreeing` says in which places of the signature a near-copy agrees with the text. What shares
    several parts, as roundups of the same stories do, shares one of its own: it does not connect them.
    """
    sizes = agreeing.sum(axis=1)
    order = np.lexsort((ranks, sizes))
    parts, found = np.zeros(len(agreeing), np.int64), np.zeros(len(agreeing), np.int64)
    number = 1
    while (is_left := found[order] == 0).any():
        least = order[is_left.argmax()]
        is_same = (agreeing & agreeing[least]).sum(axis=1) >= MIN_OVERLAP * sizes[least]
        parts[is_same] = number
        found += is_same
        number += 1
    parts[found > 1] = number
    parts[parts == parts[np.lexsort((ranks, -sizes))[0]]] = 0
    return parts


def _united(one: Ids, other: Ids, count: int) -> Ids:
    """For each of so many nodes the least that pairs connect it with."""
    least = np.arange(count)
    while (least[one] != least[other]).any():
        lower = np.minimum(least[one], least[other])
        np.minimum.at(least, least[one], lower)
        np.minimum.at(least, least[other], lower)
        least = least[least]
    return least


def _compared(together: list[Text], cluster: Cluster) -> list[Member]:
    first = cluster.first
    signatures = matrix([text.signature for text in together])
    members = []
    for text, alike in zip(together, similarities(signatures, signatures[:1]).tolist(), strict=True):
        own = 1 - shared(alike, text.shingles, first.shingles) / text.shingles
        members.append(Member(text, cluster, round(alike, 2), round(own, 2)))
    return members
