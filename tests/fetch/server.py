"""A web server on loopback that says exactly what a test tells it to, however hostile."""

from __future__ import annotations

import asyncio
import inspect
import socket
import ssl
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def reply(body=b"", status="200 OK", headers=(), length=None):
    """The bytes of an HTTP/1.1 answer. `length` overrides Content-Length; False leaves it out."""
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in headers)]
    if length is not False:
        lines.append(f"Content-Length: {len(body) if length is None else length}")
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def redirect(location, status="302 Found"):
    return reply(status=status, headers=[("Location", location)])


@dataclass
class Server:
    """Answers by path: with bytes, with what a function of the request's headers gives, or with a talk.

    A path may have a list of answers, given one after another (the last one again).
    """

    tls: ssl.SSLContext | None = None
    routes: dict[str, bytes | Talk | list] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)  # path, headers in lower case
    connections: int = 0
    most_open: int = 0  # requests answered at the same time
    port: int = 0

    def url(self, path="/", host="paper.localhost"):
        return f"{'https' if self.tls else 'http'}://{host}:{self.port}{path}"

    def paths(self):
        """The paths asked for, but robots.txt."""
        return [path for path, _ in self.asked if path != "/robots.txt"]

    def __enter__(self):
        self._loop = asyncio.new_event_loop()
        self._open = 0
        listener = socket.create_server(("127.0.0.1", 0))
        self.port = listener.getsockname()[1]
        self._server = self._loop.run_until_complete(
            asyncio.start_server(self._serve, sock=listener, ssl=self.tls)
        )
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_):
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    async def _stop(self):
        self._server.close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _serve(self, reader, writer):
        self.connections += 1
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                lines = head.decode("latin-1").split("\r\n")
                path = lines[0].split(" ")[1]
                headers = dict(line.lower().split(": ", 1) for line in lines[1:] if ": " in line)
                self.asked.append((path, headers))
                self._open += 1
                self.most_open = max(self.most_open, self._open)
                try:
                    await self._answer(path, headers, reader, writer)
                finally:
                    self._open -= 1
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def _answer(self, path, headers, reader, writer):
        key = f"{headers['host'].partition(':')[0]}{path}"
        answer = self.routes.get(key, self.routes.get(path, reply(status="404 Not Found")))
        if isinstance(answer, list):
            answer = answer.pop(0) if len(answer) > 1 else answer[0]
        if inspect.isfunction(answer) and not inspect.iscoroutinefunction(answer):
            answer = answer(headers)
        if isinstance(answer, bytes):
            writer.write(answer)
            await writer.drain()
        else:
            await answer(reader, writer)
