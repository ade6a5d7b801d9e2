"""Kills `copydesk ingest` at random moments while an analyst reads; counts what is lost, doubled, unreadable.

    python benchmarks/chaos_ingest.py [--kills 50] [--minutes 60] [--seed 1]

The sample site offers a growing number of pages. `copydesk ingest` runs as a user runs it, with a Prefect
server, and is killed (SIGKILL) at a random moment: most times within seconds of its first request, else while
it starts. The next one goes on. Another process opens the published file over and over: each article that it
has once seen must be there for ever, once, in one version, as no page changes. At the end a run is left
alone, and counted are

    lost        pages that were offered and are no article, or that the analyst had seen and sees no more
    doubled     articles or versions that are there twice, entries of a run that ended twice
    unreadable  reads that failed, and captures that are not where the index says

All three must be 0; the exit code says so. benchmarks/chaos.py kills the loader alone, far more often.
"""

from __future__ import annotations

import argparse
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:] = [str(ROOT), *(path for path in sys.path if Path(path).resolve() != ROOT / "benchmarks")]

from tests.site.server import SampleSite  # noqa: E402

BIN = Path(sys.executable).parent
SITE = "harbour-post"
PAGES = 40  # more are offered each time
WORKING = 6.0  # seconds after the first request within which a run is killed
STARTING = 8.0  # seconds after its start within which every fifth is killed
PATIENCE = 300.0  # seconds for a Prefect server, and for a run's first request

SOURCES = """
[sources.archive]
sitemaps = ["{base}/archive-sitemap.xml?count={count}"]
max_entries = {count}
allow_private = true
delay_seconds = 0
"""

READER = """
import sys
from warehouse.errors import NoWarehouse
from warehouse.home import Home
from warehouse.query import open_published
home, seen = Home(sys.argv[1]), set()
while True:
    try:
        with open_published(home) as con:
            rows = con.execute("SELECT article_id, body, version FROM articles").fetchall()
            versions = con.execute("SELECT count(*) FROM article_versions").fetchall()[0][0]
    except NoWarehouse:
        continue
    except Exception as error:
        print(f"unreadable {error}", flush=True)
        continue
    ids = {article_id for article_id, _, _ in rows}
    lost = len(seen - ids) + sum(not body for _, body, _ in rows)
    doubled = len(rows) - len(ids) + versions - len(rows)
    seen |= ids
    print(f"lost {lost}" if lost else f"doubled {doubled}" if doubled else "fine", flush=True)
"""


def serve_prefect(environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """A Prefect server at a port that the system picks; sets PREFECT_API_URL. Returns when it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(BIN / "prefect"), "server", "start", "--port", str(port)]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    environment["PREFECT_API_URL"] = f"http://127.0.0.1:{port}/api"
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{environment['PREFECT_API_URL']}/health", timeout=5):
                return server
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    server.kill()
    raise SystemExit("Prefect's server does not start")


def ingest(folder: Path, base: str, count: int, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """A run that is offered so many pages."""
    sources = folder / "sources.toml"
    sources.write_text(SOURCES.format(base=base, count=count))
    command = [str(BIN / "copydesk"), "ingest", "--sources", str(sources), "--home", str(folder / "home")]
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def kill_one(run: subprocess.Popen[bytes], site: SampleSite, moments: random.Random) -> bool:
    """Kills a run at a random moment; False if it had ended before."""
    if moments.random() < 0.2:
        wait = moments.uniform(0, STARTING)
    else:
        deadline = time.monotonic() + PATIENCE
        while not site.requests(SITE) and run.poll() is None and time.monotonic() < deadline:
            time.sleep(0.02)
        wait = moments.uniform(0, WORKING)
    try:
        run.wait(timeout=wait)
    except subprocess.TimeoutExpired:
        run.kill()
        run.wait()
        return True
    return False


def count_losses(home: Path, offered: int) -> tuple[int, int, int]:
    """Pages that are no article; what is there twice; captures that are not where the index says."""
    from tasks.fetch.archive import Archive, ArchiveError
    from tasks.fetch.warc_records import digest
    from warehouse.home import Home
    from warehouse.query import open_published

    with open_published(Home(home)) as con:

        def count(sql: str) -> int:
            return int(con.execute(sql).fetchall()[0][0])

        lost = offered - count("SELECT count(DISTINCT url) FROM articles")
        doubled = count("SELECT count(*) - count(DISTINCT article_id) FROM articles")
        doubled += count("SELECT count(*) - count(DISTINCT (article_id, version)) FROM article_versions")
        doubled += count("SELECT count(*) - count(DISTINCT article_id) FROM article_versions")
        # A page that a killed run had archived ends in the next one, which finds it held where it is offered.
        doubled += count("SELECT count(*) - count(DISTINCT (run_id, url, seen_at)) FROM entries")
        doubled += count("SELECT count(*) - count(DISTINCT capture_id) FROM captures")
        places = con.execute("SELECT digest, warc_file, warc_offset FROM captures").fetchall()
    archive, unreadable = Archive(Home(home).archive), 0
    for known, name, offset in places:
        try:
            unreadable += digest(archive.read(name, offset)[1]) != known
        except ArchiveError:
            unreadable += 1
    return lost, doubled, unreadable


def main() -> None:
    """Kills, counts, reports."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--minutes", type=float, default=60, help="after which no more is killed")
    parser.add_argument("--seed", type=int, default=1, help="of the random moments")
    options = parser.parse_args()
    moments, started = random.Random(options.seed), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="copydesk-") as name, SampleSite() as site:
        folder = Path(name)
        environment = {**os.environ, "PREFECT_HOME": str(folder / "prefect")}
        server = serve_prefect(environment)
        log = folder / "reads"
        with log.open("w") as out:
            command = [sys.executable, "-c", READER, str(folder / "home")]
            reader = subprocess.Popen(command, cwd=ROOT, stdout=out)
            kills = runs = 0
            while kills < options.kills and time.monotonic() < started + 60 * options.minutes:
                runs += 1
                site.forget_requests()
                run = ingest(folder, site.base(SITE), PAGES * runs, environment)
                kills += kill_one(run, site, moments)
                print(f"\r{kills} of {options.kills}", end="", file=sys.stderr, flush=True)
            ingest(folder, site.base(SITE), PAGES * runs, environment).wait()
            time.sleep(2)  # the analyst reads once more
            reader.kill()
            reader.wait()
        server.terminate()
        server.wait()
        lost, doubled, unreadable = count_losses(folder / "home", PAGES * runs)
        reads = log.read_text().splitlines()
    lost += sum(read.startswith("lost") for read in reads)
    doubled += sum(read.startswith("doubled") for read in reads)
    unreadable += sum(read.startswith("unreadable") for read in reads)
    for read in sorted({read for read in reads if read != "fine"})[:5]:
        print(read)
    print(
        f"{kills} kills in {runs} runs and {time.monotonic() - started:.0f} s, {PAGES * runs} pages offered,"
        f" {len(reads)} reads meanwhile: {lost} lost, {doubled} doubled, {unreadable} unreadable"
    )
    sys.exit(bool(lost or doubled or unreadable))


if __name__ == "__main__":
    main()
