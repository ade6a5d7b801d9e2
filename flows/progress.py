"""How far a run has come, for whoever watches: a terminal, or nobody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field

from tasks.fetch.hosts import HostTime
from tasks.records import Ended, Outcome


@dataclass
class Progress:
    """Counts how the entries of a run ended, and tells `watch` of each change. It keeps no entry itself:
    each holds its page."""

    watch: Callable[[Progress], None] | None = None
    offered: int = 0
    outcomes: dict[str, Counter[Outcome]] = field(default_factory=dict)  # by source
    problems: list[str] = field(default_factory=list)  # what failed before it could be an entry's outcome
    notes: list[str] = field(default_factory=list)  # what the user may want to know, and is no failure
    slow_hosts: list[HostTime] = field(default_factory=list)  # the slowest first

    def offer(self, entries: int) -> None:
        """So many more entries are to end."""
        self.offered += entries
        self._tell()

    def add(self, ended: Iterable[Ended]) -> None:
        """These have ended."""
        for end in ended:
            self.outcomes.setdefault(end.entry.source_id, Counter())[end.outcome] += 1
        self._tell()

    def total(self) -> Counter[Outcome]:
        """Counts by outcome, over all sources."""
        return sum(self.outcomes.values(), Counter[Outcome]())

    def _tell(self) -> None:
        if self.watch:
            self.watch(self)


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
