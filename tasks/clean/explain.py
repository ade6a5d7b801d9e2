"""Shows how the reader decided: a page block by block, kept and removed, in reading order."""

from __future__ import annotations

from typing import NamedTuple

from tasks.clean.body import read_body
from tasks.clean.memory import SiteMemory
from tasks.clean.metadata import collect
from tasks.clean.plain_text import read_plain_text
from tasks.clean.reader import open_page
from tasks.records import Capture


class Explained(NamedTuple):
    """A block and what became of it."""

    text: str
    is_kept: bool
    why: str  # the kind of a kept block ("p", "heading", …), the reason of a removed one


def explain(capture: Capture, memory: SiteMemory | None = None) -> list[Explained]:
    """Every block of the page. Raises EndsHere where the capture holds no page that can be read.

    Of a plain text, the removed lines come first.
    """
    page = open_page(capture)
    if isinstance(page, str):
        draft = read_plain_text(capture, page)
        removed = [Explained(block.text, False, block.reason) for block in draft.removed]
        return removed + [Explained(block.text, True, block.kind) for block in draft.blocks]
    judged = read_body(page, collect(page), memory)
    return [Explained(one.block.text, one.is_kept, one.reason or one.block.kind) for one in judged]
