"""Threads of a process share one opening of the warehouse, and leave it to other processes in time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from warehouse import turns as turns_module
from warehouse.errors import WarehouseBusy
from warehouse.loader import Loader, open_loader
from warehouse.locks import locked
from warehouse.turns import Turns

THREADS = 5
PATIENCE = 30.0  # seconds


class Door:
    """Counts how often it is opened; two at once are an error."""

    def __init__(self) -> None:
        self.openings = 0
        self.is_open = False

    @contextmanager
    def open(self) -> Iterator[Door]:
        assert not self.is_open
        self.openings += 1
        self.is_open = True
        try:
            yield self
        finally:
            self.is_open = False


def queue_up(door: Door, turns: Turns[Door], visit: Callable[[], object]) -> list[Future[object]]:
    """Has threads make a visit each, which all come while another is inside; until the last has gone."""
    is_in, may_leave = threading.Event(), threading.Event()

    def first() -> None:
        with turns.turn(door.open, PATIENCE):
            is_in.set()
            assert may_leave.wait(PATIENCE)

    with ThreadPoolExecutor(THREADS + 1) as pool:
        pool.submit(first)
        assert is_in.wait(PATIENCE)
        visits = [pool.submit(visit) for _ in range(THREADS)]
        latest = time.monotonic() + PATIENCE
        while turns.waiting < THREADS:
            assert time.monotonic() < latest
            time.sleep(0)  # lets the others run
        may_leave.set()
    return visits


def test_threads_that_wait_share_one_opening_one_after_the_other():
    door, turns = Door(), Turns[Door]()
    inside: list[str] = []

    def visit() -> None:
        with turns.turn(door.open, PATIENCE) as opened:
            assert opened is door and door.is_open
            inside.append("in")
            time.sleep(0)
            inside.append("out")

    for one in queue_up(door, turns, visit):
        one.result()
    assert inside == ["in", "out"] * THREADS
    assert door.openings == 1
    assert not door.is_open


def test_what_an_error_may_have_left_in_any_state_is_opened_anew():
    door, turns = Door(), Turns[Door]()

    def visit() -> None:
        with turns.turn(door.open, PATIENCE):
            raise ValueError

    for one in queue_up(door, turns, visit):
        with pytest.raises(ValueError):
            one.result()
    assert door.openings == THREADS
    assert not door.is_open


def test_what_cannot_be_opened_keeps_nobody_from_trying():
    door, turns = Door(), Turns[Door]()

    @contextmanager
    def locked_door() -> Iterator[Door]:
        raise WarehouseBusy("no")
        yield door

    for _ in range(2):
        with pytest.raises(WarehouseBusy), turns.turn(locked_door, PATIENCE):
            pass
    with turns.turn(door.open, PATIENCE):
        assert door.is_open


def test_who_has_waited_for_too_long_is_told_and_leaves_nothing_open():
    door, turns = Door(), Turns[Door]()

    def visit() -> None:
        with turns.turn(door.open, 0.0):
            pass

    with ThreadPoolExecutor(1) as pool, turns.turn(door.open, PATIENCE), pytest.raises(TimeoutError):
        pool.submit(visit).result()
    assert not door.is_open


def test_after_a_while_it_is_closed_though_somebody_waits(monkeypatch):
    monkeypatch.setattr(turns_module, "LONGEST", 0.0)
    door, turns = Door(), Turns[Door]()

    def visit() -> None:
        with turns.turn(door.open, PATIENCE):
            pass

    for one in queue_up(door, turns, visit):
        one.result()
    assert door.openings == THREADS + 1


def test_other_processes_get_their_turn_while_threads_never_cease_to_want_it(home):
    has_had_its_turn = threading.Event()

    def insist() -> None:
        while not has_had_its_turn.is_set():
            with open_loader(home, PATIENCE) as loader:
                loader.held(["https://harbour-post.example/a.html"])

    with ThreadPoolExecutor(THREADS) as pool:
        insisting = [pool.submit(insist) for _ in range(THREADS)]
        try:
            with locked(home, PATIENCE):  # a lock file of its own, as another process has it
                pass
        finally:
            has_had_its_turn.set()
        for one in insisting:
            one.result()


def test_a_thread_that_waits_for_too_long_is_told_so_in_our_words(home):
    def visit() -> Loader:
        with open_loader(home, timeout=0.0) as loader:
            return loader

    is_told = pytest.raises(WarehouseBusy, match="Another run has held")
    with ThreadPoolExecutor(1) as pool, open_loader(home, PATIENCE), is_told:
        pool.submit(visit).result()
