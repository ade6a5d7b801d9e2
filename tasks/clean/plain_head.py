"""The head of a plain text: headline, standfirst, and the lines that say by whom, from where and when."""

from __future__ import annotations

from tasks.clean.phrases import phrases
from tasks.clean.plain_facts import (
    COLONS,
    MAX_FACT_CHARS,
    PLACE,
    Facts,
    is_of_an_event,
    is_of_staff,
    read_fact,
    read_led_date,
)
from tasks.clean.plain_lines import MAX_HEADLINE_CHARS, UNSPACED, is_text, may_be_paragraph
from tasks.clean.plain_page import is_trail
from tasks.clean.text import split_section
from tasks.records import Found

MAX_HEAD_PARAGRAPHS = 14  # how far down the lines on credit and date are looked for
LINES_ABOVE = 10  # the first paragraph, below a long menu, that may be of the head: some follow it
MAX_ASKING_CHARS = 140  # of a headline that ends as a sentence does
MAX_STANDFIRST_PARAGRAPHS = 2
MAX_SOUGHT = 500  # lines among which there is a paragraph, if the text is an article

_NO_HEADLINE = "。"  # at its end: the full stop of languages whose headlines have none


def head_at(kept: list[str]) -> int:
    """Where the head begins: far enough above the text to hold all that heads do, below a site's menus."""
    text_at = next((at for at, line in enumerate(kept) if is_text(line)), 0)
    marked = next((at for at, line in enumerate(kept[:text_at]) if _is_marked(line)), text_at)
    return max(0, min(marked, text_at - LINES_ABOVE if text_at > MAX_HEAD_PARAGRAPHS else 0))


def _is_marked(line: str) -> bool:
    """True for a line that says itself that it is the headline."""
    return line.startswith("# ") or bool(_headline_lead(line))


def with_whole_headline(kept: list[str], title: str | None) -> list[str]:
    """The lines with those of the headline in one, as the title of the page has them."""
    if title is None:
        return kept
    for at, line in enumerate(kept[:MAX_HEAD_PARAGRAPHS]):
        whole, end = line, at + 1
        while end < len(kept) and title.startswith(f"{whole} {kept[end]}"):
            whole, end = f"{whole} {kept[end]}", end + 1
        if end > at + 1 and title.startswith(whole):
            return [*kept[:at], whole, *kept[end:]]
    return kept


def read_head(kept: list[str]) -> tuple[Facts, int]:
    """The facts of the head, and the index of its last line: -1 where all such lines follow the text."""
    facts = Facts()
    last = _read_facts(kept, facts)
    if any(map(may_be_paragraph, kept[last + 1 : last + 1 + MAX_SOUGHT])):
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
    return last + _read_staff(kept[last : last + 3], facts) if last >= 0 else last


def _read_staff(lines: list[str], facts: Facts) -> int:
    """How many lines right below the byline say whose reporter it is, above the text."""
    if len(lines) < 3 or not facts.bylines or lines[0] != facts.bylines[-1].text:
        return 0
    if is_text(lines[1]) or not is_text(lines[2]) or not is_of_staff(lines[1]):
        return 0
    facts.credits.append(Found(lines[1], PLACE))
    return 1


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


def headline_at(kept: list[str], last_fact: int, listed: frozenset[str]) -> int | None:
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
    free = [at for at in candidates if kept[at] not in listed]
    if not free and text_at < last_fact and _may_be_asking(kept[text_at]):
        return text_at  # below a menu
    candidates = free or candidates
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


def _may_be_asking(line: str) -> bool:
    """True for a line that may be a headline though it ends as a sentence does."""
    return len(line) <= MAX_ASKING_CHARS and not line.endswith(_NO_HEADLINE)


def _may_be_headline(line: str) -> bool:
    if len(line) > MAX_HEADLINE_CHARS or line.casefold() in phrases().labels:
        return False
    return not is_trail(line) and not read_fact(line, Facts())


def _headline_lead(line: str) -> str:
    """What stands before a headline to say that it is one: "Subject: "."""
    match = phrases().headline.match(line)
    return match[0] if match and match[0].rstrip().endswith(COLONS) and match.end() < len(line) else ""


def unlabelled(headline: str) -> str:
    """A headline without what calls it so."""
    return headline.removeprefix(_headline_lead(headline)).lstrip("# ").removesuffix(" =")


def _weight(line: str) -> int:
    """How much a line says; every headline of more than a few words is as good as another."""
    length = len(line.split()) + len(UNSPACED.findall(line)) // 2
    return min(length, 4)


def standfirst(kept: list[str], headline_at: int | None, last_fact: int) -> str | None:
    """The paragraphs between headline and the lines on credit and date."""
    if headline_at is None or last_fact < 0:
        return None
    between = [line for line in kept[headline_at + 1 : last_fact] if is_text(line)]
    return " ".join(between) or None
