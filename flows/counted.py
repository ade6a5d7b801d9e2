"""Counts in sentences."""

from __future__ import annotations


def counted(count: int, noun: str) -> str:
    """ "1 source", "1,200 sources", "3 entries"."""
    if count == 1:
        return f"1 {noun}"
    return f"{count:,} {noun.removesuffix('y')}ies" if noun.endswith("ry") else f"{count:,} {noun}s"
