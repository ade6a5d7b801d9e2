"""Turns at one opened thing, for threads of a process that all want it for moments.

Opening the warehouse costs more than most of what is then done: DuckDB replays its log, in 0.02 s where it
is short, in 0.3 s where it holds what hundreds of sources have written. A run that works at a thousand
sources wants it six times for each. So who comes while another thread has it open gets it next, as it is.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Generic, TypeVar

T = TypeVar("T")

# Seconds after which it is closed though somebody waits, so that other processes get their turn, and those
# that they then have to take it in: they look fifty times a second whether it is free.
LONGEST = 1.0
PAUSE = 0.06


class Turns(Generic[T]):
    """One thread after the other uses what the first of them has opened; the last one closes it."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self.waiting = 0  # threads
        self._is_taken = False
        self._open: tuple[T, ExitStack, float] | None = None  # and when it was opened

    @contextmanager
    def turn(self, opening: Callable[[], AbstractContextManager[T]], timeout: float) -> Iterator[T]:
        """Has it alone, opened anew if need be. TimeoutError if others take longer than `timeout` seconds."""
        self._take(timeout)
        is_well = False
        try:
            yield self._opened(opening)
            is_well = True
        finally:
            self._leave(is_well)

    def _take(self, timeout: float) -> None:
        with self._changed:
            self.waiting += 1
            try:
                if not self._changed.wait_for(lambda: not self._is_taken, timeout):
                    raise TimeoutError
                self._is_taken = True
            finally:
                self.waiting -= 1

    def _opened(self, opening: Callable[[], AbstractContextManager[T]]) -> T:
        if self._open is None:
            with ExitStack() as stack:
                thing = stack.enter_context(opening())
                self._open = thing, stack.pop_all(), time.monotonic()
        return self._open[0]

    def _leave(self, is_well: bool) -> None:
        """Leaves it open for who waits; not after an error, which may have left it in whatever state."""
        with self._changed:
            is_late = self._open is not None and time.monotonic() - self._open[2] > LONGEST
            is_awaited = self.waiting > 0
            if is_well and is_awaited and not is_late:
                self._free()
                return
        try:
            if self._open:
                _, stack, _ = self._open
                self._open = None
                stack.close()
            if is_late and is_awaited:
                time.sleep(PAUSE)
        finally:
            with self._changed:
                self._free()

    def _free(self) -> None:
        self._is_taken = False
        self._changed.notify()
