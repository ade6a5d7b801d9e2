"""Strangers' words in ours: reasons quote headers and errors, and are read in terminals, logs and pages."""

from __future__ import annotations


def printable(text: str) -> str:
    r"""The text on one line, with what steers a terminal, or the direction of writing, spelt out: "\x1b"."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)
