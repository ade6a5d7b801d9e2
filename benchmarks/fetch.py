"""What fetching costs, politeness machinery, guards and archive included, beside a plain httpx loop.

    python benchmarks/fetch.py [--hosts 200] [--pages 10]

A server in a process of its own answers on loopback as many hosts as wanted, each request after 50 ms, with
pages of about 100 kB. Copydesk fetches and archives them, without pauses between the requests to one host,
which would decide everything; plain httpx fetches them with one client, 100 at a time and all as one host,
and throws them away. CPU is this process's own, without the server's.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import httpx

from tasks.fetch.archive import Archive
from tasks.fetch.fetch import fetch
from tasks.fetch.fetcher import Fetcher
from tasks.records import Entry
from tasks.sources import Source

LATENCY_SECONDS = 0.05
PAGE_BYTES = 100_000
PAGES = 20  # that differ
AT_ONCE = 100  # requests of the plain loop, as many as Copydesk's own


async def serve() -> None:
    """Answers until it is ended; says its port first."""
    pages = [_page(number) for number in range(PAGES)]
    missing = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                path = (await reader.readuntil(b"\r\n\r\n")).split(b" ", 2)[1]
                await asyncio.sleep(LATENCY_SECONDS)
                writer.write(missing if path == b"/robots.txt" else pages[int(path[1:]) % PAGES])
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0, backlog=1000)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


def _page(number: int) -> bytes:
    chance = random.Random(number)
    words = ["".join(chance.choices("abcdefghijklmnoprstuvw", k=chance.randint(2, 9))) for _ in range(2000)]
    text = "<html><title>Page</title>"
    while len(text) < PAGE_BYTES:
        text += f'<div class="{chance.choice(words)}"><p>{" ".join(chance.choices(words, k=40))}</p></div>\n'
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(text)}\r\n\r\n"
    return (head + text).encode()


async def copydesk(urls: list[str]) -> int:
    """Fetches and archives the pages; how many came."""
    source = Source(source_id="benchmark", allow_private=True, delay_seconds=0)
    entries = [Entry(source.source_id, url, "urls", datetime.now(UTC)) for url in urls]
    with tempfile.TemporaryDirectory() as folder:
        async with Fetcher() as fetcher, Archive(Path(folder)) as archive:
            captures, _ = await fetch(entries, {source.source_id: source}, fetcher, archive)
    return len(captures)


async def plain_httpx(urls: list[str]) -> int:
    """Fetches the pages; how many came."""
    slots = asyncio.Semaphore(AT_ONCE)
    # *.localhost is left to the system's resolver, which does not know it everywhere: the name goes in Host.
    async with httpx.AsyncClient(http2=True, timeout=60, trust_env=False) as client:

        async def one(url: str) -> int:
            target = httpx.URL(url)
            async with slots:
                response = await client.get(
                    target.copy_with(host="127.0.0.1"), headers={"Host": f"{target.host}:{target.port}"}
                )
            return response.status_code == 200 and len(response.content) > 0

        return sum(await asyncio.gather(*(one(url) for url in urls)))


def measure(name: str, run: Callable[[list[str]], Awaitable[int]], urls: list[str]) -> None:
    """Runs once and prints pages a second and CPU milliseconds a page."""

    async def all_of_them() -> int:
        return await run(urls)

    started, spent = time.monotonic(), time.process_time()
    came = asyncio.run(all_of_them())
    wall, cpu = time.monotonic() - started, time.process_time() - spent
    if came != len(urls):
        raise SystemExit(f"{name}: {came} of {len(urls)} pages came")
    print(f"{name:12} {len(urls) / wall:8.0f} pages/s {cpu / len(urls) * 1000:8.2f} CPU ms a page")


def main() -> None:
    """Measures both, three times, in turn."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--hosts", type=int, default=200)
    parser.add_argument("--pages", type=int, default=10, help="of each host")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        asyncio.run(serve())
        return
    command = [sys.executable, __file__, "--serve"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        port = int(server.stdout.readline())
        count = options.hosts * options.pages
        urls = [f"http://host{number % options.hosts}.localhost:{port}/{number}" for number in range(count)]
        for _ in range(3):
            measure("copydesk", copydesk, urls)
            measure("plain httpx", plain_httpx, urls)
        server.terminate()


if __name__ == "__main__":
    main()
