"""Kills the loader at random moments while an analyst reads, and counts what is lost, doubled or unreadable.

    python benchmarks/chaos.py [--kills 50] [--seed 1]

A process lands batches and publishes after each, saying which batch was acknowledged; it is killed (SIGKILL)
after a random time, and the next one goes on with the batch that was not acknowledged. Another process opens
the published file, counts, and closes it, over and over. At the end: acknowledged articles that are missing,
rows that are there twice, reads that failed or saw half a batch. All three must be 0; the exit code says so.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:] = [str(ROOT), *(path for path in sys.path if Path(path).resolve() != ROOT / "benchmarks")]

BATCH = 20  # articles
KILL_AFTER = 2.0  # seconds at most, counted from when the process is ready

WRITER = f"""
import sys
from tests.warehouse.samples import batch
from warehouse.home import Home
from warehouse.loader import open_loader
from warehouse.publish import publish
home, number = Home(sys.argv[1]), int(sys.argv[2])
print("ready", flush=True)
while True:
    with open_loader(home, timeout=30) as loader:
        loader.land(f"run-{{number}}", batch({BATCH}, number * {BATCH}, words=300), [], [])
    print(number, flush=True)
    number += 1
    publish(home, timeout=30)
"""

READER = f"""
import sys
from warehouse.errors import NoWarehouse
from warehouse.home import Home
from warehouse.query import open_published
home, last = Home(sys.argv[1]), 0
while True:
    try:
        with open_published(home) as con:
            sql = "SELECT count(*), count(DISTINCT article_id), count(body) FROM articles"
            count, ids, bodies = con.execute(sql).fetchall()[0]
        fine = count == ids == bodies and count >= last and count % {BATCH} == 0
        last = count
        print("fine" if fine else f"half: {{count}} {{ids}} {{bodies}} {{last}}", flush=True)
    except NoWarehouse:
        pass
    except Exception as error:
        print(f"failed: {{error}}", flush=True)
"""


def python(code: str, *arguments: str, stdout: object = subprocess.PIPE) -> subprocess.Popen[str]:
    """A Python process that runs the code."""
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.Popen(command, cwd=ROOT, stdout=stdout, text=True)  # type: ignore[call-overload]


def write_until_killed(home: Path, number: int, seconds: float) -> int:
    """Lands batches from that number on, is killed after so many seconds; the number that comes next."""
    writer = python(WRITER, str(home), str(number))
    assert writer.stdout is not None
    for line in writer.stdout:
        if line.strip() == "ready":
            threading.Timer(seconds, writer.kill).start()
        else:
            number = int(line) + 1
    writer.wait()
    return number


def main() -> None:
    """Kills, counts, reports."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1, help="of the random moments")
    options = parser.parse_args()
    moments = random.Random(options.seed)
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="copydesk-") as folder:
        home, log = Path(folder) / "home", Path(folder) / "reads"
        with log.open("w") as out:
            reader = python(READER, str(home), stdout=out)
            number = 0
            for _ in range(options.kills):
                number = write_until_killed(home, number, moments.uniform(0, KILL_AFTER))
            reader.kill()
            reader.wait()
        lost, doubled = count_losses(home, number * BATCH)
        reads = log.read_text().splitlines()
    bad = [read for read in reads if read != "fine"]
    for read in bad[:5]:
        print(read)
    print(
        f"{options.kills} kills in {time.monotonic() - started:.0f} s, {number * BATCH} articles"
        f" acknowledged, {len(reads)} reads meanwhile: {lost} lost, {doubled} doubled, {len(bad)} unreadable"
    )
    sys.exit(bool(lost or doubled or bad))


def count_losses(home: Path, acknowledged: int) -> tuple[int, int]:
    """Acknowledged articles that are missing, and rows that are there twice, after one more publishing."""
    from tests.warehouse.samples import digest
    from warehouse.home import Home
    from warehouse.publish import publish
    from warehouse.query import open_published

    publish(Home(home))
    with open_published(Home(home)) as con:
        held = {row[0] for row in con.execute("SELECT article_id FROM articles").fetchall()}
        doubled = con.execute(
            "SELECT count(*) FROM"
            " (SELECT 1 FROM core.versions GROUP BY article_id, version HAVING count(*) > 1)"
        ).fetchall()[0][0]
    return sum(digest(f"story-{number}") not in held for number in range(acknowledged)), doubled


if __name__ == "__main__":
    main()
