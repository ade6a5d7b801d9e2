"""Shows how the reader decided: a page block by block, kept and removed, in reading order."""

from __future__ import annotations

from tasks.clean.body import read_body
from tasks.clean.memory import SiteMemory
from tasks.clean.metadata import collect
from tasks.clean.page import Page


def explain(page: Page, memory: SiteMemory | None = None) -> list[tuple[str, bool, str]]:
    """Of each block its text, whether it is kept, and its kind ("p", "heading", …) or why it is removed."""
    judged = read_body(page, collect(page), memory)
    return [(one.block.text, one.reason is None, one.reason or one.block.kind) for one in judged]
