"""Rules that hold whatever the model says of a block."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import chain, takewhile

from tasks.clean.blocks import Frame, PageBlock
from tasks.clean.calendars import drop_calendars
from tasks.clean.flash import keep_flash
from tasks.clean.head import MAX_HEAD_CHARS, drop_facts, drop_headline
from tasks.clean.phrases import furniture_reason, is_on_picture, phrases
from tasks.clean.place import may_be_sign_up, sign_ups
from tasks.clean.sift import Candidates
from tasks.clean.teasers import drop_teasers
from tasks.clean.text import EDGES, PIECE_CHARS, ends_sentence

MAX_LIST_LINKS = 0.3  # of a list item's text that may be links
LIST_LEVELS = 3  # from a list item up to the element of the text
MIN_CONSENT_WORDS = 2  # different ones, in a paragraph on consent
MAX_APPEAL_CHARS = 200
MIN_STRONG = 0.8  # of an appeal's text that is set off, where nothing in it links
MAX_LAST_HEADINGS = 4
MAX_NOTES = 2
MAX_NOTE_CHARS = 300
MAX_RIGHTS_CHARS = 120
MAX_QUOTES = 50  # of a page that are looked for in its paragraphs
QUOTE_LEVELS = 4  # from a quote's paragraph up to the figure around it

_BULLETS = "[(•*→»-–—> "
_COUNT = re.compile(r"[(\[]?\d[\d.,]*[)\]]?")
_PULLED = re.compile(r"\bpull", re.IGNORECASE)
_RIGHTS = re.compile(r"(?:©|\(c\)|copyright\b)", re.IGNORECASE)
# Of an agency's staff: "abc/de", "abc/ de/".
INITIALS = re.compile(
    r"[a-z]{1,5}(?:-[a-z]{1,5})?(?:/[a-z]{1,5}){1,3}|[^\W\d_]{1,5}/(?: [^\W\d_]{1,5}/){1,3}"
)


def apply_rules(blocks: list[PageBlock], reasons: list[str | None], candidates: Candidates) -> None:
    """Corrects `reasons`, the model's, of a page's candidates."""
    keep_flash(blocks, reasons, candidates.headline)
    _keep_lists(blocks, reasons, candidates.at)
    drop_headline(blocks, reasons, candidates)
    drop_facts(blocks, reasons, candidates)
    _drop_sign_ups(blocks, reasons, candidates)
    _drop_pull_quotes(blocks, reasons, candidates.at)
    _drop_consent(blocks, reasons, candidates)
    _drop_comments(blocks, reasons)
    drop_teasers(blocks, reasons)
    drop_calendars(blocks, reasons, candidates.at)
    for at in candidates.at:
        reasons[at] = reasons[at] or _line_reason(blocks[at])
    _drop_credit_note(blocks, reasons, candidates.at)
    _drop_last_headings(blocks, reasons, candidates.at)


def _keep_lists(blocks: list[PageBlock], reasons: list[str | None], candidates: list[int]) -> None:
    """Keeps a list that stands between two kept paragraphs of one element: it belongs to their text."""
    before: PageBlock | None = None  # the last kept block that is no list item
    items: list[int] = []
    for at in candidates:
        block = blocks[at]
        if block.kind == "li" and block.link_chars <= MAX_LIST_LINKS * len(block.text):
            items.append(at)
        elif block.kind == "li" or reasons[at] is not None:
            before, items = None, []
        else:
            if before is not None and before.frame.parent is block.frame.parent:
                for item in items:
                    if _is_below(blocks[item].frame, before.frame.parent):
                        reasons[item] = None
            before, items = block, []


def _is_below(frame: Frame, ancestor: Frame | None) -> bool:
    """True for the item of a list that stands in `ancestor`."""
    inner: Frame | None = frame
    for _ in range(LIST_LEVELS):
        inner = inner.parent if inner else None
        if inner is ancestor:
            return True
    return False


def _drop_pull_quotes(blocks: list[PageBlock], reasons: list[str | None], candidates: list[int]) -> None:
    """Removes quotes whose class says that they are pulled out of the text, where a kept paragraph has them.

    Those without such a class stay, as they do in some of the known bodies.
    """
    quotes = [at for at in candidates if blocks[at].kind == "quote" and reasons[at] is None][:MAX_QUOTES]
    if not quotes:
        return
    paragraphs = [blocks[at].text for at in candidates if reasons[at] is None and blocks[at].kind != "quote"]
    for at in quotes:
        said = blocks[at].text.strip(EDGES)
        is_again = len(said) >= PIECE_CHARS and any(said in text for text in paragraphs)
        if is_again and any(_PULLED.search(frame.classes) for frame in _around(blocks[at].frame)):
            reasons[at] = "pull quote"


def _around(frame: Frame | None) -> Iterator[Frame]:
    """A quote's own element, and those right around it."""
    for _ in range(QUOTE_LEVELS):
        if frame is not None:
            yield frame
            frame = frame.parent


def _drop_sign_ups(blocks: list[PageBlock], reasons: list[str | None], candidates: Candidates) -> None:
    """Removes what stands in a box for newsletters."""
    kept = [at for at in candidates.at if reasons[at] is None and may_be_sign_up(blocks[at])]
    boxes = sign_ups(blocks, candidates.main) if kept else set()
    for at in kept:
        if blocks[at].frame.is_in_any(boxes):
            reasons[at] = "newsletter"


def _drop_consent(blocks: list[PageBlock], reasons: list[str | None], candidates: Candidates) -> None:
    """Removes what an element says that holds nothing but words on consent, beside a text on other things."""
    held: dict[Frame | None, list[int]] = defaultdict(list)
    for at in candidates.at:
        if reasons[at] is None:
            held[blocks[at].frame.parent].append(at)
    if len(held) < 2:
        return
    *others, text = sorted(held.values(), key=lambda each: sum(len(blocks[at].text) for at in each))
    boxes = [each for each in others if all(_is_on_consent(blocks[at].text) for at in each)]
    if boxes and not any(phrases().privacy.search(blocks[at].text.casefold()) for at in text):
        for at in chain.from_iterable(boxes):
            reasons[at] = "consent"


def _is_on_consent(text: str) -> bool:
    words = set(phrases().privacy.findall(text.casefold()))
    return len(words) >= MIN_CONSENT_WORDS


def _line_reason(block: PageBlock) -> str | None:
    """Why a line goes that is on a picture, or asks readers to subscribe, follow, read on elsewhere.

    What asks them for something links or is set off; else it may be advice.
    """
    text = block.text
    if block.kind == "p" and is_on_picture(text):
        return "caption"
    may_appeal = block.link_chars or block.strong_chars > MIN_STRONG * len(text)
    if may_appeal and block.kind != "li" and len(text) <= MAX_APPEAL_CHARS:
        return "appeal" if phrases().appeal.match(text.lstrip(_BULLETS)) else None
    return None


def _drop_last_headings(blocks: list[PageBlock], reasons: list[str | None], candidates: list[int]) -> None:
    """Removes the headings below the text, whose own texts are gone. Many of them are a list of their own."""
    kept = [at for at in candidates if reasons[at] is None]
    last = list(takewhile(lambda at: blocks[at].kind == "heading", reversed(kept)))
    if len(last) <= MAX_LAST_HEADINGS and len(last) < len(kept):
        for at in takewhile(lambda at: not ends_sentence(blocks[at].text), last):
            reasons[at] = "outside the article"


def _drop_comments(blocks: list[PageBlock], reasons: list[str | None]) -> None:
    """Removes what stands below a heading such as "3 comments", in its element."""
    first = reasons.index(None) if None in reasons else len(blocks)  # a text stands above its comments
    for at in range(first, len(blocks)):
        heading = blocks[at]
        if heading.kind == "heading" and _heads_comments(heading.text):
            box = heading.frame.parent or heading.frame
            for below in range(at, len(blocks)):
                if not blocks[below].frame.is_in(box):
                    break
                reasons[below] = reasons[below] or "comments"
            return


def _heads_comments(text: str) -> bool:
    return len(text) <= MAX_HEAD_CHARS and furniture_reason(_COUNT.sub("", text)) == "comments"


def _drop_credit_note(blocks: list[PageBlock], reasons: list[str | None], candidates: list[int]) -> None:
    """Removes the lines at the body's end on who reported and edited it, and on the rights."""
    pattern = phrases().credit_note
    kept = [at for at in candidates if reasons[at] is None]
    if len(kept) > 1 and INITIALS.fullmatch(blocks[kept[-1]].text):
        reasons[kept.pop()] = "credit note"
    if len(kept) > 1 and _is_on_rights(blocks[kept[-1]].text):
        reasons[kept.pop()] = "copyright"
    for at in kept[: -MAX_NOTES - 1 : -1]:
        text = blocks[at].text
        if len(text) > MAX_NOTE_CHARS or not pattern.match(text.lstrip("(（[— -–")):
            break
        reasons[at] = "credit note"


def _is_on_rights(line: str) -> bool:
    return len(line) <= MAX_RIGHTS_CHARS and bool(_RIGHTS.match(line))
