"""Who supplied the text: the agencies that a page credits, with the evidence of each.

docs/agencies.md says what counts as a credit and what does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from tasks.normalize.agencies import (
    UNNAMED,
    agencies_in,
    before_section,
    is_photo,
    known_agency,
    may_name_agency,
    mentioned_in,
    signed_by,
)
from tasks.normalize.agency_list import agency_of_host
from tasks.normalize.credit_words import credit_words, fold
from tasks.normalize.dateline import read_dateline
from tasks.records import BESIDE, Credit, Draft, Found

FIRST_BLOCKS = 2  # of a body, in which a source line may stand
LAST_BLOCKS = 6  # of a body, in which notes stand
SIGNED_BLOCKS = 2  # of a body, in which a name alone signs the text: further up it may be a picture's
SIGN_OFF = 80  # characters: a longer last line is prose
SIGNATURE = 30  # characters: a line such as "abc/Reuters" counts wherever it stands
END = 90  # characters at the end of a block in which a trailer may stand
LONG_BLOCK = 120  # characters of a paragraph: a shorter one may be a caption, and its end a photo credit
MAX_NOTE = 400  # characters of the end of a block in which a note is looked for
COPYRIGHT_LINE = 60  # characters at the start of a block in which the holder of the rights is named

# Kinds of evidence, strongest first.
KINDS = ("byline", "dateline", "source line", "trailer", "note", "copyright", "metadata", "own site")
_ENDS_IN_ADDRESS = re.compile(r"(?:://|www\.)\S+$")
_NEVER_PICTURES = {"source line", "trailer", "copyright"}

_IN_BRACKETS = re.compile(r"(?:^|[.!?…»”\"'’)。！？]\s*)[(\[（](?P<names>[^()\[\]（）]{2,80})[)\]）]\.?\s*$")
_AFTER_STOP = re.compile(r"[.!?…»”\"'’)।。]\s*[-–—/|]*\s*(?P<names>[^.!?…»”\"।。]{2,40}?)\s*\.?$")
_MARKED = re.compile(r"[/(\[（:：©]|^\W*[-–—]")  # a line that cannot be the name below a picture alone
_ONLY_BRACKETS = re.compile(r"[(\[（](?P<names>[^()\[\]（）]{2,40})[)\]）]")
_SLASHED = re.compile(r"\W*[\w.©-]{1,24}(?:\s?[/+&,]\s?[\w.-]{1,24}){1,4}\W*")
_SLASH = re.compile(r"[/|]")
_PERSON = re.compile(
    r"(?:[A-Z][\w.'’-]*|[A-Z]\.)(?:\s(?:de|van|von|der|al|el|bin)\b)?(?:\s[A-Z][\w.'’-]+){1,3}"
)
_SIGNATURE = re.compile(r"[\w.-]+(?:/[\w.-]+){1,3}")
_COPYRIGHT = re.compile(r"©|\(c\)|copyright|&copy;", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?…”»“])\s+(?=[\w(\[“„«])")
_SENTENCE_ENDS = (".", "!", "?", "…", "”", "“", '"', "»", "«", ":", "。", "।")
_METADATA = re.compile(r"json-ld|meta|microdata|rdfa|state")
_CREDIT_REASONS = ("byline", "source", "copyright", "agency", "note", "credit note")


def find_credits(draft: Draft, url: str) -> tuple[Credit, ...]:
    """The agencies that supplied the text, strongest evidence first, each once.

    `url` is that of the page, whose host may be an agency's own. UNNAMED stands only where no name does.
    """
    credits: dict[str, Credit] = {}
    for credit in sorted(_evidence(draft, url), key=lambda credit: KINDS.index(credit.kind)):
        credits.setdefault(credit.agency, credit)
    if len(credits) > 1:
        credits.pop(UNNAMED, None)
    return tuple(credits.values())


def _evidence(draft: Draft, url: str) -> Iterator[Credit]:
    initials = {_initials(found.text) for found in draft.bylines}
    for found in draft.bylines:
        if found.text not in initials:  # "PA" in place of a portrait of Paula Anders
            yield from _named(found, "metadata" if _METADATA.search(found.place) else "byline")
    if line := read_dateline(draft):
        for agency in line.agencies:
            yield Credit(agency, line.text, "dateline", line.place_on_page)
    for found in draft.credits:
        yield from _of_credit(found)
    for number, block in enumerate(draft.blocks[:FIRST_BLOCKS], start=1):
        if len(block.text) <= SIGN_OFF and _is_source_line(block.text):
            yield from _named(Found(block.text, f"body block {number}"), "source line")
    yield from _in_the_body(draft)
    for removed in draft.removed:
        if removed.reason.startswith(_CREDIT_REASONS):
            yield from _at_the_end(Found(removed.text, f"removed: {removed.reason}"), is_last=True)
    host = _host(url)
    if owner := agency_of_host(host):
        yield Credit(owner, host, "own site", "url")
    if draft.publisher and (name := known_agency(draft.publisher.text)) and name != UNNAMED:
        yield Credit(name, draft.publisher.text, "own site", draft.publisher.place)


def _named(found: Found, kind: str) -> Iterator[Credit]:
    if kind in _NEVER_PICTURES and _is_of_picture(found.text):
        return
    for agency in agencies_in(found.text):
        yield Credit(agency, found.text, kind, found.place)


def _initials(name: str) -> str:
    words = name.partition(",")[0].split()
    return "".join(word[0] for word in words) if 2 <= len(words) <= 4 else ""


def _is_of_picture(text: str) -> bool:
    """True for "Jane Roe/AFP" and "© Reuters / POOL": outside of bylines, so are pictures credited."""
    tokens = fold(text[:SIGN_OFF]).split()
    if is_photo(tokens) and credit_words().text.isdisjoint(tokens):
        return True
    sides = [side.strip(" ()[]©.") for side in _SLASH.split(text[:SIGN_OFF])]
    return len(sides) > 1 and any(
        _PERSON.fullmatch(side) and not agencies_in(side) for side in (sides[0], sides[-1])
    )


def _of_credit(found: Found) -> Iterator[Credit]:
    """The credits of a text that the reader found where an agency may be named."""
    if found.place in _AROUND:  # whatever stood there
        if _AROUND[found.place](found.text):
            yield from _named(found, "copyright" if _COPYRIGHT.search(found.text) else "source line")
    elif _COPYRIGHT.search(found.text):
        yield from _named(found, "copyright")
    elif _METADATA.search(found.place):
        yield from _named(found, "metadata")
    elif len(found.text) > SIGN_OFF:
        yield from _at_the_end(found, is_last=True)
    elif parts := before_section(found.text):
        yield Credit(parts[0], found.text, "source line", found.place)
    else:
        yield from _named(found, "source line")


def _in_the_body(draft: Draft) -> Iterator[Credit]:
    """Trailers, notes and copyright. After the article's end, other texts may have stayed in the body."""
    total = len(draft.blocks)
    for number in range(total, 0, -1):
        text = draft.blocks[number - 1].text
        if text[:1] in "©Cc(" and _COPYRIGHT.match(text):
            yield from _named(Found(text[:COPYRIGHT_LINE], f"body block {number}"), "copyright")
        is_at_end = number > max(total - LAST_BLOCKS, total // 2)
        if not is_at_end and text.endswith(_SENTENCE_ENDS):
            continue  # nobody signs it
        found = Found(text, f"body block {number}")
        if is_at_end:
            yield from _at_the_end(found, is_last=number > total - SIGNED_BLOCKS)
        elif len(found.text) >= LONG_BLOCK or _ONLY_BRACKETS.fullmatch(found.text):
            yield from _trailer(found, is_last=False)
        elif number > FIRST_BLOCKS and len(found.text) <= SIGNATURE and _SIGNATURE.fullmatch(found.text):
            yield from _named(found, "trailer")


def _at_the_end(found: Found, *, is_last: bool) -> Iterator[Credit]:
    """The trailer, note or copyright of one of the last blocks."""
    text = found.text
    if notes := list(_notes(found)):
        yield from notes
    elif len(text) <= SIGN_OFF and _is_sign_off(text) and (is_last or _MARKED.search(text)):
        yield from _named(found, "copyright" if _COPYRIGHT.search(text) else "trailer")
    else:
        yield from _trailer(found, is_last=is_last)


def _trailer(found: Found, *, is_last: bool) -> Iterator[Credit]:
    """The names in brackets or behind the last full stop of a block: "… he said. (dpa)", "… he said. PTI"."""
    end = found.text[-END:]
    if _ENDS_IN_ADDRESS.search(end):
        return  # "?sid=7" names nobody
    match = _IN_BRACKETS.search(end) or _AFTER_STOP.search(end)
    if match is None:
        return
    names = match["names"]
    is_bracket = end.rstrip(" .")[-1:] in ")]）"
    if known_agency(names) or (is_bracket and is_last and not is_photo(fold(names).split())):
        yield from _named(Found(names, found.place), "trailer")


def _is_sign_off(text: str) -> bool:
    """True for a last line that is nothing but names: "dpa", "(FR mit dpa)", "red, ORF.at/Agenturen"."""
    return bool(known_agency(text) or _COPYRIGHT.search(text) or _SLASHED.fullmatch(text))


def _is_source_line(text: str) -> bool:
    """True for a first line that says what the source is: "Bron: BELGA", but not for "Reuters" alone."""
    lead, colon, _ = text.replace("：", ":").partition(":")
    return bool(colon) and fold(lead) in credit_words().source and known_agency(text) is not None


def _is_bracketed(text: str) -> bool:
    return bool((match := _ONLY_BRACKETS.fullmatch(text)) and known_agency(match["names"]))


def _is_agency_alone(text: str) -> bool:
    return known_agency(text) not in (None, UNNAMED)


# What a line around the body must be to count, by its place.
_AROUND = {
    BESIDE: _is_agency_alone,
    "before the body": _is_source_line,
    "within the body": _is_bracketed,
    "after the body": _is_sign_off,
}


def _notes(found: Found) -> Iterator[Credit]:
    """What sentences such as "With files from …" and "… contributed to this report" name."""
    tail = found.text[-MAX_NOTE:]
    for agency, words in signed_by(tail):
        yield Credit(agency, words, "note", found.place)
    if not (" feed" in tail or " wire" in tail or may_name_agency(tail)):
        return
    if not credit_words().note.search(tail.casefold()):
        return
    for sentence in _SENTENCE.split(tail):
        if credit_words().note.search(sentence.casefold()):
            is_feed = credit_words().feed_note.search(sentence.casefold())
            for agency in mentioned_in(sentence) or ((UNNAMED,) if is_feed else ()):
                yield Credit(agency, sentence.strip(), "note", found.place)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:  # "http://[": no address at all
        return ""
