"""Reads an article that was saved as plain text.

Such a page is a head and a body. The head holds, in this order, whatever of it is there: furniture of the
site, the headline, the standfirst, and the lines that say who supplied the text, in which section, and when.
The body starts after the last of those lines; where there are none, at the first paragraph after the
headline.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from tasks.clean.phrases import furniture_reason, line_reason, phrases
from tasks.clean.text import block_hash, split_section, tidy
from tasks.records import Block, Capture, Draft, EndsHere, Found, Outcome, Removed
from tasks.relative import plain_figures

PLACE = "text"  # of whatever is found in a plain text
MAX_HEAD_PARAGRAPHS = 14  # how far down the lines on credit and date are looked for
MAX_STANDFIRST_PARAGRAPHS = 2
MAX_FACT_CHARS = 90  # a line on credit or date is no longer
MAX_DATE_WORDS = 9  # of a line that says nothing but a date
MAX_HEADLINE_CHARS = 250
MIN_WRAPPED_CHARS = 40  # lines of a hard-wrapped paragraph are at least this long, but for its last
MAX_WRAPPED_CHARS = 120  # … and at most this long
WORD_CHARS = 16  # a line that is wrapped is shorter than the longest by no more than a word
MIN_FULL_LINES = 3  # that show that a text is wrapped
MIN_PARAGRAPHS_CHARS = 40  # of a paragraph of the body
MAX_PARAGRAPHS = 20_000
MAX_SOUGHT = 500  # lines among which there is a paragraph, if the text is an article

# Of the common calendar, the Persian one, and Thailand's.
_YEAR = re.compile(r"(?<!\d)(?:19|20|13|14|25)\d\d(?!\d)|(?<!\d)\d{1,2}[./-]\d{1,2}[./-]\d\d(?!\d)|\d{4}年")
_YEAR_COLON = re.compile(r"(?:19|20)\d\d: \D*\d")  # "Euro 2024: 10 players to watch"
_DAY = re.compile(r"(?<!\d)(?:0?[1-9]|[12]\d|3[01])(?!\d)")
_SENTENCE_END = re.compile(r"[.!?…。！？؟।։။][\"'”’»」』）)]*$")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
# How wires and press releases say that a text is over, or goes on in the next message.
_END_MARK = re.compile(r"[-–—]\s*(?:30|0|ENDS?|E)\s*[-–—]|#\s?#(?:\s?#)*|\(?(?:ENDS?|MORE)\)?")
_CLOCK = re.compile(r"\d{1,2}[:.h]\d{2}")
_COLONS = (":", "：", "՝")
_TRAIL = re.compile(r"\s+[>»›]\s+")
_LABEL = re.compile(r"[^\W\d_][\w-]{1,19}[:：]\s")  # "Subject: …": such a line goes on with no other


@dataclass(slots=True)
class _Facts:
    """What the lines between headline and body say."""

    bylines: list[Found] = field(default_factory=list)
    credits: list[Found] = field(default_factory=list)
    sections: list[Found] = field(default_factory=list)
    published: list[Found] = field(default_factory=list)
    modified: list[Found] = field(default_factory=list)


def read_plain_text(capture: Capture, text: str) -> Draft:
    """The draft of a plain text.

    Raises EndsHere where nothing in it reads like an article.
    """
    paragraphs = _paragraphs(text)
    removed: list[Removed] = []
    kept: list[str] = []
    for paragraph in paragraphs:
        reason = _furniture_reason(paragraph)
        if reason:
            removed.append(Removed(paragraph, reason))
        else:
            kept.append(paragraph)
    facts, last_fact = _read_head(kept)
    headline_at = _headline_at(kept, last_fact)
    body_at = max(last_fact, -1 if headline_at is None else headline_at) + 1
    headline = None if headline_at is None else Found(_unlabelled(kept[headline_at]), PLACE)
    standfirst = _standfirst(kept, headline_at, last_fact)
    for at, line in enumerate(kept[:body_at]):
        is_standfirst = at > (headline_at or 0) and _is_text(line)
        if at != headline_at and not is_standfirst and not _is_fact(line, facts):
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


def _furniture_reason(line: str) -> str | None:
    """Why a line goes that says nothing of the article, wherever it stands; None for one that may."""
    if _END_MARK.fullmatch(line):
        return "end mark"
    if not any(map(str.isalnum, line)):
        return "rule"
    if line.startswith("©") and len(line) <= MAX_FACT_CHARS:
        return "copyright"
    first, *others = _TRAIL.split(line, 1)
    return furniture_reason(first if others else line) or line_reason(line, 0)


def _may_be_paragraph(line: str) -> bool:
    is_sentence = len(line.split()) > 1 and _SENTENCE_END.search(line)
    is_paragraph = len(line) >= MIN_PARAGRAPHS_CHARS or is_sentence or _UNSPACED.search(line)
    return bool(is_paragraph) and not _read_fact(line, _Facts())


def _paragraphs(text: str) -> list[str]:
    """The paragraphs: what blank lines separate, hard-wrapped lines joined, short lines apart."""
    out: list[str] = []
    for group in re.split(r"\n[^\S\n]*\n", text.replace("\r\n", "\n").replace("\r", "\n")):
        lines = [line for raw in group.split("\n") for line in map(tidy, _columns(raw)) if line]
        inner = lines[:-1]
        wrapped = bool(inner) and all(MIN_WRAPPED_CHARS <= len(line) <= MAX_WRAPPED_CHARS for line in inner)
        if wrapped and (len(lines) > 2 or not (_SENTENCE_END.search(inner[0]) or furniture_reason(lines[1]))):
            out.append(" ".join(lines))
        else:
            out.extend(_unwrapped(lines))
        if len(out) > MAX_PARAGRAPHS:
            break
    return out[:MAX_PARAGRAPHS]


def _columns(line: str) -> list[str]:
    """A line on the date in its columns: what tabs part from it says something else."""
    return line.split("\t") if "\t" in line and len(line) <= MAX_FACT_CHARS and _has_date(line) else [line]


def _unwrapped(lines: list[str]) -> list[str]:
    """Lines that follow each other without blank ones, those of a hard-wrapped sentence joined.

    There are some that end near the same column, each in the middle of a sentence.
    """
    width = max(map(len, lines), default=0)
    full = {line for line in lines if len(line) > width - WORD_CHARS and not _SENTENCE_END.search(line)}
    if len(full) < MIN_FULL_LINES or not MIN_WRAPPED_CHARS < width <= MAX_WRAPPED_CHARS:
        return lines
    out = lines[:1]
    for before, line in pairwise(lines):
        if before in full and not _LABEL.match(line) and not _read_fact(line, _Facts()):
            out[-1] = f"{out[-1]} {line}"
        else:
            out.append(line)
    return out


def _read_head(kept: list[str]) -> tuple[_Facts, int]:
    """The facts of the head, and the index of its last line: -1 where all such lines follow the text."""
    facts = _Facts()
    last = _read_facts(kept, facts)
    if any(map(_may_be_paragraph, kept[last + 1 : last + 1 + MAX_SOUGHT])):
        return facts, last
    return _Facts(), -1


def _read_facts(kept: list[str], facts: _Facts) -> int:
    """Fills `facts` from the head; gives the index of its last line, -1 where there is none."""
    last = -1
    texts = 0
    for at, line in enumerate(kept[:MAX_HEAD_PARAGRAPHS]):
        if at and last >= 0 and at > last + 1 and _is_text(kept[last + 1]):
            break  # the body began
        texts += _is_text(line)
        if texts > MAX_STANDFIRST_PARAGRAPHS:
            break  # there is no head
        if at > last + 1 and _is_of_an_event(line, facts):
            break
        if _read_fact(line, facts) if at else _read_led_date(line, facts):
            if last < 0:
                _read_credit_before(kept, at, facts)
            last = at
    return last


def _read_fact(line: str, facts: _Facts) -> bool:
    """True if the line says by whom, from where or when; then `facts` holds it."""
    if len(line) > MAX_FACT_CHARS:
        return False
    if _read_led_date(line, facts):
        return True
    if _is_dated(line):
        facts.published.append(Found(line, PLACE))
        return True
    known = phrases()
    match = known.source.match(line)
    if match and match.group().rstrip().endswith(_COLONS) and match.end() < len(line):
        facts.credits.append(Found(line, PLACE))
        return True
    match = known.byline.match(line)
    if (
        match
        and len(line) - match.end() > 0
        and not _SENTENCE_END.search(line)
        and _is_named(line[match.end() :])
    ):
        facts.bylines.append(Found(line, PLACE))
        return True
    return False


def _read_led_date(line: str, facts: _Facts) -> bool:
    """True if the line says that a date is that of publication or change."""
    known = phrases()
    for pattern, target in ((known.modified, facts.modified), (known.published, facts.published)):
        match = pattern.match(line)
        if match and len(line) <= MAX_FACT_CHARS and _has_date(line[match.end() :]):
            target.append(Found(line, PLACE))
            return True
    return False


def _is_dated(line: str) -> bool:
    """True for a date with little besides it, as it stands in a head; it may also be that of an event."""
    is_line = not _SENTENCE_END.search(line) and len(line.split()) <= MAX_DATE_WORDS
    return is_line and _has_date(line) and not _YEAR_COLON.search(line)


def _is_of_an_event(line: str, facts: _Facts) -> bool:
    """True for a date that does not say what it is of, where that of publication is known already."""
    return bool(facts.published) and _is_dated(line) and not _read_led_date(line, _Facts())


def _read_credit_before(kept: list[str], at: int, facts: _Facts) -> None:
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
    if not candidates and kept and len(kept[0]) <= MAX_HEADLINE_CHARS and len(kept) > 1:
        return 0
    return max(candidates, key=lambda at: (_weight(kept[at]), -at), default=None)


def _may_be_headline(line: str) -> bool:
    if len(line) > MAX_HEADLINE_CHARS or line.casefold() in phrases().labels:
        return False
    return not _read_fact(line, _Facts())


def _headline_lead(line: str) -> str:
    """What stands before a headline to say that it is one: "Subject: "."""
    match = phrases().headline.match(line)
    return match[0] if match and match[0].rstrip().endswith(_COLONS) and match.end() < len(line) else ""


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


def _read_tail(body: list[str], facts: _Facts) -> list[str]:
    """The body without the lines on source and change that may follow it, which go to `facts`."""
    end = len(body)
    while end > 1:
        line = body[end - 1]
        if _is_text(line) or _is_of_an_event(line, facts) or not _read_fact(line, facts):
            break
        end -= 1
    return body[:end]


def _is_text(line: str) -> bool:
    """True for a paragraph of running text, as opposed to a heading or a line on credit or date."""
    if len(line) < MIN_PARAGRAPHS_CHARS and not (_UNSPACED.search(line) and len(line) > 15):
        return False
    return bool(_SENTENCE_END.search(line)) or len(line) > MAX_HEADLINE_CHARS


def _has_date(text: str) -> bool:
    text = plain_figures(text)
    year = _YEAR.search(text)
    return bool(
        year and (_DAY.search(text[: year.start()] + " " + text[year.end() :]) or _CLOCK.search(text))
    )


def _is_named(text: str) -> bool:
    """True if the text could be names: short, and starting like one."""
    return len(text.split()) <= 12 and not text[:1].islower() and not any(char.isdigit() for char in text)


def _is_fact(line: str, facts: _Facts) -> bool:
    every = (*facts.bylines, *facts.credits, *facts.sections, *facts.published, *facts.modified)
    return not {line, split_section(line)[0]}.isdisjoint(found.text for found in every)
