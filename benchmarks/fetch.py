"""What fetching costs, politeness machinery, guards and archive included, beside plain httpx and scrapy.

    python benchmarks/fetch.py [--hosts 200] [--pages 10] [--stalling 0]

A server in a process of its own answers on loopback as many hosts as wanted, each request after 50 ms, with
pages of about 100 kB. Copydesk fetches and archives them; plain httpx fetches them with one client, 100 at a
time and all as one host, and throws them away; so does scrapy, with robots.txt obeyed, one request to a host
at a time and as many in all. Nobody pauses between the requests to one host, which would decide everything.
Each runs in a process of its own, whose CPU counts without its start; the server's does not.

With --stalling so many more hosts take a request and never answer; what is measured then is how soon
Copydesk has all the pages of the others (read timeout: 5 s).
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import httpx

from tasks.fetch.archive import Archive
from tasks.fetch.fetch import fetch
from tasks.fetch.fetcher import Fetcher
from tasks.records import EndsHere, Entry
from tasks.sources import FetchSettings, Source

LATENCY_SECONDS = 0.05
PAGE_BYTES = 100_000
PAGES = 20  # that differ
STALL_SECONDS = 3600
AT_ONCE = 100  # requests of the peers
ROUNDS = 3


async def serve() -> None:
    """Answers until it is ended; says its port first."""
    pages = [_page(number) for number in range(PAGES)]
    missing = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                path = (await reader.readuntil(b"\r\n\r\n")).split(b" ", 2)[1]
                await asyncio.sleep(STALL_SECONDS if path.startswith(b"/stall") else LATENCY_SECONDS)
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


Run = Callable[[list[str]], int]  # fetches the pages; how many came


def copydesk(urls: list[str]) -> int:
    return asyncio.run(_copydesk(urls))


async def _copydesk(urls: list[str]) -> int:
    source = Source(source_id="benchmark", allow_private=True, delay_seconds=0)
    entries = [Entry(source.source_id, url, "urls", datetime.now(UTC)) for url in urls]
    with tempfile.TemporaryDirectory() as folder:
        async with Fetcher() as fetcher:
            with Archive(Path(folder)) as archive:
                captures, _ = await fetch(entries, source, fetcher, archive)
    return len(captures)


def plain_httpx(urls: list[str]) -> int:
    return asyncio.run(_plain_httpx(urls))


async def _plain_httpx(urls: list[str]) -> int:
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


def scrapy(urls: list[str]) -> int:
    from scrapy import Request, Spider
    from scrapy.crawler import CrawlerProcess

    # Names under .localhost are left to the system's resolver, which does not know them everywhere.
    socket.gethostbyname = lambda name: "127.0.0.1"
    came = 0

    class Pages(Spider):
        name = "pages"

        async def start(self):  # type: ignore[no-untyped-def]
            for url in urls:
                yield Request(url, dont_filter=True)

        def parse(self, response):  # type: ignore[no-untyped-def]
            nonlocal came
            came += response.status == 200 and len(response.body) > 0

    process = CrawlerProcess(
        {
            "CONCURRENT_REQUESTS": AT_ONCE,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
            "DOWNLOAD_DELAY": 0,
            "ROBOTSTXT_OBEY": True,
            "COOKIES_ENABLED": False,
            "LOG_ENABLED": False,
            "TELNETCONSOLE_ENABLED": False,
        }
    )
    process.crawl(Pages)
    process.start()
    return came


RUNS: dict[str, Run] = {"copydesk": copydesk, "plain httpx": plain_httpx, "scrapy": scrapy}


def run_here(name: str, port: int, hosts: int, pages: int) -> None:
    """Runs one of them in this process, and prints what it took as JSON."""
    urls = [f"http://host{number % hosts}.localhost:{port}/{number}" for number in range(hosts * pages)]
    if name == "scrapy":
        import scrapy.crawler  # noqa: F401  (before the clock starts)
    started, spent = time.monotonic(), time.process_time()
    came = RUNS[name](urls)
    took = {"wall": time.monotonic() - started, "cpu": time.process_time() - spent, "came": came}
    print(json.dumps(took))


def stall_here(port: int, hosts: int, pages: int, stalling: int) -> None:
    """Fetches from hosts of which some never answer; prints when the others' last page had come."""
    urls = [f"http://stall{number}.localhost:{port}/stall" for number in range(stalling)]
    urls += [f"http://host{number % hosts}.localhost:{port}/{number}" for number in range(hosts * pages)]
    source = Source(source_id="benchmark", allow_private=True, delay_seconds=0)
    came: list[float] = []

    async def run() -> None:
        async with Fetcher(FetchSettings(read_seconds=5, retries=0)) as fetcher:

            async def host(of_host: list[str]) -> None:
                for url in of_host:
                    with contextlib.suppress(EndsHere):
                        await fetcher.get(url, source)
                        came.append(time.monotonic() - started)

            by_host: dict[str, list[str]] = {}
            for url in urls:
                by_host.setdefault(url.split("/")[2], []).append(url)
            await asyncio.gather(*(host(of_host) for of_host in by_host.values()))

    started = time.monotonic()
    asyncio.run(run())
    whole = time.monotonic() - started
    print(
        f"{stalling} of {hosts + stalling} hosts stall: {len(came)} of {hosts * pages} pages of the others "
        f"came, the last after {max(came):.1f} s; the stalled ones were given up after {whole:.1f} s"
    )


def measured(name: str, port: int, options: argparse.Namespace) -> None:
    """Runs one of them in a process of its own, and prints pages a second and CPU milliseconds a page."""
    sizes = ["--hosts", str(options.hosts), "--pages", str(options.pages)]
    command = [sys.executable, __file__, *sizes, "--run", name, "--port", str(port)]
    took = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
    count = options.hosts * options.pages
    if took["came"] != count:
        raise SystemExit(f"{name}: {took['came']} of {count} pages came")
    wall, cpu = count / took["wall"], 1000 * took["cpu"] / count
    print(f"{name:12} {wall:8.0f} pages/s {cpu:8.2f} CPU ms a page", flush=True)


def main() -> None:
    """Measures each, three times, in turn."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--hosts", type=int, default=200)
    parser.add_argument("--pages", type=int, default=10, help="of each host")
    parser.add_argument("--stalling", type=int, default=0, help="hosts that never answer")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--run", choices=RUNS, help=argparse.SUPPRESS)
    parser.add_argument("--port", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        asyncio.run(serve())
        return
    if options.run:
        run_here(options.run, options.port, options.hosts, options.pages)
        return
    command = [sys.executable, __file__, "--serve"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        port = int(server.stdout.readline())
        if options.stalling:
            stall_here(port, options.hosts, options.pages, options.stalling)
        else:
            for _ in range(ROUNDS):
                for name in RUNS:
                    measured(name, port, options)
        server.terminate()


if __name__ == "__main__":
    main()
