"""Reads an article that was saved as plain text.

Such a page is a head and a body. The head holds, in this order, whatever of it is there: furniture of the
site, the headline, the standfirst, and the lines that say who supplied the text, in which section, and when.
The body starts after the last of those lines; where there are none, at the first paragraph after the
headline.
"""

from __future__ import annotations

import html
import re

from tasks.clean.phrases import furniture_reason, is_on_picture, line_reason, phrases
from tasks.clean.plain_facts import (
    COLONS,
    MAX_FACT_CHARS,
    PLACE,
    SENTENCE_END,
    Facts,
    dated_place,
    is_fact,
    is_of_an_event,
    read_fact,
    read_led_date,
)
from tasks.clean.plain_lines import (
    ITEM,
    MAX_HEADLINE_CHARS,
    MIN_PARAGRAPH_CHARS,
    UNSPACED,
    is_text,
    paragraphs_of,
)
from tasks.clean.plain_markup import without_markup
from tasks.clean.plain_page import below_text, in_lists, is_trail, on_consent
from tasks.clean.text import block_hash, split_section
from tasks.records import Block, Capture, Draft, EndsHere, Found, Outcome, Removed

MAX_CHARS = 1_000_000  # of a text; what follows is not read
MAX_HEAD_PARAGRAPHS = 14  # how far down the lines on credit and date are looked for
MAX_STANDFIRST_PARAGRAPHS = 2
MIN_CAPTION_CHARS = 20  # of a line that is known for a caption by another that begins so
MAX_CAPTIONS = 50  # that lines are compared with
MAX_SOUGHT = 500  # lines among which there is a paragraph, if the text is an article

_NO_HEADLINE = "。"  # at its end: the full stop of languages whose headlines have none
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
_TRAIL = re.compile(r"\s+[>»›]\s+")


def read_plain_text(capture: Capture, text: str) -> Draft:
    """The draft of a plain text.

    Raises EndsHere where nothing in it reads like an article.
    """
    text, addresses = without_markup(_ENTITY.sub(lambda entity: html.unescape(entity[0]), text[:MAX_CHARS]))
    paragraphs = paragraphs_of(text)
    consent = on_consent(paragraphs)
    reasons = ["consent" if line in consent else _furniture_reason(line) for line in paragraphs]
    _find_captions(paragraphs, reasons)
    over = _over(paragraphs)
    end = min(over, below_text(paragraphs, reasons))
    removed = [Removed(line, "addresses of links") for line in addresses]
    removed += [Removed(line, why) for line, why in zip(paragraphs[:end], reasons, strict=False) if why]
    after = zip(paragraphs[end:], reasons[end:], strict=True)
    removed += [Removed(line, why or "after the end") for line, why in after]
    kept = [line for line, why in zip(paragraphs[:end], reasons, strict=False) if why is None]
    start = _head_at(kept)
    removed += [Removed(line, "header") for line in kept[:start]]
    kept = kept[start:]
    facts, last_fact = _read_head(kept)
    headline_at = _headline_at(kept, last_fact, in_lists(text))
    body_at = max(last_fact, -1 if headline_at is None else headline_at) + 1
    while body_at < len(kept) and not any(map(str.isalpha, kept[body_at])):
        body_at += 1  # how many comments there are
    headline = None if headline_at is None else Found(_unlabelled(kept[headline_at]), PLACE)
    standfirst = _standfirst(kept, headline_at, last_fact)
    for at, line in enumerate(kept[:body_at]):
        is_standfirst = at > (headline_at or 0) and is_text(line)
        if at != headline_at and not is_standfirst and not is_fact(line, facts):
            removed.append(Removed(line, "header"))
    body = _read_tail(kept[body_at:], facts)
    if not facts.published and body and (opening := dated_place(body[0])):
        facts.published.append(Found(opening, PLACE))
    if not any(map(_may_be_paragraph, body[:MAX_SOUGHT])):
        raise EndsHere(Outcome.NOT_AN_ARTICLE, "The text holds no paragraph of an article.")
    return Draft(
        capture=capture,
        headline=headline,
        description=Found(standfirst, PLACE) if standfirst else None,
        blocks=tuple(Block(text=paragraph, hash=block_hash(paragraph)) for paragraph in body),
        removed=tuple(removed),
        bylines=tuple(facts.bylines),
        credits=tuple(facts.credits),
        published=tuple(facts.published),
        modified=tuple(facts.modified),
        sections=tuple(facts.sections),
        block_hashes=frozenset(block_hash(paragraph) for paragraph in paragraphs),
    )


def _head_at(kept: list[str]) -> int:
    """Where the head begins: far enough above the text to hold all that heads do, below a site's menus."""
    text_at = next((at for at, line in enumerate(kept) if is_text(line)), 0)
    marked = next((at for at, line in enumerate(kept[:text_at]) if _is_marked(line)), text_at)
    return max(0, min(marked, text_at - MAX_HEAD_PARAGRAPHS))


def _is_marked(line: str) -> bool:
    """True for a line that says itself that it is the headline."""
    return line.startswith("# ") or bool(_headline_lead(line))


def _over(paragraphs: list[str]) -> int:
    """How many paragraphs there are up to the mark "###" below the text; what follows it is on the sender.

    Among longer texts it only parts them.
    """
    marks = [at for at, line in enumerate(paragraphs) if _OVER.fullmatch(line)]
    for at in marks[:1]:
        before, after = (sum(map(len, part)) for part in (paragraphs[:at], paragraphs[at:]))
        if any(map(_may_be_paragraph, paragraphs[:at][:MAX_SOUGHT])) and after < before:
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
    if _ADDRESS.fullmatch(line):
        return "address"
    first, *others = _TRAIL.split(line, 1)
    if is_on_picture(line):
        return "caption"
    return furniture_reason(first if others else line) or line_reason(line, 0)


def _find_captions(paragraphs: list[str], reasons: list[str | None]) -> None:
    """Tells the lines that say what a picture shows over again: the caption without whose picture it is."""
    captions = [line for line, why in zip(paragraphs, reasons, strict=True) if why == "caption"][
        :MAX_CAPTIONS
    ]
    for at, line in enumerate(paragraphs if captions else ()):
        if reasons[at] is None and len(line) >= MIN_CAPTION_CHARS:
            reasons[at] = "caption" if any(caption.startswith(line) for caption in captions) else None


def _may_be_paragraph(line: str) -> bool:
    is_sentence = len(line.split()) > 1 and SENTENCE_END.search(line)
    is_paragraph = len(line) >= MIN_PARAGRAPH_CHARS or is_sentence or UNSPACED.search(line)
    return bool(is_paragraph) and not read_fact(line, Facts())


def _read_head(kept: list[str]) -> tuple[Facts, int]:
    """The facts of the head, and the index of its last line: -1 where all such lines follow the text."""
    facts = Facts()
    last = _read_facts(kept, facts)
    if any(map(_may_be_paragraph, kept[last + 1 : last + 1 + MAX_SOUGHT])):
        return facts, last
    return Facts(), -1


def _read_facts(kept: list[str], facts: Facts) -> int:
    """Fills `facts` from the head; gives the index of its last line, -1 where there is none."""
    last = -1
    texts = 0
    for at, line in enumerate(kept[:MAX_HEAD_PARAGRAPHS]):
        if at and last >= 0 and at > last + 1 and is_text(kept[last + 1]):
            break  # the body began
        texts += is_text(line)
        if texts > MAX_STANDFIRST_PARAGRAPHS:
            break  # there is no head
        if at > last + 1 and is_of_an_event(line, facts):
            break
        if read_fact(line, facts) if at else read_led_date(line, facts):
            if last < 0:
                _read_credit_before(kept, at, facts)
            last = at
    return last


def _read_credit_before(kept: list[str], at: int, facts: Facts) -> None:
    """The short line right before the date names who supplied the text: "Agency SECTION"."""
    if at < 2 or not (facts.published or facts.modified):
        return
    line = kept[at - 1]
    if is_text(line) or len(line) > MAX_FACT_CHARS or len(line.split()) > 8:
        return
    if _weight(line) > max(map(_weight, kept[: at - 1])):
        return  # the headline, below the section
    source, section = split_section(line)
    if source:
        facts.credits.append(Found(source, PLACE))
    if section:
        facts.sections.append(Found(section, PLACE))


def _headline_at(kept: list[str], last_fact: int, listed: frozenset[str]) -> int | None:
    """The line that is called so, else the first that reads like a headline, before or after the facts.

    Lines that are `listed` are those of menus, and count only where there are no others.
    """
    head = kept[:MAX_HEAD_PARAGRAPHS]
    text_at = next((at for at, line in enumerate(head) if is_text(line)), len(head))
    for at, line in enumerate(head[:text_at]):
        if _is_marked(line):
            return at
    end = min(last_fact, text_at) if last_fact > 0 else text_at
    candidates = [at for at in range(end) if _may_be_headline(kept[at])]
    candidates = [at for at in candidates if kept[at] not in listed] or candidates
    if last_fact > 0 and len(candidates) > 1 and candidates[-1] == last_fact - 1:
        *others, last = candidates
        if _weight(kept[last]) <= max(_weight(kept[at]) for at in others):
            candidates = others  # the last is the credit line
    if not candidates:
        candidates = [at for at in range(end, text_at) if _may_be_headline(kept[at])][:1]
    is_first = len(kept) > 1 and len(kept[0]) <= MAX_HEADLINE_CHARS and not kept[0].endswith(_NO_HEADLINE)
    if not candidates and is_first:
        return 0
    return max(candidates, key=lambda at: (_weight(kept[at]), -at), default=None)


def _may_be_headline(line: str) -> bool:
    if len(line) > MAX_HEADLINE_CHARS or line.casefold() in phrases().labels:
        return False
    if ITEM.match(line) or is_trail(line):
        return False
    return not read_fact(line, Facts())


def _headline_lead(line: str) -> str:
    """What stands before a headline to say that it is one: "Subject: "."""
    match = phrases().headline.match(line)
    return match[0] if match and match[0].rstrip().endswith(COLONS) and match.end() < len(line) else ""


def _unlabelled(headline: str) -> str:
    return headline.removeprefix(_headline_lead(headline)).lstrip("# ")


def _weight(line: str) -> int:
    """How much a line says; every headline of more than a few words is as good as another."""
    length = len(line.split()) + len(UNSPACED.findall(line)) // 2
    return min(length, 4)


def _standfirst(kept: list[str], headline_at: int | None, last_fact: int) -> str | None:
    """The paragraphs between headline and the lines on credit and date."""
    if headline_at is None or last_fact < 0:
        return None
    between = [line for line in kept[headline_at + 1 : last_fact] if is_text(line)]
    return " ".join(between) or None


def _read_tail(body: list[str], facts: Facts) -> list[str]:
    """The body without the lines on source and change that may follow it, which go to `facts`."""
    end = len(body)
    while end > 1:
        line = body[end - 1]
        if is_text(line) or is_of_an_event(line, facts) or not read_fact(line, facts):
            break
        end -= 1
    return body[:end]
