"""Asks web servers: politely, and guarded against what strangers' pages, feeds and servers may do.

Every guard is inside, so that no caller can forget one: only http and https, only public addresses on every
hop (network.py), bounded redirects, sizes and times, robots.txt (robots.py), one request to a host at a time
(hosts.py), no cookies, TLS verified.
"""

from __future__ import annotations

import asyncio
import ssl
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from time import monotonic
from types import TracebackType
from typing import Self
from urllib.parse import urljoin, urlsplit

from tasks.fetch.addresses import Resolver, resolve
from tasks.fetch.exchange import Exchange, Request, Temporary, TooSlow
from tasks.fetch.hosts import MAX_REST, Host, HostTime, Rest, host_of
from tasks.fetch.response import Response, status_words
from tasks.fetch.retry import MAX_RETRY_AFTER_SECONDS, TEMPORARY, backoff_seconds, retry_after_seconds
from tasks.fetch.robots import (
    MAX_ANSWER_BYTES,
    KeptRobots,
    Robots,
    is_fresh,
    kept_of,
    read_robots,
    robots_url,
    rules_of,
)
from tasks.logins import shown, without_login
from tasks.records import Attempt, EndsHere, Outcome
from tasks.sources import FetchSettings, Source

MAX_REDIRECTS = 10
MAX_AT_ONCE = 100  # requests under way, but for those of slow hosts
SLOW_SECONDS = 2.0  # a request that takes longer makes way for another: a host that stalls holds up no other
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class Fetcher:
    """One for a run, as an async context manager.

    `resolver`, `tls` and `backoff` stand in for the system's DNS, the trusted certificates and the pauses
    between tries where there is a reason, as in tests.
    """

    def __init__(
        self,
        settings: FetchSettings | None = None,
        *,
        resolver: Resolver = resolve,
        tls: ssl.SSLContext | None = None,
        backoff: Callable[[int], float] = backoff_seconds,
    ) -> None:
        self.settings = settings or FetchSettings()
        self._exchange = Exchange(self.settings, resolver, tls)
        self._backoff = backoff
        self._open = asyncio.Semaphore(self.settings.max_connections)
        self._slots = asyncio.Semaphore(MAX_AT_ONCE)
        self._hosts: defaultdict[str, Host] = defaultdict(Host)
        self.fresh_rests: list[Rest] = []  # to be kept for later runs
        self._kept_robots: dict[str, KeptRobots] = {}
        self.fresh_robots: list[KeptRobots] = []  # to be kept for later runs
        # What was asked, by source_id, until somebody takes it.
        self.attempts: defaultdict[str, list[Attempt]] = defaultdict(list)
        self._robots: dict[tuple[str, bool], Robots | EndsHere] = {}
        self._robots_locks: defaultdict[tuple[str, bool], asyncio.Lock] = defaultdict(asyncio.Lock)

    async def __aenter__(self) -> Self:
        await self._exchange.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._exchange.__aexit__(kind, error, trace)

    async def get(
        self, url: str, source: Source, headers: Mapping[str, str] | None = None, max_bytes: int | None = None
    ) -> Response:
        """The answer to a GET, after redirects, whatever its status; bodies only of 2xx.

        `headers` are sent too (If-None-Match, for example); `max_bytes` overrides the run's ceiling. Raises
        EndsHere where a guard refuses, robots.txt does, or no answer comes.
        """
        limit = max_bytes or self.settings.max_bytes
        wanted = url = without_login(url)  # the source's own are sent to where they belong
        visited: set[str] = set()
        while len(visited) <= MAX_REDIRECTS:
            if url in visited:
                raise EndsHere(Outcome.REFUSED, "redirects in a circle")
            visited.add(url)
            _check_url(url)
            robots = await self._robots_of(url, source)
            robots.check(url, self.settings.product)
            delay = max(source.delay_seconds, robots.crawl_delay)
            response = await self._ask(Request(url, wanted, source, headers or {}, limit, delay))
            target = _redirect_target(response)
            if target is None:
                return response
            url = without_login(target)
        raise EndsHere(Outcome.REFUSED, f"more than {MAX_REDIRECTS} redirects")

    def slowest(self, most: int) -> list[HostTime]:
        """The hosts that took longest for a request, on average; the slowest first."""
        asked = [(name, host) for name, host in self._hosts.items() if host.requests]
        asked.sort(key=lambda one: one[1].seconds / one[1].requests, reverse=True)
        return [HostTime(name, host.requests, host.seconds) for name, host in asked[:most]]

    async def sitemaps_of(self, url: str, source: Source) -> list[str]:
        """The sitemaps that the robots.txt of the URL's origin names. Raises EndsHere as `get` does."""
        return (await self._robots_of(url, source)).sitemaps

    def know_robots(self, kept: Iterable[KeptRobots]) -> None:
        """What earlier runs have kept: not asked for again within a day."""
        self._kept_robots.update({one.url: one for one in kept})

    def know_rests(self, rests: Iterable[Rest]) -> None:
        """What hosts have asked for in earlier runs: those that still want to be left alone are."""
        now = datetime.now(UTC)
        for rest in rests:
            if rest.holds(now):
                self._hosts[rest.host].closed = (Outcome.HTTP_ERROR, rest.reason)

    async def _robots_of(self, url: str, source: Source) -> Robots:
        """The rules of the URL's origin, asked for once a run; what kept them from coming is kept too."""
        where = robots_url(url)
        key = (where, source.allow_private)
        async with self._robots_locks[key]:
            if key not in self._robots:
                try:
                    self._robots[key] = await self._read_robots(where, source)
                except EndsHere as end:
                    self._robots[key] = end
        known = self._robots[key]
        if isinstance(known, EndsHere):
            raise EndsHere(known.outcome, known.reason)
        return known

    async def _read_robots(self, url: str, source: Source) -> Robots:
        # Read in a thread: a file of half a megabyte takes a while.
        product = self.settings.product
        kept = self._kept_robots.get(url)
        if kept is not None and is_fresh(kept, datetime.now(UTC)):
            return await asyncio.to_thread(rules_of, kept.text, product)
        response = await self._ask_robots(url, source)
        if kept := kept_of(url, response):
            self.fresh_robots.append(kept)
        return await asyncio.to_thread(read_robots, response, product)

    async def _ask_robots(self, url: str, source: Source) -> Response:
        wanted, limit = url, max(self.settings.max_bytes, MAX_ANSWER_BYTES)
        for _ in range(MAX_REDIRECTS):
            _check_url(url)
            response = await self._ask(Request(url, wanted, source, {}, limit, source.delay_seconds))
            target = _redirect_target(response)
            if target is None:
                return response
            url = without_login(target)
        return response  # a redirect without end is no robots.txt (RFC 9309 2.3.1.2)

    async def _ask(self, request: Request) -> Response:
        """One request in its host's turn; tried again where what failed may pass."""
        name = host_of(request.url)
        host = self._hosts[name]
        attempt = 0
        while True:
            attempt += 1
            is_last = attempt > self.settings.retries
            try:
                async with host.turn(request.delay_seconds), self._open, self._slot():
                    response = await self._try(request, attempt, host)
            except Temporary as end:
                host.rest(self._backoff(attempt))
                host.failed(end)
                if is_last or host.closed is not None:
                    raise EndsHere(end.outcome, end.reason) from None
                continue
            except TooSlow as end:
                host.failed(end)
                raise EndsHere(end.outcome, end.reason) from None
            host.silent = 0
            if response.status not in TEMPORARY:
                return response
            self._heed(name, response, attempt)
            if is_last or host.closed is not None:
                return response

    @asynccontextmanager
    async def _slot(self) -> AsyncIterator[None]:
        """A place among the requests under way; one that takes long gives it up."""
        await self._slots.acquire()
        given_up = False

        def give_up() -> None:
            nonlocal given_up
            given_up = True
            self._slots.release()

        timer = asyncio.get_running_loop().call_later(SLOW_SECONDS, give_up)
        try:
            yield
        finally:
            timer.cancel()
            if not given_up:
                self._slots.release()

    def _heed(self, name: str, response: Response, attempt: int) -> None:
        """Leaves a host alone that is overloaded, as long as it asks for."""
        host = self._hosts[name]
        asked = retry_after_seconds(response.header("Retry-After"), response.fetched_at)
        if asked is not None and asked > MAX_RETRY_AFTER_SECONDS:
            pause = min(timedelta(seconds=asked), MAX_REST)
            rest = Rest(name, response.fetched_at + pause, status_words(response.status))
            self.fresh_rests.append(rest)
            host.closed = (Outcome.HTTP_ERROR, rest.reason)
        else:
            host.rest(self._backoff(attempt) if asked is None else asked)

    async def _try(self, request: Request, number: int, host: Host) -> Response:
        """One try, noted whatever comes of it: for the warehouse, and for what is known of the host."""
        asked_at, begun = datetime.now(UTC), monotonic()
        status = size = failure = None
        try:
            response = await self._exchange.ask(request)
            status, size = response.status, len(response.body)
            return response
        except EndsHere as end:
            failure = end.reason
            raise
        finally:
            source_id, seconds = request.source.source_id, monotonic() - begun
            host.took(seconds)
            asked = (source_id, request.entry_url, request.url, number, asked_at, seconds)
            self.attempts[source_id].append(Attempt(*asked, status, size, failure))


def _check_url(url: str) -> None:
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises where it is no number
    except ValueError:
        raise EndsHere(Outcome.REFUSED, "not a URL that can be asked") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise EndsHere(Outcome.REFUSED, f"only http and https are fetched, not {shown(url):.100}")


def _redirect_target(response: Response) -> str | None:
    location = response.header("Location")
    if response.status not in _REDIRECTS or not location:
        return None
    try:
        # Headers are bytes; the addresses in them are UTF-8 where they are not ASCII.
        location = location.encode("latin-1").decode("utf-8", errors="replace")
        return urljoin(response.url, location.strip()).partition("#")[0]
    except ValueError:
        raise EndsHere(Outcome.REFUSED, "redirects to something that is no URL") from None
