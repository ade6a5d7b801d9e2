"""Strangers' words in ours: reasons quote headers and errors, and are read in terminals, logs and pages."""

from __future__ import annotations

_JOINERS = "\u200c\u200d"  # of letters of Persian and Indic scripts, and of emoji


def printable(text: str) -> str:
    r"""The text on one line, with what steers a terminal, or the direction of writing, spelt out: "\x1b"."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c in _JOINERS else _spelt(c) for c in text)


def _spelt(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
