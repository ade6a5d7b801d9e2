"""Texts and names as SQL writes them, where a parameter cannot stand."""

from __future__ import annotations


def quoted(text: str) -> str:
    """A text."""
    return "'" + text.replace("'", "''") + "'"


def quoted_name(name: str) -> str:
    """The name of a table or column."""
    return '"' + name.replace('"', '""') + '"'


def host_in(column: str) -> str:
    """SQL of the host of the web address in a column, without its port, in lower case; '' if it is none."""
    return rf"regexp_extract(lower({column}), '^https?://(?:[^/?#@]*@)?([^/:?#]+)', 1)"
