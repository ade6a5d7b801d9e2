"""Reading pages without a warehouse: named pages in, a JSON object a page out."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from rich.table import Table
from rich.text import Text

from flows.article_json import article_object, ended_object
from flows.output import busy, results, to_json
from flows.pages import NamedPage
from tasks.clean.explain import Explained, explain
from tasks.clean.reader import read_page
from tasks.collector import collect_seldom
from tasks.folders import written_whole
from tasks.normalize.article import normalize
from tasks.records import EndsHere, Outcome

# Outcomes of pages that were read well enough to know that they hold no article.
READ = {
    Outcome.NEW,
    Outcome.NOT_AN_ARTICLE,
    Outcome.CONSENT_PAGE,
    Outcome.BLOCK_PAGE,
    Outcome.PAYWALL_STUB,
}


def write_articles(pages: Iterable[NamedPage], output: Path | None) -> int:
    """Writes a line a page, as JSON; returns how many could not be read. A page that was read and is no
    article is no failure: its line says so."""
    failures = 0
    collect_seldom()
    # The output may be one of the pages that are still to be read: it is replaced at the end.
    opened = written_whole(output) if output else nullcontext(sys.stdout)
    # Lines on a terminal are a sign of life themselves.
    with opened as out, busy("Reading pages") if output else nullcontext() as status:
        for count, page in enumerate(pages, start=1):
            fields = _read(page)
            if status:
                status.update(f"Reading pages: {count:,}")
            failures += fields.get("outcome", Outcome.NEW) not in READ
            out.write(to_json(fields) + "\n")
    return failures


def _read(page: NamedPage) -> dict[str, Any]:
    """The page's article, or its outcome and reason; for a manifest's page its id and the CPU seconds too."""
    started = time.process_time()
    try:
        if isinstance(page.capture, EndsHere):
            raise page.capture
        fields = article_object(normalize(read_page(page.capture)))
    except EndsHere as end:
        fields = {"name": page.name, **ended_object(end)}
    if page.page_id is None:
        return fields
    return {"id": page.page_id, "cpu_seconds": round(time.process_time() - started, 6), **fields}


def write_explanations(pages: Iterable[NamedPage]) -> int:
    """Shows each page block by block, what was kept and what was dropped and why; returns the failures."""
    failures = 0
    for page in pages:
        results.rule(page.name, align="left")
        try:
            if isinstance(page.capture, EndsHere):
                raise page.capture
            results.print(_explanation(explain(page.capture)))
        except EndsHere as end:
            failures += end.outcome not in READ
            results.print(Text(f"{end.outcome}: {end.reason}", style="yellow"))
    return failures


def _explanation(blocks: Sequence[Explained]) -> Table:
    """Two columns: why, and the block; kept blocks are green."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(justify="right", style="cyan", no_wrap=True)
    grid.add_column(overflow="fold")
    for block in blocks:
        grid.add_row(block.why, Text(block.text, style="green" if block.is_kept else "dim red"))
    return grid
