"""When to look at a source again, learnt from the looks before: the rules that Media Cloud's years with about
180,000 feeds have taught, as far as they concern one machine."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from tasks.records import Look
from tasks.sources import Source

SHORTEST, LONGEST = timedelta(minutes=10), timedelta(hours=24)
FIRST = timedelta(hours=1)  # where nothing is known yet, or a source answers again after it had failed
# A source is looked at when about so much of what it offers should be new: few enough that nothing has
# fallen out of a feed in the meantime, enough that most looks are worth it.
WANTED_SHARE = 0.1
# However quiet it is now, no more than so much of what it offers may be new, should the busiest hour that is
# remembered come again: papers wake up in the morning, and nothing must fall out of their feeds.
MOST_SHARE = 0.5
BUSIEST = timedelta(hours=1)
FADE = 0.5  # what a look counts beside the one after it
GROWTH = 2  # times the last pause, at most: a quiet night is no quiet week
# Each failure in a row adds an hour up to a day; who still fails after that is asked ever more seldom, and
# never given up: many come back.
STEP, GIVING_TIME = timedelta(hours=1), LONGEST // timedelta(hours=1)
LATE_STEP, SELDOM = timedelta(days=1), timedelta(days=30)
MEMORY = 64  # looks that decide; more than it takes to come to `SELDOM`
TICK = timedelta(minutes=10)  # between two questions which sources are due


def next_look(looks: Sequence[Look]) -> datetime | None:
    """When the source is due, from its looks, the newest first; None if it was never looked at: now."""
    return looks[0].looked_at + pause(looks) if looks else None


def pause(looks: Sequence[Look]) -> timedelta:
    """How long to leave a source alone after the newest of these looks, the newest first."""
    failures = next((count for count, look in enumerate(looks) if not look.is_failed), len(looks))
    if failures:
        return _backed_off(_learnt(_row(looks[failures:])), failures)
    return _learnt(_row(looks))


def due(
    sources: Iterable[Source], looks: Mapping[str, Sequence[Look]], busy: Collection[str], now: datetime
) -> list[Source]:
    """The sources to look at now, on the tick nearest to their time; not those that a run is `busy` with."""
    return [
        source
        for source in sources
        if source.source_id not in busy
        and ((when := next_look(looks.get(source.source_id, ()))) is None or when <= now + TICK / 2)
    ]


def _row(looks: Sequence[Look]) -> Sequence[Look]:
    """Those before the first failure."""
    return looks[: next((count for count, look in enumerate(looks) if look.is_failed), len(looks))]


def _learnt(looks: Sequence[Look]) -> timedelta:
    """From looks without a failure, the newest first: new pages an hour, recent hours counting most."""
    if len(looks) < 2:
        return FIRST
    covered, new, weight = timedelta(0), 0.5, 1.0  # half a page: nothing new is no proof that nothing comes
    for look, before in pairwise(looks):
        covered += weight * (look.looked_at - before.looked_at)
        new += weight * look.new_entries
        weight *= FADE
    offered = max(look.offered for look in looks)
    wanted = max(1.0, WANTED_SHARE * offered)
    last = looks[0].looked_at - looks[1].looked_at
    until_full = BUSIEST * (max(1.0, MOST_SHARE * offered) / max(_busiest(looks), 1e-3))
    return max(SHORTEST, min(covered * (wanted / new), last * GROWTH, until_full, LONGEST))


def _busiest(looks: Sequence[Look]) -> float:
    """New pages of the busiest hour: the highest mean over looks that cover an hour at least."""
    highest, window, new, start = 0.0, timedelta(0), 0, 0
    for look, before in pairwise(looks):
        window += look.looked_at - before.looked_at
        new += look.new_entries
        while window - (first := looks[start].looked_at - looks[start + 1].looked_at) >= BUSIEST:
            window -= first
            new -= looks[start].new_entries
            start += 1
        highest = max(highest, new * (BUSIEST / max(window, BUSIEST)))
    return highest


def _backed_off(learnt: timedelta, failures: int) -> timedelta:
    if failures <= GIVING_TIME:
        return min(learnt + failures * STEP, LONGEST)
    return min(LONGEST + (failures - GIVING_TIME) * LATE_STEP, SELDOM)
