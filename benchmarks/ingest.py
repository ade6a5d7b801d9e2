"""What a page costs from a list of URLs to a landed row, beside httpx, trafilatura and DuckDB; and a re-run.

    python benchmarks/ingest.py [--pages 200 1000]

A server in a process of its own gives the pages of ../shared/corpora (where they are absent, those of the
sample site) as they came, gzipped, each host under a name of its own, and a sitemap of so many of them.
`copydesk ingest` runs on the smaller and on the larger count, each into a fresh home with Prefect's
ephemeral server, all of whose CPU counts: guards, robots.txt, politeness without pauses, WARC archive,
reading, landing, publishing. So does a plain program that fetches the same pages with httpx, 100 at a time,
reads them with trafilatura and inserts them into DuckDB. It gets a quarter of the pages, mixed alike. The
difference divided by the difference of the counts is the cost of a page at the margin; CPU seconds are
those of the whole process tree, from the system.

Then `copydesk ingest` runs again over the larger count, with nothing changed: how many pages it asks for,
and how long it takes from the flow's start.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import json
import os
import random
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from benchmarks.corpora import CORPORA, items
from tests.site.archive import archive_page

BIN = Path(sys.executable).parent
AT_ONCE = 100  # requests of the plain program
PLAIN_SHARE = 4  # it takes long, and its cost is the same for each page
SOURCES = """
[sources.pages]
sitemaps = ["http://list.localhost:{port}/sitemap.xml?count={count}"]
max_entries = {count}
allow_private = true
delay_seconds = 0
"""

Page = tuple[str, Callable[[], bytes]]  # host, gzipped bytes


def pages() -> list[Page]:
    """The pages, each once."""
    if not CORPORA.exists():
        made = [gzip.compress(archive_page("harbour-post", number)) for number in range(100)]
        return [(f"site{number}", lambda page=page: page) for number, page in enumerate(made)]
    each_once = {item["path"]: item["url"] or "" for item in items()}
    mixed = [
        ((urlsplit(url).hostname or "none").replace(".", "-"), (CORPORA / path).read_bytes)
        for path, url in each_once.items()
    ]
    random.Random(0).shuffle(mixed)
    return mixed


def page_url(number: int, known: list[Page], port: int) -> str:
    """Beyond their number the pages come again, on hosts of another name."""
    host = f"{known[number % len(known)][0]}-{number // len(known)}"
    return f"http://{host}.localhost:{port}/{number}"


async def serve() -> None:
    """Answers until it is ended; says its port first. /asked says how many pages were asked for."""
    known = pages()
    asked = 0
    missing = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"

    def answer(path: str) -> bytes:
        nonlocal asked
        if path == "/asked":
            return head("text/plain") + body(str(asked).encode())
        if path.startswith("/sitemap.xml"):
            count = int(path.partition("=")[2])
            lines = (f"<url><loc>{page_url(number, known, port)}</loc></url>" for number in range(count))
            text = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{"".join(lines)}</urlset>'
            return head("application/xml") + body(text.encode())
        if not path[1:].isdigit():
            return missing
        asked += 1
        page = known[int(path[1:]) % len(known)][1]()
        return head("text/html", "Content-Encoding: gzip\r\n") + body(page)

    def head(kind: str, more: str = "") -> bytes:
        return f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n{more}".encode()

    def body(content: bytes) -> bytes:
        return f"Content-Length: {len(content)}\r\n\r\n".encode() + content

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                path = (await reader.readuntil(b"\r\n\r\n")).split(b" ", 2)[1]
                writer.write(answer(path.decode()))
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0, backlog=1000)
    port = server.sockets[0].getsockname()[1]
    print(port, flush=True)
    await server.serve_forever()


def plain(port: int, count: int, folder: Path) -> int:
    """The same work with httpx, trafilatura and DuckDB; how many articles have landed."""
    import duckdb
    import httpx
    import trafilatura

    known = pages()
    urls = [page_url(number, known, port) for number in range(count)]
    slots = asyncio.Semaphore(AT_ONCE)

    async def fetch() -> list[bytes]:
        async with httpx.AsyncClient(timeout=60, trust_env=False) as client:

            async def one(url: str) -> bytes:
                target = httpx.URL(url)
                host = {"Host": f"{target.host}:{target.port}"}
                async with slots:
                    return (await client.get(target.copy_with(host="127.0.0.1"), headers=host)).content

            return await asyncio.gather(*(one(url) for url in urls))

    with duckdb.connect(str(folder / f"plain-{count}.duckdb")) as con:
        con.execute("CREATE TABLE articles (url TEXT, title TEXT, author TEXT, date TEXT, body TEXT)")
        rows = []
        for url, page in zip(urls, asyncio.run(fetch()), strict=True):
            document = trafilatura.bare_extraction(page, url=url, with_metadata=True)
            if document is not None:
                fields = document.as_dict()
                rows.append((url, *(fields.get(name) for name in ("title", "author", "date", "text"))))
        con.executemany("INSERT INTO articles VALUES (?, ?, ?, ?, ?)", rows)
        return len(rows)


def cpu_of(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """CPU seconds of the command and all its children, and wall seconds. Raises if it fails."""
    started = time.monotonic()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(command)} failed")
    return usage.ru_utime + usage.ru_stime, time.monotonic() - started


def ingest(port: int, count: int, folder: Path) -> tuple[float, float]:
    """Ingests `count` pages into the home of that count; CPU and wall seconds."""
    sources = folder / f"{count}.toml"
    sources.write_text(SOURCES.format(port=port, count=count))
    environment = {**os.environ, "PREFECT_HOME": str(folder / f"prefect-{count}")}
    environment.pop("PREFECT_API_URL", None)
    home = str(folder / f"home-{count}")
    return cpu_of([str(BIN / "copydesk"), "ingest", "--sources", str(sources), "--home", home], environment)


def ask(query: str, count: int, folder: Path) -> list[dict[str, Any]]:
    """What the warehouse of that count answers."""
    command = [
        str(BIN / "copydesk"),
        "sql",
        query,
        "--format",
        "json",
        "--home",
        str(folder / f"home-{count}"),
    ]
    answer = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return list(json.loads(answer))


def asked(port: int) -> int:
    """How many pages the server was asked for."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/asked") as answer:
        return int(answer.read())


def compare(port: int, few: int, many: int, folder: Path) -> None:
    """Measures both at both counts; prints the margins."""
    margins = {}
    for name in ("copydesk", "plain"):
        spent = {}
        counts = (few, many) if name == "copydesk" else (few // PLAIN_SHARE, many // PLAIN_SHARE)
        for count in counts:
            if name == "copydesk":
                spent[count], wall = ingest(port, count, folder)
            else:
                command = [sys.executable, __file__, "--plain", str(count), "--port", str(port)]
                spent[count], wall = cpu_of([*command, "--folder", str(folder)], dict(os.environ))
            print(f"{name:10} {count:5} pages {spent[count]:7.1f} s CPU {wall:7.1f} s", flush=True)
        fewer, more = counts
        margins[name] = 1000 * (spent[more] - spent[fewer]) / (more - fewer)
        print(f"{name:10} at the margin {margins[name]:6.1f} ms CPU a page", flush=True)
    ratio = margins["copydesk"] / margins["plain"]
    print(f"copydesk takes {ratio:.2f} of the plain program's CPU at the margin")
    for row in ask("SELECT outcome, count(*) AS n FROM entries GROUP BY ALL ORDER BY n DESC", many, folder):
        print(f"           {row['n']:5} {row['outcome']}")


def again(port: int, count: int, folder: Path) -> None:
    """A re-run with nothing changed."""
    before = asked(port)
    _, wall = ingest(port, count, folder)
    ended = time.time()
    (run,) = ask(
        "SELECT epoch(started_at) AS started, epoch(finished_at) AS finished FROM runs"
        " ORDER BY started_at DESC LIMIT 1",
        count,
        folder,
    )
    print(
        f"re-run over {count} known pages: {asked(port) - before} page requests; "
        f"{run['finished'] - run['started']:.1f} s from the flow's start to its last word in the warehouse, "
        f"{ended - run['started']:.1f} s to the end of the program, {wall:.1f} s with Prefect's start"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--pages", type=int, nargs=2, default=(200, 1000), metavar=("FEW", "MANY"))
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--plain", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--port", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        asyncio.run(serve())
        return
    if options.plain:
        plain(options.port, options.plain, options.folder)
        return
    few, many = options.pages
    command = [sys.executable, __file__, "--serve"]
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server,
        tempfile.TemporaryDirectory() as name,
    ):
        assert server.stdout is not None
        port = int(server.stdout.readline())
        try:
            compare(port, few, many, Path(name))
            again(port, many, Path(name))
        finally:
            server.terminate()


if __name__ == "__main__":
    main()
