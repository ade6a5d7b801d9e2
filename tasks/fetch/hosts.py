"""Politeness: one request to a host at a time, and a pause between two. No host waits for another."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic
from typing import NamedTuple
from urllib.parse import urlsplit

from tasks.records import EndsHere, Outcome

MAX_SILENT = 6  # two pages, each tried three times; or six that came too slowly, each tried once

# No host rests for longer, whatever it asks for: its feed would pass by meanwhile.
MAX_REST = timedelta(hours=6)
_OWN_PORTS = {"http": 80, "https": 443}


def host_of(url: str) -> str:
    """What politeness counts as one host: the name, and the port where it is not the scheme's own.

    "" for what is no URL.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    name = (parts.hostname or "").rstrip(".")
    return name if port in (None, _OWN_PORTS.get(parts.scheme)) else f"{name}:{port}"


@dataclass(frozen=True, slots=True)
class Rest:
    """That a host wants to be left alone for longer than a run waits; for this run and those to come."""

    host: str  # as `host_of` gives it
    until: datetime
    answer: str  # "429 Too Many Requests"

    def holds(self, now: datetime) -> bool:
        """False once it is over, and for one that a clock has dated that was ahead."""
        return now < self.until <= now + MAX_REST

    @property
    def reason(self) -> str:
        """Why nothing is asked of the host."""
        return f"{self.answer}; the host asks to be left alone until {self.until:%Y-%m-%d %H:%M} UTC"


class HostTime(NamedTuple):
    """How long a host took to answer."""

    host: str
    requests: int
    seconds: float  # all together, pauses left out


@dataclass(slots=True)
class Host:
    """What a run knows of one host."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_at: float = 0.0  # monotonic seconds; no request starts before
    silent: int = 0  # requests in a row that got no answer, or no end of one
    closed: tuple[Outcome, str] | None = None  # why nothing more is asked of it in this run
    requests: int = 0  # that have ended, with an answer or without
    seconds: float = 0.0  # that they took

    @asynccontextmanager
    async def turn(self, delay_seconds: float) -> AsyncIterator[None]:
        """Waits for a turn; the next begins `delay_seconds` after this ends. Raises EndsHere if closed."""
        async with self.lock:
            while True:
                self._raise_if_closed()
                pause = self.free_at - monotonic()
                if pause <= 0:
                    break
                await asyncio.sleep(pause)
            try:
                yield
            finally:
                self.free_at = max(self.free_at, monotonic() + delay_seconds)

    def took(self, seconds: float) -> None:
        """A request has ended after so long; what it waited for before was ours, not the host's."""
        self.requests += 1
        self.seconds += seconds

    def failed(self, end: EndsHere) -> None:
        """A request got no answer, or no end of one; after some in a row nothing more is asked."""
        self.silent += 1
        if self.silent >= MAX_SILENT:
            self.closed = (end.outcome, f"{end.reason}, {self.silent} times in a row")

    def rest(self, seconds: float) -> None:
        """No request starts for so long: the host asked for it, or it failed."""
        self.free_at = max(self.free_at, monotonic() + seconds)

    def _raise_if_closed(self) -> None:
        if self.closed is not None:
            raise EndsHere(*self.closed)
