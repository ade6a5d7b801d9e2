"""What ingesting a page costs, beyond reading it.

    python benchmarks/ingest.py [--pages 500 1000]

The sample site serves numbered pages of 60 to 120 kB from a process of its own. `copydesk ingest` runs on the
smaller and on the larger count, each into a fresh home with Prefect's ephemeral server, all of whose CPU
counts; the difference divided by the difference of the counts is the cost of a page at the margin. Reading
alone is measured in the same run on the same pages. CPU seconds are those of the whole process tree, from the
system.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

BIN = Path(sys.executable).parent
SITE = "harbour-post"
READ_ALONE = 300  # pages

SOURCES = """
[sources.archive]
sitemaps = ["{base}/archive-sitemap.xml?count={count}"]
max_entries = {count}
allow_private = true
delay_seconds = 0
"""


def cpu_of(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """CPU seconds of the command and all its children, and wall seconds. Raises if it fails."""
    started = time.monotonic()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(command)} failed")
    return usage.ru_utime + usage.ru_stime, time.monotonic() - started


def ingest(base: str, count: int, folder: Path) -> tuple[float, float]:
    """Ingests `count` pages into a fresh home; CPU and wall seconds."""
    sources = folder / f"{count}.toml"
    sources.write_text(SOURCES.format(base=base, count=count))
    environment = {**os.environ, "PREFECT_HOME": str(folder / f"prefect-{count}")}
    environment.pop("PREFECT_API_URL", None)
    command = [
        str(BIN / "copydesk"),
        "ingest",
        "--sources",
        str(sources),
        "--home",
        str(folder / f"home-{count}"),
    ]
    spent = cpu_of(command, environment)
    ask = [str(BIN / "copydesk"), "sql", "SELECT count(*) AS n FROM articles", "--format", "csv"]
    landed = subprocess.run(
        [*ask, "--home", str(folder / f"home-{count}")],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()[1]
    if int(landed) != count:
        raise SystemExit(f"{landed} of {count} pages landed")
    return spent


def read_alone(base: str, folder: Path) -> float:
    """CPU seconds a page of `copydesk extract` on the same pages, its start-up taken off."""
    pages = folder / "pages"
    pages.mkdir()
    host = base.split("//")[1]
    for number in range(READ_ALONE):
        request = urllib.request.Request(
            f"http://127.0.0.1:{host.split(':')[1]}/archive/{number}", headers={"Host": host}
        )
        with urllib.request.urlopen(request) as answer:
            (pages / f"{number:06}.html").write_bytes(answer.read())
    extract = [str(BIN / "copydesk"), "extract", "--output", str(folder / "read.jsonl")]
    one = cpu_of([*extract, str(pages / "000000.html")], dict(os.environ))[0]
    return (cpu_of([*extract, str(pages)], dict(os.environ))[0] - one) / (READ_ALONE - 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=int, nargs=2, default=(500, 1000), metavar=("FEW", "MANY"))
    few, many = parser.parse_args().pages
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.site"],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parent.parent,
    )
    try:
        base = next(word for line in server.stdout or () for word in line.split() if SITE in word)
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            alone = read_alone(base, folder)
            spent_few, wall_few = ingest(base, few, folder)
            spent_many, wall_many = ingest(base, many, folder)
    finally:
        server.terminate()
        server.wait()
    margin = (spent_many - spent_few) / (many - few)
    print(
        f"{few} pages: {spent_few:.1f} s CPU, {wall_few:.1f} s; "
        f"{many} pages: {spent_many:.1f} s CPU, {wall_many:.1f} s"
    )
    print(f"ingest at the margin   {1000 * margin:6.1f} ms CPU a page")
    print(f"reading alone          {1000 * alone:6.1f} ms CPU a page")
    print(f"ingest beyond reading  {1000 * (margin - alone):6.1f} ms CPU a page")


if __name__ == "__main__":
    main()
