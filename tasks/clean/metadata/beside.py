"""The lines under the headline that no class marks: "Some Agency SECTION", "Some Agency | Section | 1 May".

Their texts are read one by one, so that it makes no difference which elements the page cuts them into. A run
of short texts counts only if a date is among them. Whether a text is an agency is not for the reader to
judge: all of them are handed on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from tasks.clean.metadata.lines import leads, looks_like_date
from tasks.clean.metadata.pictures import is_in_caption, is_of_picture
from tasks.clean.metadata.scan import Marked, Scan
from tasks.clean.metadata.text import fold
from tasks.clean.phrases import furniture_reason
from tasks.clean.text import split_section, tidy
from tasks.records import BESIDE, Found

MAX_NODES = 250  # after the headline that are looked at
MAX_LINE_CHARACTERS = 80
MAX_SECTION_CHARACTERS = 40
MAX_LONG = 2  # longer texts: a standfirst, and the first paragraph
MAX_APART = 3  # texts between a line and its date
MAX_LINKS = 400  # of a page, whose texts may be sections
A_PARAGRAPH = 140  # characters of the element that a piece of running text stands in

_APART = re.compile(r"\s*[|·•]\s*|\s+[–—/-]\s+|\s*,\s+")
_LINE = re.compile(r"\s*[|·•]\s*")
_EDGES = " |·•–—-/,:"
_NO_LETTER = re.compile(r"[\W\d_]+")
_FIGURE = re.compile(r"\d")
_SKIPPED = {
    "script", "style", "noscript", "template", "svg", "select", "textarea", "button", "form", "nav", "aside",
    "figure", "figcaption", "footer", "video", "iframe",
}  # fmt: skip
_PARAGRAPHS = {"p", "li", "h2", "h3", "blockquote"}
_INLINE = {"a", "span", "b", "i", "em", "strong", "small", "time", "cite", "u", "abbr", "mark", "font"}


def fields(scan: Scan, anchor: Marked | None) -> Iterator[tuple[str, Found]]:
    """Credits, sections and dates as the runs with a date word them, all of them at the place BESIDE."""
    if anchor is None:
        return
    for run in _runs(anchor.node):
        dates = [at for at, (_, text) in enumerate(run) if looks_like_date(text)]
        for at, (node, text) in enumerate(run):
            if at in dates and not leads("modified").search(text):
                yield "published", _found(only_date(text))
            if any(abs(at - date) <= MAX_APART for date in dates) and not _is_of_picture(node):
                yield from _named(scan, text)


def only_date(text: str) -> str:
    """The date of a line such as "Some Agency | Section | Published 1 May 2024"; else the whole line."""
    dated = [part for part in _LINE.split(text) if _FIGURE.search(part)]
    return dated[0] if len(dated) == 1 and looks_like_date(dated[0]) else text


def _found(text: str) -> Found:
    return Found(text, BESIDE)


def _named(scan: Scan, text: str) -> Iterator[tuple[str, Found]]:
    """What a text may name: an agency, a section. Both or none of them is certain."""
    if lead := leads("published").search(text):
        text = text[: lead.start()]
    whole = text.strip(_EDGES)
    for piece in [whole] if _is_name(whole) else []:
        yield "credit", _found(piece)
    for part in filter(_is_name, _APART.split(whole)):
        source, section = split_section(part)
        if part != whole or section:
            yield "credit", _found(source)
        if section:
            yield "credit", _found(section)
        section = section or part
        if len(section) <= MAX_SECTION_CHARACTERS and (section.isupper() or _is_link(scan, section)):
            yield "section", _found(section)


def _is_name(part: str) -> bool:
    if len(part) < 2 or _NO_LETTER.fullmatch(part) or _FIGURE.search(part):
        return False
    return furniture_reason(part) is None


def _is_link(scan: Scan, text: str) -> bool:
    """Whether the page's menu has a link that says the same."""
    if scan.links is None:
        scan.links = frozenset(fold(scan.text(link)) for link in scan.page.walked.menu[:MAX_LINKS])
    return fold(text) in scan.links


def _runs(heading: LexborNode) -> Iterator[list[tuple[LexborNode, str]]]:
    """Short texts in a row, without a longer one or a picture's between them."""
    run: list[tuple[LexborNode, str]] = []
    long: set[int] = set()
    known: dict[int, bool] = {}  # by mem_id: whether an element is a paragraph of running text
    for node in _following(heading):
        text = tidy((node.text_content or "")[: A_PARAGRAPH * 2])
        if not text:
            continue
        around = _paragraph(node, known)
        if len(text) <= MAX_LINE_CHARACTERS and around is None:
            run.append((node, text))
            continue
        if run:
            yield run
        run = []
        long.add(node.mem_id if around is None else around.mem_id)
        if len(long) > MAX_LONG:
            return
    if run:
        yield run


def _paragraph(node: LexborNode, known: dict[int, bool]) -> LexborNode | None:
    """The paragraph of running text that a text is a piece of, if it is one."""
    parent = node.parent
    while parent is not None and parent.tag in _INLINE:
        parent = parent.parent
    if parent is None or parent.tag not in _PARAGRAPHS:
        return None
    if parent.mem_id not in known:  # read once, as many texts share it
        known[parent.mem_id] = len(parent.text(deep=True, strip=True)) > A_PARAGRAPH
    return parent if known[parent.mem_id] else None


def _following(heading: LexborNode) -> Iterator[LexborNode]:
    """The texts after the headline, in reading order, without those of elements that hold no line of it."""
    node, is_passed = heading, True
    for _ in range(MAX_NODES):
        inner = None if is_passed or node.tag in _SKIPPED else node.child
        following = inner or node.next
        while following is None:
            parent = node.parent
            if parent is None or parent.tag == "body":
                return
            node = parent
            following = node.next
        node, is_passed = following, False
        if node.tag == "-text":
            yield node


def _is_of_picture(node: LexborNode) -> bool:
    return node.parent is not None and (is_in_caption(node.parent) or is_of_picture(node.parent))
