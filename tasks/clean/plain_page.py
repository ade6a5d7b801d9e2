"""What stands around the article in a text that is a whole page: menus above, links and footers below."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from tasks.clean.phrases import MAX_FURNITURE_CHARS, furniture_reason, phrases
from tasks.clean.plain_facts import Facts, read_fact
from tasks.clean.plain_lines import ITEM, MAX_PARAGRAPHS, TRAIL, UNSPACED, columns, is_text
from tasks.clean.text import tidy

MIN_MENU_LINES = 4  # short lines that follow each other, for them to be a menu
MAX_MENU_COLUMNS = 40  # of such a line
MAX_RIGHTS, MAX_NAMES = 20, 200  # lines on the rights, and lines that may be names in them
MIN_ITEMS = 2  # the same, where each begins as an item of a list does
MIN_CONSENT_WORDS = 2  # different ones, in a paragraph on consent
MAX_CONSENT_SHARE = 0.34  # of the paragraphs; if more are on it, the text is
MIN_FOOTER_LINES = 2  # on the site's rights, its pages and the like, below which there is no article
MIN_LINKED = 2  # headings of other stories above a footer
MIN_TEXTS = 2  # paragraphs above the readers' comments

_FULL_STOP = re.compile(r"[.。।…]['\"”’»」』）)]*$|[.!?。！？]['\"”’»」』]$")
_COUNT = re.compile(r"[(\[]?\d[\d.,]*[)\]]?")
# Reasons that only a page's own frame gives; those of the second set may stand in an article, too.
_FOOTER = frozenset(["legal", "contact", "navigation", "copyright"])
_FRAME = _FOOTER | {"sign-in", "newsletter", "share buttons", "related stories", "comments"}


def in_lists(text: str) -> frozenset[str]:
    """The lines of menus and lists: short ones that follow each other without a blank one."""
    found: set[str] = set()
    for run in _runs(text):
        items = [line for line in run if ITEM.match(line)]
        if len(run) >= MIN_MENU_LINES or len(items) >= MIN_ITEMS:
            found.update(run)
            found.update(ITEM.sub("", line, count=1) for line in items)
    return frozenset(found)


def site_names(paragraphs: list[str], reasons: list[str | None]) -> frozenset[str]:
    """The short lines that a line on the rights has, too: they name who holds them."""
    rights = [line for line, why in zip(paragraphs, reasons, strict=True) if why == "copyright"][:MAX_RIGHTS]
    short = {line for line in paragraphs[:MAX_NAMES] if columns(line) <= MAX_MENU_COLUMNS}
    return frozenset(line for line in short if any(line.strip("[]") in one for one in rights))


def _runs(text: str) -> Iterator[list[str]]:
    run: list[str] = []
    for written in text.split("\n", MAX_PARAGRAPHS)[:MAX_PARAGRAPHS]:
        line = tidy(written)
        if line and columns(line) <= MAX_MENU_COLUMNS and not is_text(line) and not read_fact(line, Facts()):
            run.append(line)
        elif run:
            yield run
            run = []
    yield run


def is_trail(line: str) -> bool:
    """True for the way to a page: "Home > Coast"."""
    parts = TRAIL.split(line)
    return len(parts) > 1 and all(columns(part) <= MAX_MENU_COLUMNS for part in parts)


def on_consent(paragraphs: Iterable[str]) -> frozenset[str]:
    """The paragraphs on cookies and consent, in a text on other things."""
    texts = list(filter(is_text, paragraphs))
    found = [
        text for text in texts if len(set(phrases().privacy.findall(text.casefold()))) >= MIN_CONSENT_WORDS
    ]
    return frozenset(found if len(found) <= MAX_CONSENT_SHARE * len(texts) else ())


def below_text(paragraphs: list[str], reasons: list[str | None]) -> int:
    """Where the article ends and the page's frame begins; `reasons` are why lines go wherever they stand."""
    texts = [at for at, line in enumerate(paragraphs) if reasons[at] is None and is_text(line)]
    end = _comments_at(paragraphs, reasons, texts)
    texts = [at for at in texts if at < end]
    end = _footer_at(paragraphs, reasons, texts, end)
    last = max((at for at in texts if at < end), default=-1)
    while 0 <= last < end - 1 and reasons[last + 1] is None and _is_sentence(paragraphs[last + 1]):
        last += 1
    frame = [at for at in range(last + 1, len(paragraphs)) if reasons[at] in _FRAME]
    if last < 0 or not frame:
        return end
    end = min(end, frame[0])
    others = [at for at in range(last + 1, end) if reasons[at] is None]
    facts = [at for at in others if read_fact(paragraphs[at], Facts())]
    links = [at for at in others if at > max(facts, default=-1) and not re.search(r"\d", paragraphs[at])]
    return links[0] if len(links) >= MIN_LINKED and len(frame) >= MIN_FOOTER_LINES else end


def _is_sentence(line: str) -> bool:
    """True for a short last sentence of a text; questions may be headings of other stories."""
    return _FULL_STOP.search(line) is not None and (" " in line or UNSPACED.search(line) is not None)


def _comments_at(paragraphs: list[str], reasons: list[str | None], texts: list[int]) -> int:
    """The heading of the readers' comments, below the text; the end where there is none.

    It says how many there are, or a reader's name stands below it: else it may be a button in the text.
    """
    for at in range(texts[MIN_TEXTS - 1] if len(texts) >= MIN_TEXTS else len(paragraphs), len(paragraphs)):
        line = paragraphs[at]
        if len(line) > MAX_FURNITURE_CHARS or furniture_reason(_COUNT.sub("", line)) != "comments":
            continue
        below = next((one for one in range(at + 1, len(paragraphs)) if reasons[one] is None), None)
        if any(map(str.isdigit, line)) or (below is not None and not is_text(paragraphs[below])):
            return at
    return len(paragraphs)


def _footer_at(paragraphs: list[str], reasons: list[str | None], texts: list[int], end: int) -> int:
    """Where lines of a footer part the text from what the site says of itself below; else `end`."""
    before, total = 0, sum(len(paragraphs[at]) for at in texts)
    for at, following in pairwise(texts):
        before += len(paragraphs[at])
        gap = [between for between in range(at + 1, following) if reasons[between] in _FOOTER]
        if len(gap) >= MIN_FOOTER_LINES and 2 * before > total:
            return gap[0]
    return end
