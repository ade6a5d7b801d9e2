"""Cuts a plain text into its paragraphs."""

from __future__ import annotations

import re
from itertools import pairwise

from tasks.clean.phrases import furniture_reason
from tasks.clean.plain_facts import MAX_FACT_CHARS, SENTENCE_END, Facts, has_date, read_fact
from tasks.clean.text import tidy

MIN_WRAPPED_CHARS = 40  # lines of a hard-wrapped paragraph are at least this long, but for its last
MAX_WRAPPED_CHARS = 120  # … and at most this long
WORD_CHARS = 16  # a line that is wrapped is shorter than the longest by no more than a word
MIN_FULL_LINES = 3  # that show that a text is wrapped
MAX_PARAGRAPHS = 20_000

_LABEL = re.compile(r"[^\W\d_][\w-]{1,19}[:：]\s")  # "Subject: …": such a line goes on with no other


def paragraphs_of(text: str) -> list[str]:
    """The paragraphs: what blank lines separate, hard-wrapped lines joined, short lines apart."""
    out: list[str] = []
    for group in re.split(r"\n[^\S\n]*\n", text.replace("\r\n", "\n").replace("\r", "\n")):
        lines = [line for line in map(_with_columns, group.split("\n")) if line]
        inner = lines[:-1]
        wrapped = bool(inner) and all(MIN_WRAPPED_CHARS <= len(line) <= MAX_WRAPPED_CHARS for line in inner)
        if wrapped and (len(lines) > 2 or not (SENTENCE_END.search(inner[0]) or furniture_reason(lines[1]))):
            out.append(" ".join(lines))
        else:
            out.extend(_unwrapped(lines))
        if len(out) > MAX_PARAGRAPHS:
            break
    return out[:MAX_PARAGRAPHS]


def _with_columns(line: str) -> str:
    """A line on the date with its columns told apart, which tabs part."""
    is_of_date = "\t" in line and len(line) <= MAX_FACT_CHARS and has_date(line)
    return tidy(line.strip("\t").replace("\t", " | ") if is_of_date else line)


def _unwrapped(lines: list[str]) -> list[str]:
    """Lines that follow each other without blank ones, those of a hard-wrapped sentence joined.

    There are some that end near the same column, each in the middle of a sentence.
    """
    width = max(map(len, lines), default=0)
    full = {line for line in lines if len(line) > width - WORD_CHARS and not SENTENCE_END.search(line)}
    if len(full) < MIN_FULL_LINES or not MIN_WRAPPED_CHARS < width <= MAX_WRAPPED_CHARS:
        return lines
    out = lines[:1]
    for before, line in pairwise(lines):
        if before in full and not _LABEL.match(line) and not read_fact(line, Facts()):
            out[-1] = f"{out[-1]} {line}"
        else:
            out.append(line)
    return out
