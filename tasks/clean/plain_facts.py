"""What the lines between the headline and the text of a plain text say: by whom, from where, when."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tasks.clean.metadata.lines import AFTER_CLOCK, EDGES, inner_leads, published_after
from tasks.clean.phrases import phrases
from tasks.clean.text import split_section
from tasks.records import BESIDE, Found
from tasks.relative import plain_figures

PLACE = "text"  # of whatever is found in a plain text
MAX_FACT_CHARS = 90  # a line on credit or date is no longer
MAX_DATE_WORDS = 9  # of a line that says nothing but a date

# Of the common calendar, the Persian one, and Thailand's.
_YEAR = re.compile(r"(?<!\d)(?:19|20|13|14|25)\d\d(?!\d)|(?<!\d)\d{1,2}[./-]\d{1,2}[./-]\d\d(?!\d)|\d{4}年")
_YEAR_COLON = re.compile(r"(?:19|20)\d\d: \D*\d")  # "Euro 2024: 10 players to watch"
_DAY = re.compile(r"(?<!\d)(?:0?[1-9]|[12]\d|3[01])(?!\d)")
SENTENCE_END = re.compile(r"[.!?…。！？؟।։။][\"'”’»」』）)]*$")
_COLUMN = re.compile(r"\s*[|•·]\s*")
_CLOCK = re.compile(r"\d{1,2}[:.h]\d{2}")
_DATELINE = re.compile(  # "WESTMARK, March 14, 2019 (Agency) - "
    r"([^\W\d_][^\d.!?;:–—]{2,40}, ?[^!?;:–—]{5,30}?)\s?(?:\([^()]{2,20}\)|/[^/\s]{2,20}/)?\s?[-–—]{1,2}\s"
)
_SLUG = re.compile(
    r"(?:[A-Z]{2}--|(?:AM|BC|PM)-)\w.*|[A-Z]{2}[A-Z0-9]*(?:[-/][A-Z0-9]+)+/?(?: \([^()]*\))?"
    r"|[a-z]{3}\d{3,4} \d \w{2} .*|[^\W\d_][\w -]*(?:/[\w -]+)+/"
    r"|(?:Eds|EDS|Editors|EDITORS|Note to editors|An die Redaktionen) ?:.*"
)
_STAFF = frozenset(["staff", "writer", "writers", "reporter", "reporters", "correspondent", "editor", "desk"])
MAX_STAFF_WORDS = 5
COLONS = (":", "：", "՝")


@dataclass(slots=True)
class Facts:
    """What the lines between headline and body say."""

    bylines: list[Found] = field(default_factory=list)
    credits: list[Found] = field(default_factory=list)
    sections: list[Found] = field(default_factory=list)
    published: list[Found] = field(default_factory=list)
    modified: list[Found] = field(default_factory=list)


def read_fact(line: str, facts: Facts) -> bool:
    """True if the line says by whom, from where or when; then `facts` holds it."""
    if len(line) > MAX_FACT_CHARS:
        return False
    if _read_columns(line, facts) or read_led_date(line, facts):
        return True
    known = phrases()
    match = known.source.match(line)
    if is_dated(line):
        facts.published.append(Found(line, PLACE))
        if match:
            facts.credits.append(Found(line, PLACE))
        elif behind := AFTER_CLOCK.search(line):
            facts.credits.append(Found(behind["rest"].strip(), BESIDE))
        return True
    if match and match.group().rstrip().endswith(COLONS) and match.end() < len(line):
        facts.credits.append(Found(line, PLACE))
        return True
    match = known.byline.match(line)
    if (
        match
        and len(line) - match.end() > 0
        and not SENTENCE_END.search(line)
        and _is_named(line[match.end() :])
        and not _is_of_a_word(match[0], line[match.end() :])
    ):
        facts.bylines.append(Found(line, PLACE))
        return True
    return False


def _read_columns(line: str, facts: Facts) -> bool:
    """True for a line of columns, one of them the date; the others may say by whom, from where, on what."""
    columns = _columns(line)
    if len(columns) == 1 or not any(map(has_date, columns)):
        return False
    for column in columns:
        if not read_fact(column, facts):
            source, section = ("", column) if column.isupper() else split_section(column)
            facts.credits.append(Found(source or column, PLACE))
            facts.sections.extend([Found(section, PLACE)] if section else [])
    return True


def _columns(line: str) -> list[str]:
    """What bars and dots part in a line; a time of day stays with the date before it."""
    columns: list[str] = []
    led = inner_leads().sub(lambda match: f" | {match[0]}", line) if _YEAR.search(line) else line
    for column in filter(None, _COLUMN.split(led)):
        if columns and _CLOCK.search(column) and has_date(columns[-1]) and not has_date(column):
            columns[-1] += f" | {column}"
        else:
            columns.append(column)
    return columns


def read_led_date(line: str, facts: Facts) -> bool:
    """True if the line says that a date is that of publication or change."""
    known = phrases()
    for pattern, target in ((known.modified, facts.modified), (known.published, facts.published)):
        match = pattern.match(line)
        if match and len(line) <= MAX_FACT_CHARS and has_date(line[match.end() :]):
            target.append(Found(line, PLACE))
            if target is facts.modified and (first := published_after(line)):
                facts.published.append(Found(line[first:].strip(EDGES), PLACE))
            return True
    return False


def is_dated(line: str) -> bool:
    """True for a date with little besides it, as it stands in a head; it may also be that of an event."""
    is_line = not SENTENCE_END.search(line) and len(line.split()) <= MAX_DATE_WORDS
    return is_line and has_date(line) and not _YEAR_COLON.search(line)


def is_of_an_event(line: str, facts: Facts) -> bool:
    """True for a date that does not say what it is of, where that of publication is known already."""
    return bool(facts.published) and is_dated(line) and not read_led_date(line, Facts())


def dated_place(paragraph: str) -> str | None:
    """The place and the day that a report begins with: "WESTMARK, March 14, 2019"; None without a year."""
    match = _DATELINE.match(paragraph)
    return match[1] if match and has_date(match[1]) else None


def is_slug(line: str) -> bool:
    """True for what wires write above a headline for editors: "BC-Harbour-Strike, 2nd Ld"."""
    return len(line) <= MAX_FACT_CHARS and _SLUG.fullmatch(line) is not None


def is_of_staff(line: str) -> bool:
    """True for the line below a byline that says whose reporter it is: "Associated Press", "Post staff"."""
    words = line.split()
    if len(words) > MAX_STAFF_WORDS or SENTENCE_END.search(line) or line.endswith(COLONS):
        return False
    return line.istitle() or not _STAFF.isdisjoint(line.casefold().split())


def has_date(text: str) -> bool:
    text = plain_figures(text)
    year = _YEAR.search(text)
    return bool(
        year and (_DAY.search(text[: year.start()] + " " + text[year.end() :]) or _CLOCK.search(text))
    )


def _is_named(text: str) -> bool:
    """True if the text could be names: short, and starting like one."""
    return len(text.split()) <= 12 and not text[:1].islower() and not any(char.isdigit() for char in text)


def _is_of_a_word(lead: str, rest: str) -> bool:
    """True for one letter that begins a word where no space tells: "文化" does not say whose text it is."""
    return len(lead) == 1 and not lead.isascii() and rest[:1].isalnum()


def is_fact(line: str, facts: Facts) -> bool:
    every = (*facts.bylines, *facts.credits, *facts.sections, *facts.published, *facts.modified)
    parts = {line, split_section(line)[0], *_columns(line)}
    return not parts.isdisjoint(found.text for found in every)
