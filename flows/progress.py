"""How far a run has come, for whoever watches: a terminal, or nobody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field

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


# A flow's parameters are data that Prefect stores; a caller in this process leaves its watcher here.
watcher: ContextVar[Callable[[Progress], None] | None] = ContextVar("watcher", default=None)
