"""Takes the marks off a plain text that programs leave when they turn a page into text.

Text browsers (lynx, w3m, elinks) number the links and list their addresses below the text; others write
Markdown, or each link's address behind it in brackets.
"""

from __future__ import annotations

import re

from tasks.clean.plain_facts import SENTENCE_END, Facts, read_fact
from tasks.clean.plain_lines import MAX_WRAPPED_COLUMNS, in_one

MIN_BRACKETED = 2  # links with their address in brackets behind them, for that to be the way of the text
MAX_HEADING_CHARS = 30  # of a heading above a list of addresses: "References"
MAX_HEADINGS = 2
TAIL_CHARS = 2_000  # of a text, among which the last address of such a list stands

_LISTED = re.compile(
    r"(?:\[(\d{1,4})\]|(\d{1,4})\.)\s+(?:https?|ftp|file|mailto|javascript|about|tel|data):\S*"
)
_NUMBER = re.compile(r"\[(\d{1,4})\]")
_ALT = re.compile(
    r"\[(?:[\w.-]{1,60}\.(?:gif|png|jpe?g|webp|svg)|INLINE|IMAGE|LINK|EMBED|USEMAP|FRAME)\](?=\s|$)"
)
_BRACKETED = re.compile(
    r"(?<=\S)[^\S\n]?(?:<(?:https?://|mailto:|[/#])[^<>\s]{0,2000}>|\(\s?https?://[^()\s]{0,2000}\s?\))"
)

_LABEL = r"\[((?:[^\[\]\n]|\n(?![^\S\n]*\n)){0,600})\]"
_TARGET = (
    r"""\(\s{0,9}<?[^()\s]{0,2000}(?:\([^()\s]{0,300}\)[^()\s]{0,300})?>?(?:\s{1,9}"[^"]{0,500}")?\s{0,9}\)"""
)
_ATTRIBUTES = r"(?:\{[^{}\n]{0,300}\})?"
_IMAGE = re.compile(rf"!{_LABEL}{_TARGET}{_ATTRIBUTES}")
_LINK = re.compile(rf"{_LABEL}(?:{_TARGET}{_ATTRIBUTES}|\{{[.#][^{{}}\n]{{0,300}}\}}|\[\d{{1,4}}\])")
_DEFINITION = re.compile(r"^ {0,3}\[[^\[\]\n]{1,80}\]:[^\S\n]+\S+.{0,300}$", re.MULTILINE)
_TAG = re.compile(
    r"</?(?:div|span|section|figure|figcaption|sup|sub|u|aside|nav|header|footer|main)\b[^<>]{0,500}>"
)
_FENCE = re.compile(r"^\s*:{3,}.{0,300}$", re.MULTILINE)
_SETEXT = re.compile(r"^(?P<heading>[^\s#>*+-].{0,300})\n(?P<line>={3,}|-{3,})[^\S\n]*$", re.MULTILINE)
_STRONG = re.compile(r"(\*\*|__)(?=\S)([^\n*_]{1,300}?)(?<=\S)\1")
_WEAK = re.compile(r"(?<![\w*])([*_])(?=\S)([^\n*_]{1,300}?)(?<=\S)\1(?![\w*])")
_ENDS = re.compile(r"^[#|<]|  $|\\$")  # what ends with its line: headings, tables, lines with a break
_STARTS = re.compile(
    r"\s*(?:[*+-]\s|\d{1,3}[.)]\s|#{1,6}\s|[|<])"
)  # what begins anew: items, headings, tables
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!<>'\"$~|^@-])")
_QUOTED = re.compile(r"^>\s?")
_SUBHEADING = re.compile(r"^#{2,6}\s+", re.MULTILINE)


def is_markdown(text: str) -> bool:
    """True for a text with links or pictures as Markdown writes them."""
    return "](" in text and (_LINK.search(text) or _IMAGE.search(text)) is not None


def without_markup(text: str) -> tuple[str, list[str]]:
    """The text without such marks, and the lines of addresses that were taken off."""
    text, removed = _without_list(text)
    if is_markdown(text):
        text = _without_markdown(text)
    if len(_BRACKETED.findall(text)) >= MIN_BRACKETED:
        text = _BRACKETED.sub("", text)
    return text, removed


def _without_list(text: str) -> tuple[str, list[str]]:
    """Without the list of addresses at the end, and the numbers in the text that refer to it."""
    if "://" not in text[-TAIL_CHARS:]:
        return text, []
    lines = text.rstrip().split("\n")
    numbers: set[str] = set()
    start, headings = len(lines), 0  # of the list, with the headings above it and in it
    for at in range(len(lines) - 1, -1, -1):
        line = lines[at].strip()
        if match := _LISTED.fullmatch(line):
            numbers.add(match[1] or match[2])
        elif line:
            headings += 1
            if headings > MAX_HEADINGS or len(line) > MAX_HEADING_CHARS or SENTENCE_END.search(line):
                break
        start = at
    if numbers.isdisjoint(_NUMBER.findall("\n".join(lines[:start]))):
        return text, []
    bare = _NUMBER.sub(lambda one: "" if one[1] in numbers else one[0], "\n".join(lines[:start]))
    return _ALT.sub("", bare), [line.strip() for line in lines[start:] if line.strip()]


def _heading_of_one_line(match: re.Match[str]) -> str:
    return ("# " if match["line"][0] == "=" else "") + match["heading"] + "\n"


def _without_markdown(text: str) -> str:
    text = _DEFINITION.sub("", text.replace("\r\n", "\n"))
    text = _SETEXT.sub(_heading_of_one_line, text)
    text = "\n\n".join(map(_joined, re.split(r"\n[^\S\n]*\n", _FENCE.sub("\n", text))))
    text = _IMAGE.sub("\n\n", text)
    for _ in range(2):  # a link around a picture, and one around that
        text = _LINK.sub(r"\1", text)
    text = _FENCE.sub("", _TAG.sub("", text))
    text = _SETEXT.sub(_heading_of_one_line, text)
    text = _WEAK.sub(r"\2", _STRONG.sub(r"\2", text))
    return _ESCAPED.sub(r"\1", _SUBHEADING.sub("", text))


def _joined(group: str) -> str:
    """Lines without blank ones between them, those of a paragraph joined; it ends where a break is set."""
    paragraphs: list[list[str]] = []
    is_open = False  # the line before goes on
    for written in group.split("\n"):
        line = _QUOTED.sub("", written)
        shown = _LINK.sub(r"\1", line).strip()
        is_fact = read_fact(shown, Facts())
        if is_open and not is_fact and not _STARTS.match(line):
            paragraphs[-1].append(line.strip())
        else:
            paragraphs.append([line.strip()])
        is_open = len(shown) <= MAX_WRAPPED_COLUMNS and not is_fact and not _ENDS.search(line)
    return "\n\n".join(in_one([line.removesuffix("\\") for line in lines]) for lines in paragraphs)
