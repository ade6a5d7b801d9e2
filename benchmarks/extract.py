"""Copydesk's reader beside its peers, on the same pages in one run.

    python benchmarks/extract.py [READER ...] [--picture docs/extract.svg]

Every reader runs alone in a process of its own, one page after the other; CPU is the clock of the process, on
the pages of zyte and fundus. Two pages are read before the clock starts, one of them in a language that few
readers know by its words, since flows read thousands in a process: what a reader loads once, and keeps, is
not counted. Scores are those of score.py. What counts is the ratio to another reader of the same run: the
machine is shared. All readers take some four minutes.
"""

from __future__ import annotations

import argparse
import importlib.util
import logging
import statistics
import sys
import time
import warnings
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from types import ModuleType
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.corpora import CORPORA, items, page_of
from benchmarks.peers import READERS
from benchmarks.picture import save

FIRST_PAGES = (
    b"""<!doctype html>
<html lang="en"><head><title>Ferry back in service | Example</title></head><body>
<article><h1>Ferry back in service</h1><p class="byline">By Ann Example</p><time>May 16, 2024</time>
<p>The ferry between the two harbours is back in service after a winter of repairs, its operator said.</p>
<p>It will sail four times a day until October, and twice on Sundays, as it did before the storm.</p>
</article></body></html>""",
    b"""<!doctype html><html><head><title>Navis iterum navigat | Example</title></head><body>
<article><h1>Navis iterum navigat</h1><p>Navis inter duos portus iterum navigat post hiemem reparationum, ut
dominus eius dixit. Quater die usque ad Octobrem navigabit, bis diebus dominicis, sicut ante tempestatem.</p>
<p>Incolae insulae gaudent: pueri scholam petunt, mercatores pisces vendunt, medicus aegros visitat.</p>
</article></body></html>""",
)
CPU_CORPORA = ("zyte", "fundus")
METRICS = (
    "zyte.body.f1",
    "fundus.body.f1",
    "trafilatura.seg.f1",
    "fundus.headline",
    "fundus.authors",
    "trafilatura.authors",
    "fundus.day",
    "fundus.instant",
    "trafilatura.day",
    "htmldate.day",
    "agency.p",
    "agency.r",
)
# What a line must hold for a metric to mean something, by the metric's second word.
FIELDS = {
    "body": ["body"],
    "seg": ["body"],
    "headline": ["headline"],
    "authors": ["authors"],
    "day": ["published", "published_on"],
    "instant": ["published", "published_at"],
    "p": ["agencies"],
    "r": ["agencies"],
}


def read_all(name: str) -> dict[str, dict[str, Any]]:
    """Every page through one reader; lines by id, with `cpu_seconds` on the pages that count."""
    read = READERS[name]()
    for page in FIRST_PAGES:
        read(page, "https://example.org/first")
    lines = {}
    for item in items():
        page = page_of(item)
        started = time.process_time()
        try:
            line = read(page, item["url"] or "")
        except Exception:  # a peer's failure counts as an empty reading
            line = {}
        if item["corpus"] in CPU_CORPORA:
            line["cpu_seconds"] = time.process_time() - started
        lines[item["id"]] = line
    return lines


def read_alone(name: str) -> dict[str, dict[str, Any]]:
    """The same in a process that is only for this: what the peers warn of is not our concern."""
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    return read_all(name)


def scorer() -> ModuleType:
    """The corpora's own score.py."""
    spec = importlib.util.spec_from_file_location("score", CORPORA / "score.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def table(scores: dict[str, dict[str, float]], cpu: dict[str, float]) -> Table:
    """A row a metric, a column a reader; CPU also as a multiple of ours."""
    made = Table(title="1,246 pages with known answers", title_justify="left")
    made.add_column("")
    for name in scores:
        made.add_column(name, justify="right")
    for metric in METRICS:
        best = max(result.get(metric, 0.0) for result in scores.values())
        cells = [_cell(result.get(metric), best) for result in scores.values()]
        made.add_row(metric, *cells)
    made.add_section()
    made.add_row("CPU ms a page", *(f"{cpu[name]:.1f}" for name in scores))
    ours = cpu.get("copydesk")
    if ours:
        made.add_row("CPU, times ours", *(f"{cpu[name] / ours:.1f}" for name in scores))
    return made


def given(scores: dict[str, float], lines: dict[str, dict[str, Any]]) -> dict[str, float]:
    """The metrics of those fields that the reader gives at all."""
    fields = {field for line in lines.values() for field, value in line.items() if value}
    return {metric: scores[metric] for metric in METRICS if fields & set(FIELDS[metric.split(".")[1]])}


def _cell(value: float | None, best: float) -> str:
    if value is None:
        return "–"
    return f"[bold]{value:.3f}[/bold]" if value == best else f"{value:.3f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("readers", nargs="*", metavar="READER", help=", ".join(READERS))
    parser.add_argument("--picture", type=Path, help="write the table as an SVG")
    arguments = parser.parse_args()
    names = arguments.readers or list(READERS)
    if unknown := set(names) - set(READERS):
        parser.error(f"no such reader: {', '.join(sorted(unknown))}")
    score = scorer()
    golds = score.read(CORPORA / "gold.jsonl")
    scores, cpu = {}, {}
    for name in names:
        with ProcessPoolExecutor(1) as alone:
            lines = alone.submit(read_alone, name).result()
        scores[name] = given(score.score(golds, lines), lines)
        cpu[name] = 1000 * statistics.mean(
            line["cpu_seconds"] for line in lines.values() if "cpu_seconds" in line
        )
        print(f"{name}: done", file=sys.stderr)
    console = Console(record=True, width=34 + 13 * len(scores))
    console.print(table(scores, cpu))
    if arguments.picture:
        save(console, arguments.picture, "benchmarks/extract.py")


if __name__ == "__main__":
    main()
