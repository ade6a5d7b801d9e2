"""What stands between the headline and the text, and is neither: the headline again, the date, the byline."""

from __future__ import annotations

from itertools import takewhile

from tasks.clean.blocks import PageBlock
from tasks.clean.facts import MAX_LINE_CHARS, fact_in, facts_of, is_dated_line
from tasks.clean.metadata.lines import leads
from tasks.clean.sift import Candidates
from tasks.clean.text import EDGES, ends_sentence, fold

MAX_HEAD_CHARS = 150  # of a block above the text; with a longer one the text begins
MAX_LINES = 12  # kept blocks that are looked at for a date or a byline
MAX_DATES = 2  # lines with a date among them; more are of a chronicle, or of events
MAX_SENTENCES = 2  # of them that may be text, such as a standfirst above the byline

_LINES = {"p", "li", "table", "quote"}  # kinds of blocks; old pages indent all by tables and quotes


def drop_headline(blocks: list[PageBlock], reasons: list[str | None], candidates: Candidates) -> None:
    """Removes the headline over again, above the text. A text that is its headline and no more stays."""
    kept = [at for at in candidates.at if reasons[at] is None]
    for at in kept[:-1]:
        text = fold(blocks[at].text)
        if _is_whole_head(text, candidates.headline):
            reasons[at] = "headline"
        elif len(blocks[at].text) > MAX_HEAD_CHARS:
            return  # the text begins
        elif text == candidates.headline:
            reasons[at] = "headline"


def _is_whole_head(text: str, headline: str) -> bool:
    """True for the headline with byline and date in one block, as old pages part them by line breaks."""
    is_led = bool(headline) and text.startswith(headline) and text[len(headline) :][:1] in EDGES
    rest = text[len(headline) :].strip(EDGES) if is_led else ""
    if not rest or ends_sentence(rest):
        return False
    return is_dated_line(rest) or (len(rest) <= MAX_LINE_CHARS and bool(leads("byline").match(rest)))


def drop_facts(blocks: list[PageBlock], reasons: list[str | None], candidates: Candidates) -> None:
    """Removes the lines above the text that say when, and by whom, it was published.

    The model keeps them on pages whose template says nothing of them, above all where the text is short.
    """
    kept = [at for at in candidates.at if reasons[at] is None]
    head = list(takewhile(lambda at: len(blocks[at].text) <= MAX_HEAD_CHARS, kept[:-1][:MAX_LINES]))
    if not head:  # the most common case
        return
    is_chronicle = sum(is_dated_line(blocks[at].text) for at in head) > MAX_DATES
    facts = facts_of(candidates.metadata)
    sentences = 0
    for at in head:
        block = blocks[at]
        fact = fact_in(block.text, facts, has_time=block.has_time) if block.kind in _LINES else None
        if fact and not (fact == "date" and is_chronicle):
            reasons[at] = fact
        else:
            sentences += ends_sentence(block.text)
        if sentences > MAX_SENTENCES:
            return
