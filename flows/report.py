"""How a run ended, in words and tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from flows.counted import counted
from flows.progress import Progress
from tasks.discover.sources_file import SourcesError
from tasks.fetch.hosts import HostTime
from tasks.records import Outcome
from warehouse.errors import WarehouseError
from warehouse.query import NewArticle

# What Prefect puts before the message of an exception in a flow. The class of one whose message is for people
# says nothing to them.
_PREFECTS_WORDS = "Flow run encountered an exception: "
_OURS: list[type[Exception]] = [SourcesError, *WarehouseError.__subclasses__()]
MAX_LISTED = 20  # new articles that a run's report names
# Whole, so that a colon or full stop behind an address is no part of it.
_WEB_ADDRESS = re.compile(r"(https?://[^\s<>]*[^\s<>.,:;!?])")
_MARKS = re.compile(r"([\\`*_{}\[\]<>()#+!|~&-])")


def outcome_rows(progress: Progress) -> list[tuple[str, Counter[Outcome]]]:
    """A row a source; the sum last, if there are several."""
    rows = sorted(progress.outcomes.items())
    return rows if len(rows) < 2 else [*rows, ("all", progress.total())]


def outcome_objects(progress: Progress) -> list[dict[str, object]]:
    """One a source: {"source_id": "harbour-post", "entries": 12, "outcomes": {"new": 10, "held": 2}}."""
    return [
        {"source_id": source, "entries": counts.total(), "outcomes": dict(counts)}
        for source, counts in sorted(progress.outcomes.items())
    ]


def outcome_lines(progress: Progress) -> list[str]:
    """A sentence a source: "harbour-post: 12 entries: 10 new, 2 held"."""
    return [f"{source}: {in_words(counts)}" for source, counts in sorted(progress.outcomes.items())]


def in_words(counts: Counter[Outcome]) -> str:
    """Counts as a phrase: "12 entries: 10 new, 2 held"."""
    total = counts.total()
    return f"{counted(total, 'entry')}: {outcome_words(counts)}" if total else "no entries"


def outcome_words(counts: Mapping[Outcome, int]) -> str:
    """Counts by outcome: "10 new, 2 held"; in the order in which outcomes are defined."""
    return ", ".join(f"{counts[outcome]} {outcome}" for outcome in Outcome if counts.get(outcome))


def reason_of(message: str | None) -> str:
    """Why a run has failed, by the message of its state in Prefect."""
    reason = (message or "no reason given").removeprefix(_PREFECTS_WORDS)
    names = tuple(f"{one.__name__}: " for one in _OURS)
    return reason.partition(": ")[2] if reason.startswith(names) else reason


def first_of(problems: Sequence[str]) -> str:
    """The first of the problems, and how many more there are: for a message of one line."""
    more = f"; and {len(problems) - 1} more" if len(problems) > 1 else ""
    return f"{problems[0]}{more}"


@dataclass(frozen=True)
class Landed:
    """What a run has left in the warehouse."""

    run_id: str
    new: Sequence[NewArticle]  # the newest MAX_LISTED
    front_page: Path | None  # the file, if there is one


def report_markdown(progress: Progress, landed: Landed) -> str:
    """What Prefect's UI shows of a run: how its entries ended, what failed, looks wrong, or is new."""
    parts = [outcomes_markdown(progress)]
    sections = (
        ("What failed", _items(progress.problems)),
        ("Notes", _items(progress.notes)),
        ("New articles", [_article(one) for one in landed.new]),
        ("Slowest hosts", [_host(one) for one in progress.slow_hosts]),
    )
    parts += [f"### {title}\n\n" + "\n".join(lines) for title, lines in sections if lines]
    if progress.outcomes:
        parts.append(
            "### More of it, by `copydesk sql`\n\n```sql\nSELECT outcome, reason, url FROM entries\n"
            f"WHERE run_id = '{landed.run_id}' ORDER BY outcome, reason\n```"
        )
    if landed.front_page:
        parts.append(f"The front page, on the machine that ran it: `{landed.front_page.resolve().as_uri()}`")
    return "\n\n".join(parts)


def _items(lines: Sequence[str]) -> list[str]:
    return [f"- {_with_links(line)}" for line in lines]


def _with_links(line: str) -> str:
    """As `escaped`, but for addresses: a backslash before a dash would be taken for a part of them."""
    parts = _WEB_ADDRESS.split(" ".join(storable(line).split()))
    return "".join(f"<{part}>" if number % 2 else _marked(part) for number, part in enumerate(parts))


def _article(one: NewArticle) -> str:
    where = f" ({escaped(one.publisher)})" if one.publisher else ""
    if not one.url.startswith(("http://", "https://")):
        return f"- {escaped(one.headline or one.url)}{where}"
    target = quote(one.url, safe="/:?#[]@!$&'()*+,;=%~")
    return f"- [{escaped(one.headline or one.url)}](<{target}>){where}"


def _host(one: HostTime) -> str:
    seconds = f"{one.seconds / one.requests:.1f} s a request"
    return f"- {escaped(one.host)}: {seconds}, {counted(one.requests, 'request')}"


def escaped(text: str) -> str:
    """Strangers' text as Markdown that shows it as it is, in one line."""
    return _marked(" ".join(storable(text).split()))


def _marked(text: str) -> str:
    return _MARKS.sub(r"\\\1", text)


def storable(text: str) -> str:
    """The text as Prefect can keep it: the name of a file may not be UTF-8, and has halves of pairs in it."""
    return text.encode("utf-8", "replace").decode()


def outcomes_markdown(progress: Progress) -> str:
    """A table: a row a source, the sum last. A column an outcome is more than fits Prefect's page."""
    if not progress.outcomes:
        return "No entries."
    rows = [[source, str(counts.total()), outcome_words(counts)] for source, counts in outcome_rows(progress)]
    lines = [["source", "entries", "how they ended"], ["---", "---:", "---"], *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)
