"""Who supplied the text: the agencies that a page credits, with the evidence of each.

docs/agencies.md says what counts as a credit and what does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from tasks.normalize import credit_words as words
from tasks.normalize.agencies import UNNAMED, agencies_in, agency_of_host, known_agency
from tasks.normalize.dateline import read_dateline
from tasks.records import Credit, Draft, Found

LAST_BLOCKS = 3  # of a body, in which trailers and notes stand
TRAILER = 120  # characters: a longer last block is prose
END = 60  # characters at the end of a block in which a trailer may stand

_IN_BRACKETS = re.compile(r"[(\[（](?P<names>[^()\[\]（）]{2,60})[)\]）]\s*$")
_AFTER_STOP = re.compile(r"[.!?…»”\"]\s*[-–—/|]*\s*(?P<names>[^.!?…»”\"]{2,40}?)\s*\.?$")
_COPYRIGHT = re.compile(r"©|\(c\)|copyright", re.IGNORECASE)
_REMOVED = re.compile(r"credit|byline|source|copyright|agency")


def find_credits(draft: Draft, url: str) -> tuple[Credit, ...]:
    """The agencies that supplied the text, strongest evidence first, each once.

    `url` is that of the page, whose host may be an agency's own. UNNAMED stands only where no name does.
    """
    credits: dict[str, Credit] = {}
    for credit in _evidence(draft, url):
        credits.setdefault(credit.agency, credit)
    if len(credits) > 1:
        credits.pop(UNNAMED, None)
    return tuple(credits.values())


def _evidence(draft: Draft, url: str) -> Iterator[Credit]:
    for found in draft.bylines:
        yield from _named(found.text, "byline", found.place)
    if line := read_dateline(draft):
        for agency in line.agencies:
            yield Credit(agency, line.text, "dateline", f"body block {line.block}")
    for found in draft.credits:
        yield from _named(found.text, _kind(found), found.place)
    yield from _at_the_end(draft)
    for removed in draft.removed:
        if _REMOVED.search(removed.reason):
            yield from _named(removed.text, "source line", f"removed: {removed.reason}")
    host = _host(url)
    if owner := agency_of_host(host):
        yield Credit(owner, host, "own site", "url")
    if draft.publisher and (name := known_agency(draft.publisher.text)) and name != UNNAMED:
        yield Credit(name, draft.publisher.text, "own site", draft.publisher.place)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:  # "http://[": no address at all
        return ""


def _named(text: str, kind: str, place: str) -> Iterator[Credit]:
    for agency in agencies_in(text):
        yield Credit(agency, text, kind, place)


def _kind(found: Found) -> str:
    """The kind of a credit text, from what it says and where it was found."""
    if _COPYRIGHT.search(found.text):
        return "copyright"
    if any(mark in found.place for mark in ("json-ld", "meta", "microdata", "rdfa", "state")):
        return "metadata"
    return "source line"


def _at_the_end(draft: Draft) -> Iterator[Credit]:
    """Trailers, notes and copyright lines in the last blocks."""
    total = len(draft.blocks)
    for number in range(total, max(total - LAST_BLOCKS, 0), -1):
        text, place = draft.blocks[number - 1].text, f"body block {number}"
        if len(text) <= TRAILER and (_COPYRIGHT.search(text) or known_agency(text)):
            yield from _named(text, "copyright" if _COPYRIGHT.search(text) else "trailer", place)
            continue
        end = text[-END:]
        if match := _IN_BRACKETS.search(end):
            yield from _named(match["names"], "trailer", place)
        elif (match := _AFTER_STOP.search(end)) and known_agency(match["names"]):
            yield from _named(match["names"], "trailer", place)
