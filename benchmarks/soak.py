"""`copydesk up` left to itself: what its runs come to, what it takes, and what it leaves.

    python benchmarks/soak.py [--minutes 10] [--picture docs/runs.png]

The sample news site's three sources are ingested every minute; one is switched off for a third of the time.
Printed: runs by state, the latest start, memory of the server and of the schedules over time, processes and
runs that are left after the stop. Then, without any run: CPU with fifty sources. It needs /proc; the picture
of Prefect's UI needs Debian's chromium and chromium-driver.
"""

# ruff: noqa: E402
from __future__ import annotations

import argparse
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

# Run as a script, the files beside this one would be taken for the packages.
sys.path[:] = [path for path in sys.path if Path(path).resolve() != Path(__file__).resolve().parent]
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.site.server import SampleSite

COPYDESK = Path(sys.executable).parent / "copydesk"
START_SECONDS = 180.0
SAMPLE_SECONDS = 15.0
IDLE_SETTLES, IDLE_SECONDS = 60.0, 180.0
IDLE_SOURCES = 50
OFF = "wire-mirror"
SIZE = (1280, 900)  # pixels of the picture
TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


@dataclass
class Up:
    """A running `copydesk up`."""

    process: subprocess.Popen[bytes]
    home: Path
    ui: str

    def pids(self) -> dict[str, int]:
        """Its server and its schedules."""
        found = {}
        for path in Path("/proc").iterdir():
            if path.name.isdecimal() and parent(int(path.name)) == self.process.pid:
                words = (path / "cmdline").read_bytes().split(b"\0")
                found["server" if b"prefect" in words else "schedules"] = int(path.name)
        return found


@contextmanager
def up(folder: Path, sources: str) -> Iterator[Up]:
    """Runs `copydesk up` on these sources while the block runs."""
    folder.mkdir()
    (folder / "sources.toml").write_text(sources)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    arguments = ["up", "--sources", folder / "sources.toml", "--home", folder / "data", "--port", str(port)]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([COPYDESK, *arguments], stdout=log, stderr=log, env=environment)
    try:
        latest = time.monotonic() + START_SECONDS
        while not (found := re.search(r"UI: (http://\S+\d)", (folder / "log").read_text())):
            assert process.poll() is None and time.monotonic() < latest, (folder / "log").read_text()
            time.sleep(0.5)
        yield Up(process, folder / "data", found[1])
    finally:
        process.kill()
        process.wait()


def parent(pid: int) -> int | None:
    """The process that has started this one; None if it is gone."""
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return None


def megabytes(pid: int) -> int:
    """Resident memory."""
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) // 1000 if found else 0


def cpu_seconds(pid: int) -> float:
    """What the process has used of the processor; not what its children have."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def soak(folder: Path, minutes: float, picture: Path | None) -> None:
    """The first part: every minute a run of each source."""
    with SampleSite() as site:
        sources = re.sub(r"(\[sources\..+\])", r'\1\nschedule = "* * * * *"', site.sources_toml())
        with up(folder / "busy", sources) as desk:
            pids, began = desk.pids(), time.monotonic()
            print("minute  server MB  schedules MB", flush=True)
            while (passed := (time.monotonic() - began) / 60) < minutes:
                (site.switch_off if minutes / 3 < passed < minutes * 2 / 3 else site.switch_on)(OFF)
                print(
                    f"{passed:6.1f}  " + "  ".join(str(megabytes(pid)) for pid in pids.values()), flush=True
                )
                time.sleep(SAMPLE_SECONDS)
            if picture:
                take(f"{desk.ui}/runs", picture)
            asked = time.monotonic()
            desk.process.send_signal(signal.SIGTERM)
            print(f"exit code {desk.process.wait()} after {time.monotonic() - asked:.0f} s")
            left = [
                path.name for path in Path("/proc").iterdir() if path.name.isdecimal() and has(path, desk.ui)
            ]
            print(f"processes left: {len(left)}")
            tell_runs(desk.home / "prefect" / "prefect.db")


def has(process: Path, ui: str) -> bool:
    """Whether the process works for this server."""
    try:
        return f"PREFECT_API_URL={ui}/api".encode() in (process / "environ").read_bytes().split(b"\0")
    except OSError:
        return False


def tell_runs(database: Path) -> None:
    """States and delays of the runs of the three sources."""
    query = (
        "SELECT d.name, r.state_name, s.message,"
        " (julianday(r.start_time) - julianday(r.expected_start_time)) * 86400"
        " FROM flow_run r JOIN deployment d ON d.id = r.deployment_id"
        " LEFT JOIN flow_run_state s ON s.id = r.state_id"
    )
    with closing(sqlite3.connect(database)) as con:
        runs = con.execute(query).fetchall()
    for (name, state), count in sorted(Counter((name, state) for name, state, _, _ in runs).items()):
        print(f"{name}: {count} {state}")
    for name, state, message, _ in runs:
        if state in ("Failed", "Crashed"):
            print(f"  {name}: {state}: {message}")
    delays = sorted(delay for *_, delay in runs if delay is not None)
    median, most = delays[len(delays) // 2], delays[-1]
    print(f"{len(delays)} runs began; seconds late: median {median:.1f}, most {most:.1f}")


def take(address: str, picture: Path) -> None:
    """A picture of Prefect's UI."""
    from selenium import webdriver
    from selenium.webdriver.support.ui import WebDriverWait

    options = webdriver.ChromeOptions()
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"):
        options.add_argument(argument)
    with webdriver.Chrome(options, webdriver.ChromeService(shutil.which("chromedriver"))) as browser:
        screen = {"width": SIZE[0], "height": SIZE[1], "deviceScaleFactor": 1, "mobile": False}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
        browser.get(address)
        WebDriverWait(browser, 60).until(lambda page: "Completed" in page.page_source)
        time.sleep(5)  # it draws its chart bit by bit
        browser.save_screenshot(str(picture))


def idle(folder: Path) -> None:
    """The second part: fifty sources, none of them due."""
    sources = "".join(
        f'[sources.paper-{n}]\nfeeds = ["https://paper-{n}.example/rss"]\nschedule = "0 0 29 2 *"\n'
        for n in range(IDLE_SOURCES)
    )
    with up(folder / "idle", sources) as desk:
        time.sleep(IDLE_SETTLES)
        pids = desk.pids()
        before = {name: cpu_seconds(pid) for name, pid in pids.items()}
        time.sleep(IDLE_SECONDS)
        for name, pid in pids.items():
            share = (cpu_seconds(pid) - before[name]) / IDLE_SECONDS
            print(f"idle with {IDLE_SOURCES} sources: {name}: {share:.1%} of a core, {megabytes(pid)} MB")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--minutes", type=float, default=10.0)
    asked.add_argument("--picture", type=Path)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        soak(Path(folder), given.minutes, given.picture)
        idle(Path(folder))


if __name__ == "__main__":
    main()
