"""How far a run has come, for whoever watches: a terminal, or nobody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import timedelta
from time import monotonic

from tasks.fetch.hosts import HostTime
from tasks.records import Ended, Outcome

QUIET_SECONDS = 60.0  # between two lines of a log
# What did not come, or could not be worked on.
FAILED = (
    Outcome.BLOCK_PAGE,
    Outcome.REFUSED,
    Outcome.TOO_LARGE,
    Outcome.TIMED_OUT,
    Outcome.UNREACHABLE,
    Outcome.HTTP_ERROR,
    Outcome.QUARANTINED,
)


@dataclass
class Progress:
    """Counts how the entries of a run ended, and tells `watch` of each change. It keeps no entry itself:
    each holds its page."""

    watch: Callable[[Progress], None] | None = None
    offered: int = 0
    fetched: int = 0  # pages that have come and lie in the archive
    started: float = field(default_factory=monotonic)
    outcomes: dict[str, Counter[Outcome]] = field(default_factory=dict)  # by source
    problems: list[str] = field(default_factory=list)  # what failed before it could be an entry's outcome
    notes: list[str] = field(default_factory=list)  # what the user may want to know, and is no failure
    failure: str | None = None  # why all of it is a failure
    slow_hosts: list[HostTime] = field(default_factory=list)  # the slowest first

    def offer(self, entries: int) -> None:
        """So many more entries are to end."""
        self.offered += entries
        self._tell()

    def arrive(self) -> None:
        """One more page has come."""
        self.fetched += 1
        self._tell()

    def add(self, ended: Iterable[Ended]) -> None:
        """These have ended."""
        for end in ended:
            self.outcomes.setdefault(end.entry.source_id, Counter())[end.outcome] += 1
        self._tell()

    def total(self) -> Counter[Outcome]:
        """Counts by outcome, over all sources."""
        return sum(self.outcomes.values(), Counter[Outcome]())

    def in_words(self, now: float) -> str:
        """How far it is at a moment of `monotonic`: "80 of 200 entries: 75 fetched, 60 landed, …"."""
        total = self.total()
        done, seconds = total.total(), max(now - self.started, 0.001)
        parts = [f"{self.fetched:,} fetched"] if self.fetched else []
        parts += [
            f"{sum(count for outcome, count in total.items() if outcome.landed):,} landed",
            f"{sum(total[outcome] for outcome in FAILED):,} failed",
            f"{(self.fetched or done) / seconds:.1f} pages/s",
        ]
        if 0 < done < self.offered:
            parts.append(f"{timedelta(seconds=round(seconds / done * (self.offered - done)))} to go")
        return f"{done:,} of {self.offered:,} entries: {', '.join(parts)}"

    def _tell(self) -> None:
        if self.watch:
            self.watch(self)


def now_and_then(tell: Callable[[str], None]) -> Callable[[Progress], None]:
    """A watcher that says how far a run is, but not more often than once a minute."""
    last = monotonic()

    def watch(progress: Progress) -> None:
        nonlocal last
        if (now := monotonic()) - last >= QUIET_SECONDS:
            last = now
            tell(progress.in_words(now))

    return watch


@dataclass
class Preview:
    """What a run would change, before it does."""

    unchanged: int = 0  # articles
    changed: int = 0  # articles
    found: int = 0  # articles in pages that gave none before
    lost: int = 0  # articles in whose pages today's reader finds none; they stay as they are
    fields: Counter[str] = field(default_factory=Counter)  # in how many articles each would change
    samples: list[tuple[str, str, str | None, str | None]] = field(
        default_factory=list
    )  # URL, field, before, after


# A flow's parameters are data that Prefect stores; a caller in this process leaves its watcher here.
watcher: ContextVar[Callable[[Progress], None] | None] = ContextVar("watcher", default=None)
# The same for a question that must be answered with yes before a run changes anything.
asker: ContextVar[Callable[[Preview], bool] | None] = ContextVar("asker", default=None)
