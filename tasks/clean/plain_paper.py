"""Takes off what stands at the edges of a document's pages, where a plain text was made from a PDF.

Form feeds part the pages. Browsers print the moment, the title, the address and the number of each page
there; papers their name and the day.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from tasks.clean.plain_facts import SENTENCE_END, has_date
from tasks.clean.text import tidy

EDGE_LINES = 3  # at the top and at the foot of a page
MAX_PAGES = 500
MIN_SHARE = 0.5  # of the pages that have a line at their edge, for it to be none of the text

_ADDRESS = re.compile(r"(?:https?|file)://\S+")
_NUMBER = re.compile(r"(?:^|\s)\d{1,4} ?/ ?\d{1,4}$")
_MOMENT = re.compile(
    r"^\d{1,4}[./-]\d{1,2}[./-]\d{1,4},? \d{1,2}[:.h]\d\d(?:[:.]\d\d)?(?: ?[AaPp]\.?[Mm]\.?)?\s*"
)
_DIGITS = re.compile(r"\d+")


@dataclass(slots=True)
class Paper:
    """A text without the edges of its pages."""

    text: str
    title: str | None = None  # that a browser printed on each page
    dated: str | None = None  # the line with the day, that a paper has on each page
    address: str | None = None  # of the page on the web, if it printed that
    removed: list[str] = field(default_factory=list)


def without_edges(text: str) -> Paper:
    """The text of all pages without what recurs at their edges; any other text as it is."""
    if "\f" not in text:
        return Paper(text)
    pages = [page.split("\n") for page in text.split("\f", MAX_PAGES) if page.strip()]
    paper = Paper(text)
    is_print = all(map(_is_print, pages))
    counts = Counter(key for page in pages for key in {_key(page[at]) for at in _edges(page)})
    least = max(2, MIN_SHARE * len(pages))
    kept: list[list[str]] = []
    for page in pages:
        gone = {
            at
            for at in _edges(page)
            if counts[_key(page[at])] >= least
            or (is_print and (_MOMENT.match(tidy(page[at])) or _is_foot(page[at])))
        }
        for at in sorted(gone):
            _read_edge(tidy(page[at]), paper, is_print)
        kept.append([line for at, line in enumerate(page) if at not in gone])
    if paper.title:
        kept = [[line for line in page if tidy(line) != paper.title] for page in kept]
    paper.text = _in_one(kept)
    return paper


def _edges(page: list[str]) -> list[int]:
    """Where the first and the last lines of a page stand."""
    filled = [at for at, line in enumerate(page) if line.strip()]
    return list(dict.fromkeys([*filled[:EDGE_LINES], *filled[-EDGE_LINES:]]))


def _key(line: str) -> str:
    return _DIGITS.sub("", tidy(line)).casefold().strip(" /.,:-")


def _is_print(page: list[str]) -> bool:
    """True for a page that a browser printed: its foot has the address and the number."""
    foot = [tidy(page[at]) for at in _edges(page)[-EDGE_LINES:]]
    return any(map(_ADDRESS.match, foot)) and any(map(_NUMBER.search, foot))


def _is_foot(line: str) -> bool:
    line = tidy(line)
    return bool(_ADDRESS.match(line) and len(line.split()) <= 2) or bool(_NUMBER.fullmatch(line))


def _read_edge(line: str, paper: Paper, is_print: bool) -> None:
    paper.removed.append(line)
    if not is_print:
        paper.dated = paper.dated or (line if has_date(line) else None)
        return
    if match := _ADDRESS.match(line):
        paper.address = paper.address or (match[0] if match[0].startswith("http") else None)
    elif title := _MOMENT.sub("", line):
        paper.title = paper.title or (title if any(map(str.isalpha, title)) else None)


def _in_one(pages: list[list[str]]) -> str:
    """The pages one after another; a sentence goes on from one to the next."""
    parts: list[str] = []
    for page in pages:
        body = "\n".join(page).strip("\n")
        parts += [body, "\n\n" if SENTENCE_END.search(body.rstrip()[-20:]) else "\n"]
    return "".join(parts)
