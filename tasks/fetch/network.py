"""The way out: connects only to addresses that it has checked, so that no name can lead anywhere else.

The name is resolved here and the checked address is the one connected to: a DNS answer that changes between
check and connection (rebinding) changes nothing. TLS still verifies the name.
"""

from __future__ import annotations

import asyncio
import ssl
from collections import OrderedDict
from collections.abc import AsyncIterable, AsyncIterator, Iterable
from typing import Any, cast

import httpcore
import httpx

from tasks.fetch.addresses import Resolver, addresses_of, is_allowed
from tasks.records import EndsHere, Outcome
from tasks.sources import FetchSettings

KEEPALIVE_SECONDS = 30.0
# Politeness asks a host one thing at a time; a second connection stands by for one that dies.
CONNECTIONS_TO_A_HOST = 2


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Opens connections, to allowed addresses only."""

    def __init__(self, resolver: Resolver, allow_private: bool) -> None:
        self._resolver = resolver
        self._allow_private = allow_private
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connects to the first address of the host that answers. Raises EndsHere if none may be asked."""
        try:
            async with asyncio.timeout(timeout):
                allowed = await self.checked(host)
        except TimeoutError:
            raise httpcore.ConnectTimeout("the host's name was not resolved in time") from None
        for number, address in enumerate(allowed, start=1):
            try:
                return await self._inner.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if number == len(allowed):
                    raise
        raise httpcore.ConnectError("no address")

    async def checked(self, host: str) -> list[str]:
        """The addresses of the host that may be asked. Raises EndsHere if it has none of these."""
        try:
            found = await addresses_of(host, self._resolver)
        except OSError:
            raise EndsHere(Outcome.UNREACHABLE, f"no such host: {host:.100}") from None
        allowed = [address for address in found if is_allowed(address, self._allow_private)]
        if not allowed:
            may_be = any(is_allowed(address, allow_private=True) for address in found)
            hint = " (allow_private lets Copydesk ask it)" if may_be else ""
            reason = f"{host:.100} leads to {found[0]}, which is not a public address{hint}"
            raise EndsHere(Outcome.REFUSED, reason)
        return allowed

    async def sleep(self, seconds: float) -> None:
        """Waits."""
        await self._inner.sleep(seconds)


class _Body(httpx.AsyncByteStream):
    def __init__(self, stream: AsyncIterable[bytes]) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._stream:
            yield part

    async def aclose(self) -> None:
        close = getattr(self._stream, "aclose", None)
        if close is not None:
            await close()


class GuardedTransport(httpx.AsyncBaseTransport):
    """httpx's transport over guarded connections.

    Raises httpcore's errors. Each origin has a pool of its own, since httpcore looks at every connection of a
    pool for every request: with a hundred hosts in one pool that cost 4 ms of CPU a page. Behind a proxy the
    proxy resolves the names; what this machine's own resolver says of them is checked all the same.
    """

    def __init__(
        self, settings: FetchSettings, resolver: Resolver, tls: ssl.SSLContext, allow_private: bool
    ) -> None:
        self._backend = GuardedBackend(resolver, allow_private)
        self._settings = settings
        self._tls = tls
        # Least recently used first.
        self._pools: OrderedDict[tuple[bytes, bytes, int | None], httpcore.AsyncConnectionPool] = (
            OrderedDict()
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Sends one request; the answer's body is still to be read."""
        if self._settings.proxy is not None:
            await self._backend.checked(request.url.host)
        for idle in self._unneeded():
            await idle.aclose()
        # No await between these two: the pool is busy before anybody can take it for unneeded.
        answer = await self._pool_of(request.url).handle_async_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
                content=cast(httpx.AsyncByteStream, request.stream),
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            status_code=answer.status,
            headers=answer.headers,
            stream=_Body(cast("AsyncIterable[bytes]", answer.stream)),
            extensions=answer.extensions,
        )

    async def aclose(self) -> None:
        """Closes every connection."""
        while self._pools:
            _, pool = self._pools.popitem()
            await pool.aclose()

    def _unneeded(self) -> list[httpcore.AsyncConnectionPool]:
        """Takes out idle pools, oldest first, where there are as many as connections may be open."""
        surplus = len(self._pools) + 1 - self._settings.max_connections
        idle: list[httpcore.AsyncConnectionPool] = []
        for origin in list(self._pools) if surplus > 0 else ():
            if len(idle) == surplus:
                break
            if all(connection.is_idle() for connection in self._pools[origin].connections):
                idle.append(self._pools.pop(origin))
        return idle

    def _pool_of(self, url: httpx.URL) -> httpcore.AsyncConnectionPool:
        origin = (url.raw_scheme, url.raw_host, url.port)
        self._pools[origin] = pool = self._pools.pop(origin, None) or self._new_pool()
        return pool

    def _new_pool(self) -> httpcore.AsyncConnectionPool:
        limits: dict[str, Any] = {
            "ssl_context": self._tls,
            "max_connections": CONNECTIONS_TO_A_HOST,
            "keepalive_expiry": KEEPALIVE_SECONDS,
            "http2": True,
        }
        if self._settings.proxy is not None:
            proxy = httpx.Proxy(self._settings.proxy)
            return httpcore.AsyncHTTPProxy(str(proxy.url), proxy_auth=proxy.raw_auth, **limits)
        return httpcore.AsyncConnectionPool(network_backend=self._backend, **limits)
