"""How a run ended, in words and tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from flows.progress import Progress
from tasks.records import Outcome


def outcome_rows(progress: Progress) -> list[tuple[str, Counter[Outcome]]]:
    """A row a source; the sum last, if there are several."""
    rows = sorted(progress.outcomes.items())
    return rows if len(rows) < 2 else [*rows, ("all", progress.total())]


def outcome_lines(progress: Progress) -> list[str]:
    """A sentence a source: "harbour-post: 12 entries: 10 new, 2 held"."""
    return [f"{source}: {in_words(counts)}" for source, counts in sorted(progress.outcomes.items())]


def in_words(counts: Counter[Outcome]) -> str:
    """Counts as a phrase: "12 entries: 10 new, 2 held"."""
    entries = "1 entry" if counts.total() == 1 else f"{counts.total()} entries"
    return f"{entries}: {outcome_words(counts)}" if counts.total() else "no entries"


def outcome_words(counts: Mapping[Outcome, int]) -> str:
    """Counts by outcome: "10 new, 2 held"; in the order in which outcomes are defined."""
    return ", ".join(f"{counts[outcome]} {outcome}" for outcome in Outcome if counts.get(outcome))


def report_markdown(progress: Progress) -> str:
    """What Prefect's UI shows of a run: how its entries ended, what failed, what the checks found."""
    parts = [outcomes_markdown(progress)]
    for title, lines in (("What failed", progress.problems), ("Notes", progress.notes)):
        if lines:
            parts.append(f"### {title}\n\n" + "\n".join(f"- {' '.join(line.split())}" for line in lines))
    return "\n\n".join(parts)


def outcomes_markdown(progress: Progress) -> str:
    """A Markdown table: a row a source, a column an outcome that occurred, the sum last."""
    if not progress.outcomes:
        return "No entries."
    occurred = [outcome for outcome in Outcome if progress.total()[outcome]]
    head = ["source", *occurred, "entries"]
    lines = [head, ["---"] + ["---:"] * (len(head) - 1)]
    for source, counts in outcome_rows(progress):
        lines.append([source, *(str(counts[outcome] or "") for outcome in occurred), str(counts.total())])
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)
