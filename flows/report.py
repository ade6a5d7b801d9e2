"""How a run ended, in words and tables."""

from __future__ import annotations

from collections import Counter

from flows.progress import Progress
from tasks.records import Outcome


def outcome_table(progress: Progress) -> list[list[str]]:
    """Rows of text, the head first: a row a source, a column an outcome that occurred, the sum last."""
    occurred = [outcome for outcome in Outcome if progress.total()[outcome]]
    head = ["source", *occurred, "entries"]
    rows = [_row(source, counts, occurred) for source, counts in sorted(progress.outcomes.items())]
    if len(rows) > 1:
        rows.append(_row("all", progress.total(), occurred))
    return [head, *rows]


def _row(name: str, counts: Counter[Outcome], occurred: list[Outcome]) -> list[str]:
    return [name, *(str(counts[outcome] or "") for outcome in occurred), str(counts.total())]


def outcome_lines(progress: Progress) -> list[str]:
    """A sentence a source: "harbour-post: 12 entries: 10 new, 2 held"."""
    return [f"{source}: {in_words(counts)}" for source, counts in sorted(progress.outcomes.items())]


def in_words(counts: Counter[Outcome]) -> str:
    """Counts as a phrase: "12 entries: 10 new, 2 held"."""
    parts = ", ".join(f"{counts[outcome]} {outcome}" for outcome in Outcome if counts[outcome])
    entries = "1 entry" if counts.total() == 1 else f"{counts.total()} entries"
    return f"{entries}: {parts}" if parts else "no entries"


def outcomes_markdown(progress: Progress) -> str:
    """The outcome table in Markdown."""
    if not progress.outcomes:
        return "No entries."
    head, *rows = outcome_table(progress)
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)
