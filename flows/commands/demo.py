"""`copydesk demo`."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Awaitable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.commands.running import run_flow
from flows.output import results, say

if TYPE_CHECKING:
    from tests.site.server import SampleSite

# What the demo asks; each answer is a few lines.
QUESTIONS = (
    (
        "Who relies on which agency?",
        """SELECT publisher, agency, count(*) AS articles
FROM articles, unnest(agencies) AS credited(agency)
GROUP BY ALL ORDER BY articles DESC, publisher, agency LIMIT 8""",
    ),
    (
        "The newest articles, dated as the page dates them",
        """SELECT published_on, published_precision AS precision, section, headline
FROM articles ORDER BY published_on DESC NULLS LAST, headline LIMIT 5""",
    ),
    (
        "What was dropped from the pages most often?",
        """SELECT reason, count(*) AS blocks, any_value(block_text ORDER BY length(block_text)) AS shortest
FROM removed_blocks GROUP BY reason ORDER BY blocks DESC LIMIT 5""",
    ),
)


def demo(
    home: Annotated[Path, typer.Option("--home", help="Folder of the demo's warehouse.")] = Path("demo"),
) -> None:
    """Serve the sample news site on loopback, ingest it, and ask the warehouse three questions.

    Example: copydesk demo
    """
    home.mkdir(parents=True, exist_ok=True)
    sources = home / "sources.toml"
    with _sample_site(sources) as site:
        sources.write_text(site.sources_toml(), encoding="utf-8")
        say(f"Three small news sites are served at {site.base('harbour-post')} and beside it; ingesting.\n")

        def call() -> Awaitable[Any]:
            from flows.ingest import ingest as flow

            return flow(source_ids=[], sources_file=sources, home=home, return_state=True)

        run_flow(call, home)
    _ask(home)
    programs = Path(sys.executable).parent
    if programs.is_relative_to(Path.cwd()):
        programs = programs.relative_to(Path.cwd())
    say(f"Ask more:  {programs / 'copydesk'} shell --home {shlex.quote(str(home))}")
    say(f"See the run in Prefect's UI:  {programs / 'prefect'} server start")


def _sample_site(sources: Path) -> SampleSite:
    """On the port of the demo's last run if it is free: its pages then have the addresses that are held."""
    from tests.site.server import SampleSite

    last = re.search(r"localhost:(\d+)", sources.read_text(encoding="utf-8")) if sources.exists() else None
    if last:
        try:
            return SampleSite(int(last[1]))
        except OSError:
            pass  # somebody else has it
    return SampleSite()


def _ask(home: Path) -> None:
    from warehouse.home import Home
    from warehouse.query import open_published, run_sql

    with open_published(Home(home)) as con:
        for title, query in QUESTIONS:
            results.print(f"\n[bold]{title}[/bold]\n[dim]{query}[/dim]")
            results.print(run_sql(con, query).box(), markup=False, soft_wrap=True)
