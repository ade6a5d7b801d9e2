"""What every step does with a batch: one record after the other, and none of them stops the rest."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Generic, NamedTuple, TypeVar

from tasks.logins import shown
from tasks.records import Capture, Ended, EndsHere, Outcome

log = logging.getLogger(__name__)

In = TypeVar("In")
Out = TypeVar("Out")


class Step(NamedTuple, Generic[Out]):
    """What a step gives: the batch of the next record, and the entries that ended here."""

    done: list[Out]
    ended: list[Ended]


def each(batch: Sequence[In], work: Callable[[In], Out], capture_of: Callable[[In], Capture]) -> Step[Out]:
    """Does `work` on every record. An EndsHere ends its entry; any other exception quarantines it.

    A quarantined entry keeps its capture, so that a repaired reader can take it up again.
    """
    done: list[Out] = []
    ended: list[Ended] = []
    for record in batch:
        capture = capture_of(record)
        try:
            done.append(work(record))
        except EndsHere as end:
            ended.append(Ended(capture.entry, end.outcome, end.reason, capture))
        except Exception as error:  # our own mistake must not cost the others their place
            log.exception("quarantined: %s", shown(capture.url))
            reason = f"{type(error).__name__}: {error}"
            ended.append(Ended(capture.entry, Outcome.QUARANTINED, reason, capture))
    return Step(done, ended)
