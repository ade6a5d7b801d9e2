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
    is_fact,
    is_of_an_event,
    read_fact,
    read_led_date,
)
from tasks.clean.plain_lines import paragraphs_of
from tasks.clean.text import block_hash, split_section
from tasks.records import Block, Capture, Draft, EndsHere, Found, Outcome, Removed

MAX_HEAD_PARAGRAPHS = 14  # how far down the lines on credit and date are looked for
MAX_STANDFIRST_PARAGRAPHS = 2
MAX_HEADLINE_CHARS = 250
MIN_PARAGRAPHS_CHARS = 40  # of a paragraph of the body
MAX_SOUGHT = 500  # lines among which there is a paragraph, if the text is an article

_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_NO_HEADLINE = "。"  # at its end: the full stop of languages whose headlines have none
# How wires and press releases say that a text is over, or goes on in the next message.
_END_MARK = re.compile(r"[-–—]\s*(?:30|0|ENDS?|E)\s*[-–—]|#\s?#(?:\s?#)*|\(?(?:ENDS?|MORE)\)?")
_OVER = re.compile(r"#\s?#(?:\s?#)+|[-–—]\s*30\s*[-–—]")
_ENTITY = re.compile(
    r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,8}\d{0,2});"
)  # a page's, left in its text
_TRAIL = re.compile(r"\s+[>»›]\s+")


def read_plain_text(capture: Capture, text: str) -> Draft:
    """The draft of a plain text.

    Raises EndsHere where nothing in it reads like an article.
    """
    paragraphs = paragraphs_of(_ENTITY.sub(lambda entity: html.unescape(entity[0]), text))
    over = _over(paragraphs)
    removed: list[Removed] = []
    kept: list[str] = []
    for paragraph in paragraphs[:over]:
        reason = _furniture_reason(paragraph)
        if reason:
            removed.append(Removed(paragraph, reason))
        else:
            kept.append(paragraph)
    removed += [Removed(paragraph, "after the end") for paragraph in paragraphs[over:]]
    facts, last_fact = _read_head(kept)
    headline_at = _headline_at(kept, last_fact)
    body_at = max(last_fact, -1 if headline_at is None else headline_at) + 1
    headline = None if headline_at is None else Found(_unlabelled(kept[headline_at]), PLACE)
    standfirst = _standfirst(kept, headline_at, last_fact)
    for at, line in enumerate(kept[:body_at]):
        is_standfirst = at > (headline_at or 0) and _is_text(line)
        if at != headline_at and not is_standfirst and not is_fact(line, facts):
            removed.append(Removed(line, "header"))
    body = _read_tail(kept[body_at:], facts)
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
    if line.startswith("©") and len(line) <= MAX_FACT_CHARS:
        return "copyright"
    first, *others = _TRAIL.split(line, 1)
    if is_on_picture(line):
        return "caption"
    return furniture_reason(first if others else line) or line_reason(line, 0)


def _may_be_paragraph(line: str) -> bool:
    is_sentence = len(line.split()) > 1 and SENTENCE_END.search(line)
    is_paragraph = len(line) >= MIN_PARAGRAPHS_CHARS or is_sentence or _UNSPACED.search(line)
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
        if at and last >= 0 and at > last + 1 and _is_text(kept[last + 1]):
            break  # the body began
        texts += _is_text(line)
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
    if _is_text(line) or len(line) > MAX_FACT_CHARS or len(line.split()) > 8:
        return
    if _weight(line) > max(map(_weight, kept[: at - 1])):
        return  # the headline, below the section
    source, section = split_section(line)
    if source:
        facts.credits.append(Found(source, PLACE))
    if section:
        facts.sections.append(Found(section, PLACE))


def _headline_at(kept: list[str], last_fact: int) -> int | None:
    """The line that is called so, else the first that reads like a headline, before or after the facts."""
    head = kept[:MAX_HEAD_PARAGRAPHS]
    text_at = next((at for at, line in enumerate(head) if _is_text(line)), len(head))
    for at, line in enumerate(head[:text_at]):
        if line.startswith("# ") or _headline_lead(line):
            return at
    end = min(last_fact, text_at) if last_fact > 0 else text_at
    candidates = [at for at in range(end) if _may_be_headline(kept[at])]
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
    return not read_fact(line, Facts())


def _headline_lead(line: str) -> str:
    """What stands before a headline to say that it is one: "Subject: "."""
    match = phrases().headline.match(line)
    return match[0] if match and match[0].rstrip().endswith(COLONS) and match.end() < len(line) else ""


def _unlabelled(headline: str) -> str:
    return headline.removeprefix(_headline_lead(headline)).lstrip("# ")


def _weight(line: str) -> int:
    """How much a line says; every headline of more than a few words is as good as another."""
    length = len(line.split()) + len(_UNSPACED.findall(line)) // 2
    return min(length, 4)


def _standfirst(kept: list[str], headline_at: int | None, last_fact: int) -> str | None:
    """The paragraphs between headline and the lines on credit and date."""
    if headline_at is None or last_fact < 0:
        return None
    between = [line for line in kept[headline_at + 1 : last_fact] if _is_text(line)]
    return " ".join(between) or None


def _read_tail(body: list[str], facts: Facts) -> list[str]:
    """The body without the lines on source and change that may follow it, which go to `facts`."""
    end = len(body)
    while end > 1:
        line = body[end - 1]
        if _is_text(line) or is_of_an_event(line, facts) or not read_fact(line, facts):
            break
        end -= 1
    return body[:end]


def _is_text(line: str) -> bool:
    """True for a paragraph of running text, as opposed to a heading or a line on credit or date."""
    if len(line) < MIN_PARAGRAPHS_CHARS and not (_UNSPACED.search(line) and len(line) > 15):
        return False
    return bool(SENTENCE_END.search(line)) or len(line) > MAX_HEADLINE_CHARS
