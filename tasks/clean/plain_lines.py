"""Cuts a plain text into its paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby, pairwise
from unicodedata import east_asian_width

from tasks.clean.phrases import furniture_reason
from tasks.clean.plain_facts import MAX_FACT_CHARS, SENTENCE_END, Facts, has_date, is_slug, read_fact
from tasks.clean.text import tidy

MIN_PARAGRAPH_CHARS = 40  # of the body; fewer in scripts that put no space between words
MAX_HEADLINE_CHARS = 250
MAX_UNMARKED_CHARS = 100  # of a headline in a script without marks at the end of sentences
END_CHARS = 20  # of a line, among which a letter of such a script stands
MIN_WRAPPED_COLUMNS = 40  # lines of a hard-wrapped paragraph are at least this wide, but for its last
MAX_WRAPPED_COLUMNS = 120  # … and at most this wide
NEARLY_ALL = 0.95
MAX_TEXT_COLUMNS = 100  # of nearly all lines of a text that is wrapped from its beginning to its end …
MIN_TEXT_LINES = 6  # … of which so many are full
WORD_COLUMNS = 16  # a line that is wrapped is narrower than the widest by no more than a word
DENSE_COLUMNS = 8  # … or, where no space parts the words, by no more than some marks
MAX_ENDED = 0.5  # of the lines of a wrapped paragraph, but for its last, that end a sentence
MIN_OPEN_COLUMNS = (
    36  # of a line that goes on in one that begins with a small letter; items of lists are shorter
)
MIN_DENSE_COLUMNS = 60  # of a line without a mark at its end that is no headline in such a script
MIN_FULL_LINES = 3  # that show that a text is wrapped
MIN_NARROW_COLUMNS = 20  # of the columns of a newspaper's page
MIN_NARROW_LINES = 6  # that show that a text stands in such a column
MIN_GOING_ON = 0.5  # of these begin in the middle of a sentence
MAX_HEADLINE_LINES = 5
MAX_PARAGRAPHS = 20_000

_LABEL = re.compile(r"[^\W\d_][\w-]{1,19}[:：]\s")  # "Subject: …": such a line goes on with no other
ITEM = re.compile(r"[*•·‣▪◦●■▶+-]\s")  # how an item of a list begins
TRAIL = re.compile(r"\s+[>»›]\s+")  # between the sections of a trail
_UNMARKED = re.compile(r"[\u0e00-\u0eff\u1780-\u17ff]")  # Thai, Lao, Khmer
UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_NO_SPACE_BETWEEN = re.compile(r"[\u2e80-\u9fff\uff00-\uffef]")  # Chinese and Japanese
_QUOTES = "\"'“”„‘’«»‹›("
_WIDE = "WF"  # letters that take two columns


def is_text(line: str) -> bool:
    """True for a paragraph of running text, as opposed to a heading or a line on credit or date."""
    if len(line) < MIN_PARAGRAPH_CHARS and not (UNSPACED.search(line) and len(line) > 15):
        return False
    if SENTENCE_END.search(line) or len(line) > MAX_HEADLINE_CHARS:
        return True
    return len(line) > MAX_UNMARKED_CHARS and bool(_UNMARKED.search(line[-END_CHARS:]))


def may_be_paragraph(line: str) -> bool:
    """True for a line that could be a paragraph of the body, however short its sentence."""
    is_sentence = len(line.split()) > 1 and SENTENCE_END.search(line)
    is_paragraph = len(line) >= MIN_PARAGRAPH_CHARS or is_sentence or UNSPACED.search(line)
    return bool(is_paragraph) and not read_fact(line, Facts())


def paragraphs_of(text: str) -> list[str]:
    """The paragraphs: what blank lines separate, hard-wrapped lines joined, short lines apart."""
    out: list[str] = []
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    full_from = _full_from(text)
    for group in re.split(r"\n[^\S\n]*\n", text):
        written = re.split(r"[\n\f]", group)[:MAX_PARAGRAPHS]
        for lines in _between_rules(map(_with_columns, written)):
            out.extend(_joined(lines, full_from))
        if len(out) > MAX_PARAGRAPHS:
            break
    return out[:MAX_PARAGRAPHS]


def _between_rules(lines: Iterator[str]) -> Iterator[list[str]]:
    """The lines that there are, those of marks alone ("-----") apart from the others."""
    for _, part in groupby(filter(None, lines), key=lambda line: any(map(str.isalnum, line))):
        yield list(part)


def _full_from(text: str) -> int:
    """From how many columns on a line is full, if all of the text is wrapped; more than any has if not."""
    widths = [columns(tidy(line)) for line in text.split("\n", MAX_PARAGRAPHS)[:MAX_PARAGRAPHS]]
    widest = sorted(widths)[int(len(widths) * NEARLY_ALL)]  # a headline, or an address, may be wider
    full = widest - WORD_COLUMNS
    is_wrapped = widest <= MAX_TEXT_COLUMNS and sum(width > full for width in widths) >= MIN_TEXT_LINES
    return full if is_wrapped else MAX_WRAPPED_COLUMNS + 1


def _joined(lines: list[str], full_from: int) -> list[str]:
    """The paragraphs of lines that follow each other without blank ones."""
    if not _is_wrapped(lines, full_from):
        return _unwrapped(lines)
    return [in_one(lines)]


def _is_wrapped(lines: list[str], full_from: int) -> bool:
    """True for the lines of one hard-wrapped paragraph, as their widths tell and where they end."""
    inner = lines[:-1]
    widths = [columns(line) for line in inner]
    if not inner or min(widths) < MIN_WRAPPED_COLUMNS or max(map(len, inner)) > MAX_WRAPPED_COLUMNS:
        return False
    if is_slug(lines[0]) or _are_apart(lines):
        return False
    if _NO_SPACE_BETWEEN.match(inner[0][-1]) and max(widths) - min(widths) > DENSE_COLUMNS:
        return False
    ended = sum(bool(SENTENCE_END.search(line)) and columns(line) < full_from for line in inner)
    if len(lines) == 2:
        return not (ended or furniture_reason(lines[1]) or read_fact(lines[1], Facts()))
    return ended <= MAX_ENDED * len(inner)


def _are_apart(lines: list[str]) -> bool:
    """True for the items of a list, and for labelled lines; a wrapped text has one by chance, within it."""
    items, labels = ([bool(mark.match(line)) for line in lines] for mark in (ITEM, _LABEL))
    is_list = sum(items) > 1 or items[0]
    return (is_list and any(items[1:])) or ((labels[0] or len(lines) == 2) and any(labels[1:]))


def columns(line: str) -> int:
    """How many columns a line takes."""
    return len(line) if line.isascii() else len(line) + sum(east_asian_width(char) in _WIDE for char in line)


def in_one(lines: list[str], is_narrow: bool = False) -> str:
    """The lines of a paragraph in one; narrow columns divide words, others only end at hyphens."""
    pieces: list[str] = []
    for before, line in pairwise(lines):
        if before.endswith("-") and before[-2:-1].isalpha() and line[:1].isalpha():
            pieces.append(before[:-1] if is_narrow and line[0].islower() else before)
        else:
            is_dense = _NO_SPACE_BETWEEN.match(before[-1:]) and _NO_SPACE_BETWEEN.match(line[:1])
            pieces.append(before if is_dense else f"{before} ")
    return "".join([*pieces, *lines[-1:]])


def _with_columns(line: str) -> str:
    """A line on the date with its columns told apart, which tabs part."""
    is_of_date = "\t" in line and len(line) <= MAX_FACT_CHARS and has_date(line)
    return tidy(line.strip("\t").replace("\t", " | ") if is_of_date else line)


def _unwrapped(lines: list[str]) -> list[str]:
    """Lines that follow each other without blank ones, those of a hard-wrapped sentence joined.

    There are some that end near the same column, each in the middle of a sentence; or the next line begins
    in the middle of one.
    """
    if _is_headline(lines):
        return [in_one(lines)]
    width = max(map(columns, lines), default=0)
    full = {line for line in lines if columns(line) > width - WORD_COLUMNS and not SENTENCE_END.search(line)}
    is_narrow = MIN_NARROW_COLUMNS <= width < MIN_WRAPPED_COLUMNS + WORD_COLUMNS and _goes_on(lines)
    least = MIN_NARROW_COLUMNS if is_narrow else MIN_WRAPPED_COLUMNS
    is_seen = any(before in full and line[0].islower() for before, line in pairwise(lines))
    if (len(full) < MIN_FULL_LINES and not is_seen) or not least < width <= MAX_WRAPPED_COLUMNS:
        full = set()
    full |= {before for before, line in pairwise(lines) if _goes_on_with(before, line)}
    paragraphs = [lines[:1]]
    for before, line in pairwise(lines):
        is_new = _LABEL.match(line) or ITEM.match(line) or is_slug(before) or read_fact(line, Facts())
        if before in full and not is_new:
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line])
    return [in_one(paragraph, is_narrow) for paragraph in paragraphs]


def _goes_on_with(before: str, line: str) -> bool:
    """True for a line that ends within a sentence, as what follows it tells, or the script."""
    if SENTENCE_END.search(before) or ITEM.match(before) or columns(before) < MIN_OPEN_COLUMNS:
        return False
    if _NO_SPACE_BETWEEN.match(before[-1]):
        return columns(before) >= MIN_DENSE_COLUMNS and bool(_NO_SPACE_BETWEEN.match(line[0]))
    return (
        line[0].islower() and before[0].isupper() and before[-1].isalpha() and not read_fact(before, Facts())
    )


def _is_headline(lines: list[str]) -> bool:
    """True for a headline on lines of its own, each but the first beginning in its middle."""
    if not 1 < len(lines) <= MAX_HEADLINE_LINES or not lines[0][0].isupper():
        return False
    return all(line[0].islower() for line in lines[1:]) and not any(map(SENTENCE_END.search, lines[:-1]))


def _goes_on(lines: list[str]) -> bool:
    """True for the lines of a newspaper's column: most begin in the middle of a sentence."""
    going_on = sum(line[:1].islower() for line in lines)
    return len(lines) >= MIN_NARROW_LINES and going_on >= MIN_GOING_ON * len(lines)
