"""Reads an article that was saved as plain text.

Such a page is a head and a body. The head holds, in this order, whatever of it is there: furniture of the
site, the headline, the standfirst, and the lines that say who supplied the text, in which section, and when.
The body starts after the last of those lines; where there are none, at the first paragraph after the
headline.
"""

from __future__ import annotations

import html
import re

from tasks.clean.phrases import furniture_reason, is_on_picture, line_reason
from tasks.clean.plain_facts import (
    MAX_FACT_CHARS,
    PLACE,
    Facts,
    dated_place,
    is_fact,
    is_of_an_event,
    is_slug,
    read_fact,
)
from tasks.clean.plain_head import (
    MAX_SOUGHT,
    head_at,
    headline_at,
    read_head,
    standfirst,
    unlabelled,
    with_whole_headline,
)
from tasks.clean.plain_lines import TRAIL, is_text, may_be_paragraph, paragraphs_of
from tasks.clean.plain_markup import without_markup
from tasks.clean.plain_page import below_text, in_lists, on_consent, site_names
from tasks.clean.plain_paper import without_edges
from tasks.clean.plain_records import Record, documents_in, read_record
from tasks.clean.rules import INITIALS
from tasks.clean.text import block_hash
from tasks.records import Block, Capture, Draft, EndsHere, Found, Outcome, Removed

MAX_CHARS = 1_000_000  # of a text; what follows is not read
MIN_CAPTION_CHARS = 20  # of a line that is known for a caption by another that begins so
CAPTION_LINES = 3  # how far from it such a line stands
MAX_SLUGS = 4  # lines above a wire's text, among which those for editors stand

# How wires and press releases say that a text is over, or goes on in the next message.
_END_MARK = re.compile(r"[-–—]\s*(?:30|0|ENDS?|E)\s*[-–—]|#\s?#(?:\s?#)*|\(?(?:ENDS?|MORE)\)?")
_OVER = re.compile(r"#\s?#(?:\s?#)+|[-–—]\s*30\s*[-–—]")
_ENTITY = re.compile(
    r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,8}\d{0,2});"
)  # a page's, left in its text
_RIGHTS = re.compile(
    r".{0,14}(?:[©ⓒ]|\(c\))|copyright\s[^.!?]{0,80}\b(?:19|20)\d\d\b|copyright\W{0,3}[©ⓒ(]", re.IGNORECASE
)
_ADDRESS = re.compile(r"\(?(?:https?://\S+|www\.\S+|\S+@[\w-]+\.[\w.-]+)\)?")


def read_plain_text(capture: Capture, text: str) -> Draft:
    """The draft of a plain text.

    Raises EndsHere where nothing in it reads like an article.
    """
    paper = without_edges(_ENTITY.sub(lambda entity: html.unescape(entity[0]), text[:MAX_CHARS]))
    text, addresses = without_markup(paper.text)
    paragraphs = paragraphs_of(text)
    if (documents := documents_in(paragraphs)) > 1:
        what = f"The text holds {documents} documents of an archive; one article a file is read."
        raise EndsHere(Outcome.NOT_AN_ARTICLE, what)
    removed = [Removed(line, "page header") for line in paper.removed]
    removed += [Removed(line, "addresses of links") for line in addresses]
    record = read_record(paragraphs) or _read(paragraphs, in_lists(text), removed, paper.title)
    body = _kept(record.body, removed)
    removed += [Removed(line, "record") for line in record.removed]
    if not any(map(may_be_paragraph, body[:MAX_SOUGHT])):
        raise EndsHere(Outcome.NOT_AN_ARTICLE, "The text holds no paragraph of an article.")
    facts = record.facts
    if not facts.published and (line := dated_place(body[0]) or paper.dated):
        facts.published.append(Found(line, PLACE))
    return Draft(
        capture=capture,
        headline=Found(record.headline, PLACE) if record.headline else None,
        description=Found(record.standfirst, PLACE) if record.standfirst else None,
        publisher=Found(record.publisher, PLACE) if record.publisher else None,
        blocks=tuple(Block(text=paragraph, hash=block_hash(paragraph)) for paragraph in body),
        removed=tuple(removed),
        canonical_url=paper.address,
        bylines=tuple(facts.bylines),
        credits=tuple(facts.credits),
        published=tuple(facts.published),
        modified=tuple(facts.modified),
        sections=tuple(facts.sections),
        block_hashes=frozenset(block_hash(paragraph) for paragraph in paragraphs),
    )


def _read(paragraphs: list[str], listed: frozenset[str], removed: list[Removed], title: str | None) -> Record:
    """The article of a text that is no record; adds to `removed` what goes.

    `listed` are lines of menus, `title` is that of the page that was printed.
    """
    reasons = _reasons(paragraphs)
    end = min(_over(paragraphs), below_text(paragraphs, reasons))
    removed += [Removed(line, why) for line, why in zip(paragraphs[:end], reasons[:end], strict=True) if why]
    after = zip(paragraphs[end:], reasons[end:], strict=True)
    removed += [Removed(line, why or "after the end") for line, why in after]
    kept = [line for line, why in zip(paragraphs[:end], reasons[:end], strict=True) if why is None]
    start = head_at(kept)
    removed += [Removed(line, "header") for line in kept[:start]]
    kept = with_whole_headline(kept[start:], title)
    facts, last_fact = read_head(kept)
    at_headline = headline_at(kept, last_fact, listed | site_names(paragraphs, reasons))
    body_at = max(last_fact, -1 if at_headline is None else at_headline) + 1
    while body_at < len(kept) and not any(map(str.isalpha, kept[body_at])):
        body_at += 1  # how many comments there are
    for at, line in enumerate(kept[:body_at]):
        is_standfirst = at > (at_headline or 0) and is_text(line)
        if at != at_headline and not is_standfirst and not is_fact(line, facts):
            removed.append(Removed(line, "header"))
    return Record(
        headline=None if at_headline is None else unlabelled(kept[at_headline]),
        standfirst=standfirst(kept, at_headline, last_fact),
        facts=facts,
        body=_read_tail(kept[body_at:], facts),
    )


def _reasons(paragraphs: list[str]) -> list[str | None]:
    """For each line why it goes, wherever the article stands; None for one that may stay."""
    consent = on_consent(paragraphs)
    reasons = ["consent" if line in consent else _furniture_reason(line) for line in paragraphs]
    for at in [at for at, why in enumerate(reasons) if why == "caption"]:
        for near in range(max(0, at - CAPTION_LINES), min(len(paragraphs), at + CAPTION_LINES + 1)):
            line = paragraphs[near]  # the caption again, without whose picture it is
            is_again = len(line) >= MIN_CAPTION_CHARS and paragraphs[at].startswith(line)
            reasons[near] = "caption" if reasons[near] is None and is_again else reasons[near]
    for at in range(len(paragraphs) - 1, -1, -1):  # below the text
        if is_text(paragraphs[at]):
            break
        reasons[at] = "address" if _ADDRESS.fullmatch(paragraphs[at]) else reasons[at]
    for at, line in enumerate(paragraphs[:MAX_SLUGS]):
        reasons[at] = "slug" if is_slug(line) else reasons[at]
    if len(paragraphs) > 1 and INITIALS.fullmatch(paragraphs[-1]):
        reasons[-1] = "credit note"
    return reasons


def _kept(body: list[str], removed: list[Removed]) -> list[str]:
    """The lines of a body that are of the article; the others go to `removed`."""
    reasons = [(line, _furniture_reason(line)) for line in body]
    removed += [Removed(line, why) for line, why in reasons if why]
    return [line for line, why in reasons if why is None]


def _over(paragraphs: list[str]) -> int:
    """How many paragraphs there are up to the mark "###" below the text; what follows it is on the sender.

    Among longer texts it only parts them.
    """
    marks = [at for at, line in enumerate(paragraphs) if _OVER.fullmatch(line)]
    for at in marks[:1]:
        before, after = (sum(map(len, part)) for part in (paragraphs[:at], paragraphs[at:]))
        if any(map(may_be_paragraph, paragraphs[:at][:MAX_SOUGHT])) and after < before:
            return at + 1
    return len(paragraphs)


def _furniture_reason(line: str) -> str | None:
    """Why a line goes that says nothing of the article, wherever it stands; None for one that may."""
    if _END_MARK.fullmatch(line):
        return "end mark"
    if not any(map(str.isalnum, line)):
        return "rule"
    if len(line) <= MAX_FACT_CHARS and _RIGHTS.match(line):
        return "copyright"
    first, *others = TRAIL.split(line, 1)
    if is_on_picture(line):
        return "caption"
    return furniture_reason(first if others else line) or line_reason(line, 0)


def _read_tail(body: list[str], facts: Facts) -> list[str]:
    """The body without the lines on source and change that may follow it, which go to `facts`."""
    end = len(body)
    while end > 1:
        line = body[end - 1]
        if is_text(line) or is_of_an_event(line, facts) or not read_fact(line, facts):
            break
        end -= 1
    return body[:end]
