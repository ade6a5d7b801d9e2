"""Short lines of text near the headline that no class or attribute marks: a date, a byline, a source line.

Only pages that say nothing else of their date or author are read so, as every text of the page is looked at.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby, islice, pairwise
from operator import itemgetter
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser, LexborNode

from tasks.clean.metadata.text import fold
from tasks.clean.text import tidy
from tasks.records import BESIDE, Found
from tasks.relative import plain_figures

EDGES = " |·,;()–-"  # of one of two dates in a line
MAX_TEXTS = 6_000  # texts of a page that are looked at
MAX_LINE_CHARACTERS = 140
MAX_TEXT_CHARACTERS = 2_000
MAX_HEADLINE_CHARACTERS = 300
MAX_LEAD_CHARACTERS = 20
MIN_LEAD_CHARACTERS = 4  # of what begins a further part of a line, in ASCII: "by" may be text
MAX_BESIDE_DATE = 6  # characters of a line that is a date and nothing else
WHOLE = 10  # what it counts that a text has all the words of the headline
NEAR = 40  # texts after the headline (half as many before it) that count as near
FOUND_MOST = 4  # of a field that are handed on

_YEAR = r"(?<!\d)(?:19|20|13|14|25)\d\d(?!\d)"
_DATE = re.compile(
    rf"(?<!\d)\d{{1,2}}(?!\d)\D{{1,20}}{_YEAR}|{_YEAR}\D{{1,12}}\d{{1,2}}(?!\d)"
    rf"|{_YEAR}(?: m\.|e?ko) [^\W\d_]{{3,12}} \d{{1,2}}(?!\d)"  # in Lithuanian and Basque
    r"|(?<!\d)\d{1,2}\s?[./|-]\s?\d{1,2}\s?[./|-]\s?(?:\d\d)?\d\d(?!\d)|(?<!\d)(?:19|20)\d{6}(?!\d)|(?<!\d)1\d{9}(?:\d{3})?(?!\d)"
    r"|(?<!\d)\d{1,4}\s?[年년]"
)
# What may follow a date in its line: a time of day, and a name, "11.12.2019 | 13:10 Uhr | Jane Roe".
_NAME_AFTER = re.compile(
    r"[\s,|•·–—/-]*(?:\d{1,2}[:.]\d\d\s?(?:Uhr|h|[ap]\.?m\.?)?)?\s*(?:[|•·–—/-]+|\b(?:by|von|par|por|door)\b)\s*"
    r"(?P<name>[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){1,3})",
    re.IGNORECASE,
)
# A Korean byline: a name with "reporter" behind it, and often the address.
_REPORTER = re.compile(r"[가-힣]{2,4}\s?(?:(?:선임|수습|인턴|전문|객원)\s?)?기자(?:\s+[\w.+-]+@[\w.-]+)?")
_BEFORE_FIGURES = re.compile(r"(?:[^\W\d_]{3,12}[.,]?\s){0,2}")  # of a date: "Thursday, May "
# "2003-03-14 18:42 新华网"
AFTER_CLOCK = re.compile(
    r"\d[:：]\d\d(?:[:：]\d\d)?[\s|]*(?P<rest>[\u2e80-\u9fff\uac00-\ud7a3][^\d:：]{1,30})$"
)
_FIGURE = re.compile(r"\d")
_SKIPPED = {"script", "style", "noscript", "template", "svg", "select", "textarea", "option", "title"}


@dataclass(slots=True)
class _Text:
    text: str
    number: int  # among the page's texts
    node: LexborNode


@cache
def _words() -> dict[str, list[str]]:
    return tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))


def is_nobody(byline: str) -> bool:
    """Whether a byline is what systems write where no author was entered: "admin"."""
    return byline.casefold() in _words()["nobody"]


@cache
def leads(kind: str) -> re.Pattern[str]:
    """What begins a line of a kind of words.toml, with a colon or a space behind it."""
    words = _words()[kind]
    return re.compile(rf"\W*(?:{_any_of(words)})(?:\s*[:：|]\s*|\b|\s)", re.IGNORECASE)


def _any_of(words: Iterable[str]) -> str:
    """A pattern of words, the longest first; by first letters, so that most places are passed quickly."""
    by_letter = groupby(sorted(words, key=lambda word: (word[0], -len(word))), key=itemgetter(0))
    rests = {letter: "|".join(re.escape(word[1:]) for word in those) for letter, those in by_letter}
    letters = "".join(map(re.escape, rests))
    return (
        rf"(?=[{letters}])(?:" + "|".join(f"{re.escape(one)}(?:{rest})" for one, rest in rests.items()) + ")"
    )


def fields(tree: LexborHTMLParser, headlines: Iterable[str], wanted: set[str]) -> Iterator[tuple[str, Found]]:
    """Lines near the headline for the `wanted` fields: "published", "byline", "credit"."""
    texts = list(_texts(tree))
    anchor = _headline_number(texts, {fold(headline) for headline in headlines if len(headline) > 3})
    _join_leads(texts)
    texts.sort(key=lambda one: _distance(one, anchor))
    short = [part for one in map(_shortened, texts) if one for part in _parts(one)]
    for field, is_it in (("published", looks_like_date), ("byline", _is_byline), ("credit", _is_source)):
        if field in wanted:
            lines = [one for one in short if is_it(one.text)]
            near = [one for one in lines if _distance(one, anchor) <= NEAR]
            for one in (near or _led(lines, field))[:FOUND_MOST]:
                is_modified = field == "published" and leads("modified").match(one.text)
                if is_modified and (first := published_after(one.text)):
                    yield field, Found(one.text[first:].strip(EDGES), "text")
                text = one.text if field != "byline" else _name_after_date(one.text) or one.text
                yield "modified" if is_modified else field, Found(text, "text")
    for found in islice(_after_dates(short, anchor), FOUND_MOST):
        yield "credit", found


def _after_dates(lines: Iterable[_Text], anchor: int) -> Iterator[Found]:
    """What stands behind a date and its time of day, in Chinese, Japanese, Korean: who supplied the text."""
    for one in lines:
        if (
            _distance(one, anchor) <= NEAR
            and (match := AFTER_CLOCK.search(one.text))
            and looks_like_date(one.text)
        ):
            yield Found(match["rest"].strip(), BESIDE)


def near(tree: LexborHTMLParser, headlines: Iterable[str]) -> Iterator[str]:
    """The short texts near the headline, the nearest first."""
    texts = list(_texts(tree))
    anchor = _headline_number(texts, {fold(headline) for headline in headlines if len(headline) > 3})
    texts.sort(key=lambda one: _distance(one, anchor))
    yield from (
        one.text for one in texts if len(one.text) <= MAX_LINE_CHARACTERS and _distance(one, anchor) <= NEAR
    )


def _led(lines: list[_Text], field: str) -> list[_Text]:
    """The lines that say what they are; of dates also a single one that stands alone, as lists have many."""
    led = [one for one in lines if leads(field).match(one.text)]
    alone = [one for one in lines if field == "published" and _is_only_date(one.text)]
    return led or (alone if len({one.text for one in alone}) == 1 else [])


def _texts(tree: LexborHTMLParser) -> Iterator[_Text]:
    root = tree.body
    number = 0
    for node in root.traverse(include_text=True) if root else ():
        if number >= MAX_TEXTS:
            return
        if node.tag != "-text":
            continue
        text = tidy((node.text_content or "")[:MAX_TEXT_CHARACTERS])
        if len(text) > 1:
            parent = node.parent
            if parent is not None and parent.tag not in _SKIPPED:
                number += 1
                yield _Text(text, number, node)


def _join_leads(texts: list[_Text]) -> None:
    """Joins a lone "By" with the text after it."""
    for one, following in pairwise(texts):
        if len(one.text) < MAX_LEAD_CHARACTERS and leads("byline").fullmatch(one.text + " "):
            one.text = f"{one.text} {following.text}"


def _shortened(one: _Text) -> _Text | None:
    """The line; of a paragraph only a date that begins it."""
    if len(one.text) <= MAX_LINE_CHARACTERS:
        return one
    match = _DATE.match(plain_figures(one.text))
    return _Text(match[0], one.number, one.node) if match else None


def _parts(one: _Text) -> list[_Text]:
    """What a line with the date says one after another: "2003-03-14 18:42 来源：新华社 作者：王小海"."""
    if (":" not in one.text and "：" not in one.text) or not looks_like_date(one.text):
        return [one]
    starts = [match.start() for match in inner_leads().finditer(one.text)]
    ends = [*starts, len(one.text)] if starts else []
    parts = [one.text[start:end].strip(EDGES) for start, end in pairwise([0, *ends])]
    return [_Text(part, one.number, one.node) for part in parts if part] or [one]


@cache
def inner_leads() -> re.Pattern[str]:
    """What begins a further part of a line, with a colon behind: who wrote, supplied or edited the text."""
    words = {word.rstrip(":： /") for kind in ("byline", "credit", "editor") for word in _words()[kind]}
    long = {word for word in words if not word.isascii() or len(word) >= MIN_LEAD_CHARACTERS}
    return re.compile(rf"(?<=[\s|/])(?:{_any_of(long)})\s?[:：]", re.IGNORECASE)


def _headline_number(texts: list[_Text], headlines: set[str]) -> int:
    """The number of the text that is the headline; 0 if the page shows none.

    Rather one in a heading and with all the headline's words, rather the first.
    """
    best, number = 0, 0
    for one in texts:
        folded = fold(one.text) if 3 < len(one.text) < MAX_HEADLINE_CHARACTERS else ""
        rating = WHOLE if folded in headlines else 0
        if not folded or max(rating, WHOLE - 1) < best:
            continue
        tag = _heading(one.node)
        rating += 3 if tag == "h1" else 1 if tag else 0
        if tag and folded.count(" ") > 1:
            rating += sum(folded in headline for headline in headlines) > 0
        if rating > best:
            best, number = rating, one.number
    return number


def _heading(node: LexborNode) -> str:
    """The tag of the heading that a text stands in, or ""."""
    parent = node.parent
    for _ in range(4):
        if parent is None:
            break
        if parent.tag in ("h1", "h2", "h3"):
            return parent.tag
        parent = parent.parent
    return ""


def _distance(one: _Text, anchor: int) -> float:
    behind = one.number - anchor
    return behind if behind >= 0 else -2 * behind


def published_after(text: str) -> int:
    """Where a line that begins with the date of change goes on to that of publication; 0 if it does not."""
    for match in leads("published").finditer(text, 1):
        start = match.start()
        # "date" is in "update"
        is_word = not (text[start].isalpha() and text[start - 1].isalpha())
        if is_word and looks_like_date(text[:start]) and looks_like_date(text[match.end() :]):
            return start
    return 0


def looks_like_date(text: str) -> bool:
    """Whether a text holds a year, or figures set like a date."""
    # Most texts have no figure at all.
    return bool(_FIGURE.search(text) and _DATE.search(plain_figures(text)))


def _is_only_date(text: str) -> bool:
    match = _DATE.search(plain_figures(text))
    return match is not None and len(text) - len(match[0]) <= MAX_BESIDE_DATE


def _name_after_date(text: str) -> str | None:
    """The name behind a date in its line; its words must look like names."""
    words = _BEFORE_FIGURES.match(text)
    date = _DATE.match(text) or (words and _DATE.match(text, words.end()))
    match = _NAME_AFTER.fullmatch(text, date.end()) if date else None
    name = match["name"] if match else ""
    return name if name and not name.isupper() and all(word[0].isupper() for word in name.split()) else None


def _is_byline(text: str) -> bool:
    match = leads("byline").match(text)
    if not match:
        return _name_after_date(text) is not None or _REPORTER.fullmatch(text) is not None
    name = text[match.end() :].strip()
    is_clear = " " in match[0].strip()  # "posted by", not "by"
    return (name[:1].isupper() and len(name) < 80 and (is_clear or len(name.split()) >= 2)) or (
        bool(name) and not name.isascii() and len(name) < 40
    )


def _is_source(text: str) -> bool:
    return bool(leads("credit").match(text))
