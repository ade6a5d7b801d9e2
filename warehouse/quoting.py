"""Texts and names as SQL writes them, where a parameter cannot stand."""

from __future__ import annotations


def quoted(text: str) -> str:
    """A text."""
    return "'" + text.replace("'", "''") + "'"


def quoted_name(name: str) -> str:
    """The name of a table or column."""
    return '"' + name.replace('"', '""') + '"'
