"""One request and its answer: within bounds of size and time, and in our words where none comes."""

from __future__ import annotations

import asyncio
import logging
import ssl
from base64 import b64encode
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from http.cookiejar import CookieJar, DefaultCookiePolicy
from types import TracebackType
from typing import Self

import httpcore
import httpx

from tasks.fetch.addresses import Resolver
from tasks.fetch.body import read_body
from tasks.fetch.decode import ACCEPT_ENCODING
from tasks.fetch.network import GuardedTransport
from tasks.fetch.response import Response
from tasks.records import EndsHere, Outcome
from tasks.sources import FetchSettings, Source

ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

# httpx logs whole URLs, and those may hold passwords.
logging.getLogger("httpx").setLevel(logging.WARNING)


class Temporary(EndsHere):
    """What a later try may change."""


class TooSlow(EndsHere):
    """What took all the time that a request may take: too long to be tried again in the same run."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for, for whom, and how."""

    url: str
    entry_url: str  # that the redirects began with
    source: Source
    headers: Mapping[str, str]
    max_bytes: int
    delay_seconds: float


class Exchange:
    """Sends requests, as an async context manager: no cookies, TLS verified, no proxy but the settings'."""

    def __init__(self, settings: FetchSettings, resolver: Resolver, tls: ssl.SSLContext | None) -> None:
        self._settings = settings
        self._resolver = resolver
        self._tls = tls
        # By allow_private: a connection into the house is never lent to a source that may not go there.
        self._clients: dict[bool, httpx.AsyncClient] = {}
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        self._tls = self._tls or _trusted()  # now, so that a wrong setting stops the run before it starts
        await self._stack.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._clients.clear()
        await self._stack.__aexit__(kind, error, trace)

    async def ask(self, wanted: Request) -> Response:
        """The answer, whatever its status. Raises EndsHere where none comes, as Temporary what may pass."""
        url, source = wanted.url, wanted.source
        try:
            client = await self._client(source.allow_private)
            headers = {**wanted.headers, **_authorization(source.login(url))}
            request = client.build_request("GET", url, headers=headers)
        except (httpx.InvalidURL, ValueError) as error:
            raise EndsHere(Outcome.REFUSED, f"not a URL that can be asked: {error}") from None
        total = self._settings.total_seconds
        try:
            async with asyncio.timeout(total):
                answer = await client.send(request, stream=True)
                try:
                    body = await read_body(answer, wanted.max_bytes)
                finally:
                    await answer.aclose()
        except TimeoutError:
            raise TooSlow(Outcome.TIMED_OUT, f"not finished after {total:g} seconds") from None
        except (httpcore.TimeoutException, httpx.TimeoutException) as error:
            raise Temporary(Outcome.TIMED_OUT, f"no answer in time ({type(error).__name__})") from None
        except _NETWORK_ERRORS as error:
            raise _network_end(error) from None
        return Response(
            url=url,
            status=answer.status_code,
            headers=_pairs(answer.headers),
            body=body,
            fetched_at=datetime.now(UTC),
            request_headers=tuple(
                (name, value) for name, value in _pairs(request.headers) if name.lower() != "authorization"
            ),
        )

    async def _client(self, allow_private: bool) -> httpx.AsyncClient:
        if allow_private not in self._clients:
            assert self._tls is not None, "it is used inside `async with`"
            self._clients[allow_private] = client = httpx.AsyncClient(
                transport=GuardedTransport(self._settings, self._resolver, self._tls, allow_private),
                headers={
                    "User-Agent": self._settings.user_agent,
                    "Accept": ACCEPT,
                    "Accept-Encoding": ACCEPT_ENCODING,
                },
                cookies=CookieJar(policy=DefaultCookiePolicy(allowed_domains=[])),
                timeout=httpx.Timeout(
                    self._settings.read_seconds, connect=self._settings.connect_seconds, pool=None
                ),
                trust_env=False,
            )
            await self._stack.enter_async_context(client)
        return self._clients[allow_private]


_NETWORK_ERRORS = (
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    httpcore.UnsupportedProtocol,
    httpx.HTTPError,
    OSError,
)


def _trusted() -> ssl.SSLContext:
    """The certificates to trust. SSL_CERT_FILE and SSL_CERT_DIR count: institutes have some of their own."""
    try:
        return httpx.create_ssl_context()
    except OSError as error:
        raise OSError(f"SSL_CERT_FILE or SSL_CERT_DIR cannot be used: {error}") from None


def _network_end(error: Exception) -> EndsHere:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            reason = getattr(cause, "verify_message", "") or cause.reason or str(cause)
            return EndsHere(Outcome.UNREACHABLE, f"broken TLS: {reason}")
        cause = cause.__cause__ or cause.__context__
    if isinstance(error, httpcore.LocalProtocolError | httpcore.UnsupportedProtocol):
        return EndsHere(Outcome.REFUSED, f"cannot be asked: {error}")
    kind = "no connection" if isinstance(error, httpcore.ConnectError) else "connection lost"
    return Temporary(Outcome.UNREACHABLE, f"{kind}: {str(error) or type(error).__name__}")


def _authorization(login: tuple[str, str] | None) -> dict[str, str]:
    if login is None:
        return {}
    user, password = login
    return {"Authorization": f"Basic {b64encode(f'{user}:{password}'.encode()).decode('ascii')}"}


def _pairs(headers: httpx.Headers) -> tuple[tuple[str, str], ...]:
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in headers.raw)
