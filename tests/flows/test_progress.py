"""How far a run is, in words: for the live line of a terminal, and for logs."""

import pytest

from flows import progress as module
from flows.progress import Progress, now_and_then
from tasks.records import Ended, Entry, Outcome
from tests.warehouse.samples import NOW

ENTRY = Entry("paper", "https://paper.example/1", "urls", NOW)


def run_of(outcomes, offered, fetched=0):
    progress = Progress(started=1000.0)
    progress.offer(offered)
    for _ in range(fetched):
        progress.arrive()
    progress.add(Ended(ENTRY, outcome) for outcome in outcomes)
    return progress


@pytest.mark.parametrize(
    ("progress", "words"),
    [
        (
            run_of(
                [Outcome.NEW] * 30 + [Outcome.UPDATED] * 2 + [Outcome.GONE] + [Outcome.TIMED_OUT] * 7, 200, 45
            ),
            "40 of 200 entries: 45 fetched, 32 landed, 7 failed, 4.5 pages/s, 0:00:40 to go",
        ),
        (run_of([], 1200), "0 of 1,200 entries: 0 landed, 0 failed, 0.0 pages/s"),
        (run_of([Outcome.HELD] * 5, 5), "5 of 5 entries: 0 landed, 0 failed, 0.5 pages/s"),
    ],
)
def test_a_run_in_words(progress, words):
    assert progress.in_words(1010.0) == words


def test_a_log_is_told_once_a_minute(monkeypatch):
    now = 1000.0
    monkeypatch.setattr(module, "monotonic", lambda: now)
    told = []
    watch = now_and_then(told.append)
    progress = Progress(watch=watch, started=now)
    for _ in range(150):  # seconds
        now += 1
        progress.arrive()
    assert told == [
        "0 of 0 entries: 60 fetched, 0 landed, 0 failed, 1.0 pages/s",
        "0 of 0 entries: 120 fetched, 0 landed, 0 failed, 1.0 pages/s",
    ]
