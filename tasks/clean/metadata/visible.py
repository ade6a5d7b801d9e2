"""What readers see near the headline: the headline itself, the byline, the date line, the credit line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest

from selectolax.lexbor import LexborNode

from tasks.clean.metadata import cards, standfirst
from tasks.clean.metadata.headlines import WITH_KICKER
from tasks.clean.metadata.kickers import without_kicker
from tasks.clean.metadata.lines import EDGES, leads, looks_like_date, published_after
from tasks.clean.metadata.pictures import is_in_caption, is_of_picture
from tasks.clean.metadata.scan import Marked, Scan
from tasks.clean.metadata.text import fold, plain, text_of
from tasks.clean.promises import IS_AUTHOR, IS_DATE, IS_MODIFIED, IS_SOURCE
from tasks.clean.text import tidy
from tasks.records import Found

MAX_BYLINE_CHARACTERS = 200
MAX_DATE_CHARACTERS = 160
MAX_CREDIT_CHARACTERS = 120
MAX_PARTS = 12  # of a byline
MAX_ASIDE = 3  # bylines that stand aside on the page of one article
MAX_H2 = 30
LIKE = 0.6  # share of words that make an h2 the headline
MAX_CLIMB = 60  # levels up the tree
MAX_LINES = 6  # of each kind that are handed on
BESIDE = 1  # level, up to which a line stands with the headline whatever its class says
CLOSE = 3  # levels, within which a line in front of the headline belongs to it
FAR = 40  # levels between the headline and a line, beyond which nothing is near

_ASIDE = re.compile(
    r"comment|kommentar|related|teaser|sidebar|widget|recommend|popular|trending|most-?read|newsletter|promo|carousel"
    r"|archive|listing|also-?read|read-?more|more-?(?:news|stories|from)|latest|ticker|card\b|recent|similar|footer"
    r"|tag-?list|disqus|respond|menu|navi|breadcrumb|calendar|event|gallery|slider|(?<!h)feed\b|video-?list|weather"
)
# What readers' comments stand in; an element that is only about them ("comments-open") is none.
_COMMENT = re.compile(r"\bcomments?[-_]?(?:author|list|body|meta|form)", re.IGNORECASE)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
_FIGURE = re.compile(r"\d")
_ASIDE_TAGS = {"aside", "nav", "footer", "header", "form", "figcaption", "figure"}


@dataclass(slots=True)
class Line:
    """A marked element with its text, and how it lies to the headline."""

    marked: Marked
    text: str
    level: int  # of the headline's ancestors up to the first that holds this element too; FAR if none
    is_aside: bool  # among comments, teasers, in the footer
    is_of_others: bool  # in a comment, or a post that is quoted
    is_after: bool  # the headline

    @property
    def rank(self) -> tuple[bool, int, bool, int]:
        """Nearest first, after the headline before in front of it, what stands aside last."""
        return (self.is_aside, self.level, not self.is_after, self.marked.order)

    def place(self, name: str) -> str:
        """The name of its place, which tells how far it is to be trusted."""
        if self.is_aside:
            return f"{name} aside"
        return f"{name} above" if not self.is_after and self.level > CLOSE else name


def fields(scan: Scan, headline: str) -> Iterator[tuple[str, Found]]:
    """What stands near the headline. `headline` is what the page's metadata calls it, to find its h1."""
    anchor = headline_element(scan, headline)
    for heading in scan.headings:
        text = text_of(heading.node)
        if heading is anchor and (bare := without_kicker(heading.node)):
            yield "headline", Found(text, WITH_KICKER)
            text = bare
        if text:
            yield "headline", Found(text, "h1" if heading is anchor else "h1 other")
    if anchor and not scan.headings:
        yield "headline", Found(text_of(anchor.node), "h2")
    levels = levels_of(anchor)
    for found in standfirst.below(anchor):
        yield "description", found
    yield from _bylines(lines_of(scan, IS_AUTHOR, MAX_BYLINE_CHARACTERS, levels, anchor, _any_text))
    yield from _dated(
        nearest(_innermost(lines_of(scan, IS_DATE, MAX_DATE_CHARACTERS, levels, anchor, _dated_text)))
    )
    for line in nearest(lines_of(scan, IS_SOURCE, MAX_CREDIT_CHARACTERS, levels, anchor, _any_text)):
        if not line.is_aside and not is_of_picture(line.marked.node):
            yield "credit", Found(line.text, line.place("credit"))


def _bylines(lines: Iterator[Line]) -> Iterator[tuple[str, Found]]:
    """The nearest byline, whole and in the parts that the page cuts it into; then the next ones.

    Many bylines that stand aside are those of teasers or comments: none of them is handed on.
    """
    found = [line for line in lines if not line.is_of_others and not is_in_caption(line.marked.node)]
    if sum(line.is_aside for line in found) > MAX_ASIDE:
        found = [line for line in found if not line.is_aside]
    closest = nearest(found)
    beside = [line.text for line in closest if _are_siblings(line.marked.node, closest[0].marked.node)]
    if len(set(beside)) > 1:
        yield from (("byline", Found(text, closest[0].place("byline links"))) for text in beside)
    for number, line in enumerate(closest):
        place = line.place("byline") if number == 0 else line.place("byline next")
        if number == 0 and (names := cards.as_line(line.marked.node)):
            yield "byline", Found(names, place)
            place = line.place("byline next")
        yield "byline", Found(line.text, place)
        if looks_like_date(line.text) and not leads("modified").search(line.text):
            yield "published", Found(line.text, place)
        for kind, read in (("links", _links), ("part", _parts)):
            if len(parts := read(line.marked.node)) > 1:
                yield from (("byline", Found(part, f"{place} {kind}")) for part in parts)
                break


def _are_siblings(one: LexborNode, other: LexborNode) -> bool:
    same_class = one.attrs.get("class") == other.attrs.get("class")
    parents = one.parent, other.parent
    return same_class and None not in parents and parents[0].mem_id == parents[1].mem_id  # type: ignore[union-attr]


def _innermost(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines without those that only repeat the next one with more around it, unless that is its label."""
    found = list(lines)
    for line, inner in zip_longest(found, found[1:]):
        is_outer = inner is not None and inner.level == line.level and inner.text in line.text != inner.text
        is_outer = is_outer and not _FIGURE.search(line.text.replace(inner.text, "", 1))
        if not is_outer or leads("modified").match(line.text):
            yield line


def _links(node: LexborNode) -> list[str]:
    """The texts of a byline's links to authors."""
    links = [text_of(link) for link in node.css(cards.AUTHOR_LINK)]
    return list(dict.fromkeys(filter(None, links)))[:MAX_PARTS]


def _parts(node: LexborNode) -> list[str]:
    """The texts of a byline's elements, one by one."""
    texts = (
        tidy(inner.text_content or "") for inner in node.traverse(include_text=True) if inner.tag == "-text"
    )
    return [text for text in texts if text][:MAX_PARTS]


def nearest(lines: Iterable[Line]) -> list[Line]:
    """The lines nearest to the headline, the nearest first."""
    return sorted(lines, key=lambda line: line.rank)[:MAX_LINES]


def _dated(lines: Iterable[Line]) -> Iterator[tuple[str, Found]]:
    """The dates of the lines; what a line of change holds is no date of publication."""
    dates = [date for line in lines for date in _dates(line)]
    changes = [found.text for field, found in dates if field == "modified"]
    for field, found in dates:
        if field == "modified" or not any(found.text in change for change in changes):
            yield field, found


def _dates(line: Line) -> Iterator[tuple[str, Found]]:
    """The dates of a line: of publication, of the last change, or one after the other."""
    place = line.place("time" if line.marked.tag == "time" else "date")
    later = leads("modified").search(line.text, 1)
    if later and looks_like_date(line.text[: later.start()]) and looks_like_date(line.text[later.end() :]):
        yield "published", Found(line.text[: later.start()].strip(EDGES), place)
        yield "modified", Found(line.text[later.start() :].strip(EDGES), place)
    elif _is_modified(line) and (first := published_after(line.text)):
        yield "published", Found(line.text[first:].strip(EDGES), place)
        yield "modified", Found(line.text[:first].strip(EDGES), place)
    else:
        yield "modified" if _is_modified(line) else "published", Found(line.text, place)


def _is_modified(line: Line) -> bool:
    """Whether a date line tells of the last change: its own words decide, else its class."""
    if leads("published").match(line.text):
        return False
    return bool(line.marked.bits & IS_MODIFIED or leads("modified").match(line.text))


def headline_element(scan: Scan, headline: str) -> Marked | None:
    """The h1 that is most like the headline; on a page without any, the h2 that is the headline."""
    words = set(fold(headline).split())

    def likeness(heading: Marked) -> float:
        own = set(fold(plain(heading.node.text(deep=True))).split())
        return len(own & words) / max(len(own | words), 1)

    if scan.headings:
        return max(scan.headings, key=likeness)
    others = [Marked(node, "h2", 0, 0) for node in scan.page.tree.css("h2")[:MAX_H2]]
    return next((heading for heading in others if likeness(heading) > LIKE), None)


def levels_of(anchor: Marked | None) -> dict[int, int]:
    """By mem_id of each element that holds the headline's: how far up it is."""
    levels: dict[int, int] = {}
    node = anchor.node.parent if anchor else None
    while node is not None and len(levels) < FAR:
        levels[node.mem_id] = len(levels)
        node = node.parent
    return levels


def lines_of(
    scan: Scan,
    bit: int,
    limit: int,
    levels: dict[int, int],
    anchor: Marked | None,
    is_wanted: Callable[[Marked, str], bool],
) -> Iterator[Line]:
    """The elements that promise what `bit` stands for, with at most `limit` characters, if `is_wanted`.

    `levels` are those of the `anchor`, the headline's element.
    """
    for marked in scan.marked:
        is_time = marked.tag == "time" and bit == IS_DATE
        if not (marked.bits & bit or is_time) or marked.tag == "meta":
            continue
        text = _text(scan, marked, bit == IS_DATE)
        if 2 <= len(text) <= limit and is_wanted(marked, text):
            level, is_aside, is_of_others = level_of(scan, marked.node, levels)
            is_after = anchor is None or marked.order > anchor.order
            is_aside = is_aside and level > BESIDE
            yield Line(marked, text, level, is_aside, is_of_others, is_after)


def _any_text(marked: Marked, text: str) -> bool:
    return True


def _dated_text(marked: Marked, text: str) -> bool:
    return looks_like_date(text)


def _text(scan: Scan, marked: Marked, is_date: bool) -> str:
    """The element's text; of a date the one for machines: a time's attribute, an abbreviation's title."""
    if is_date and marked.tag == "time" and (stamp := plain(marked.node.attrs.get("datetime"))):
        return stamp
    if is_date and marked.tag == "abbr" and _MOMENT.match(stamp := plain(marked.node.attrs.get("title"))):
        return stamp
    return scan.text(marked.node)


def level_of(scan: Scan, node: LexborNode, levels: dict[int, int]) -> tuple[int, bool, bool]:
    """How far up from the headline the element is held; whether it stands aside on the way there, or in what
    others wrote.
    """
    current: LexborNode | None = node
    is_aside = False
    for _ in range(MAX_CLIMB):
        if current is None or not current.is_element_node:
            break
        if current.mem_id in levels:
            level = levels[current.mem_id]
            return level, is_aside, False
        holds_others, holds_aside = _holds(scan, current)
        if holds_others:
            return FAR, True, True
        is_aside = is_aside or holds_aside
        current = current.parent
    return FAR, is_aside, False


def _holds(scan: Scan, node: LexborNode) -> tuple[bool, bool]:
    """Whether an element holds what others wrote; and whether comments, teasers and the like.

    Looked at once, as many lines share it.
    """
    holds = scan.holds.get(node.mem_id)
    if holds is None:
        own, tag = node.attributes, node.tag
        names = own.get("class")
        is_of_others = tag == "blockquote" or bool(names and _COMMENT.search(names))
        is_aside = tag in _ASIDE_TAGS or any(map(is_aside_class, (names, own.get("id"), own.get("itemtype"))))
        scan.holds[node.mem_id] = holds = (is_of_others, is_aside)
    return holds


@lru_cache(maxsize=20_000)
def is_aside_class(names: str | None) -> bool:
    """Whether a class is one of comments, teasers, navigation and the like."""
    return bool(names and _ASIDE.search(names.lower()))
