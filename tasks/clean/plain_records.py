"""Reads what archives of newspapers give out as text: an article in a record of labelled lines.

"BYLINE: …", "LENGTH: 612 words", "LOAD-DATE: …" and the like stand above and below the text, which is all
else between them. A file that holds several such documents is none that can be read as an article.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tasks.clean.phrases import phrases
from tasks.clean.plain_facts import PLACE, Facts, has_date, read_fact
from tasks.clean.plain_lines import MAX_HEADLINE_CHARS, is_text
from tasks.records import Found

MIN_LABELS = 4  # different ones that records have, for a text without other marks to be one
MIN_CODES = 4  # fields of two letters, for a text to be made of such

_LABELLED = re.compile(
    r"(?P<label>[^\W\d_][\w/&'’.-]*(?: [\w/&'’.-]+){0,3}) ?[:：]\s*(?P<value>.*)", re.DOTALL
)
_DOCUMENT = r"(?:documents?|dokumente?n?|documentos?|documenti|документ\w*|文档|文件)"
_OF = r"\d{1,5} (?:of|von|sur|de|di|do|van|av|af|из|з|z|共) \d{1,5}"
_COUNTED = re.compile(rf"{_DOCUMENT} {_OF}|{_OF} {_DOCUMENT}", re.IGNORECASE)
_WORDS = r"(?:words|wörter|worte|mots|palabras|palavras|parole|woorden|ord|słów|slov|слов\w?|sanaa|kelime|字)"
_LENGTH = re.compile(rf"(?:[^\W\d_]{{3,20}}: ?)?\d[\d.,\u00a0]{{0,6}} ?{_WORDS}", re.IGNORECASE)
_END = re.compile(
    r"end of document|dokumentende|ende des dokuments|fin du document|fin del documento|fim do documento"
    r"|fine del documento|einde van document",
    re.IGNORECASE,
)
_KEY = re.compile(r"Document [A-Z]{3,12}0\w{12,24}")  # of an article in a database
_MARKS = (_COUNTED, _LENGTH, _END, _KEY)  # each stands once in a document
_MAIL = re.compile(r"From \S+@\S+ \w{3} \w{3} +\d.*\d{4}")
_RIGHTS = re.compile(r"(?:©|\(c\)|copyright\b).{0,120}", re.IGNORECASE)
_INVERTED = re.compile(r"([^\W\d_][\w'’-]+), ([^\W\d_][\w.'’ -]{1,30})")
_CODE = re.compile(
    r"(HD|BY|CR|WC|PD|ET|SN|SC|ED|PG|LA|CY|LP|TD|CO|IN|NS|RE|IPC|IPD|PUB|AN|RF|CT|SE|VOL|ART|CX)(?: |$)"
)
# Labels that hardly stand in a box of facts beside an article.
_OF_ARCHIVES = frozenset(
    ["edition", "index terms", "load-date", "page", "pages", "publication title", "record", "record number"]
)
# What the lines below such a code hold, in the words of the labels.
_CODES = {"HD": "title", "BY": "byline", "PD": "date", "SN": "publication title", "SE": "section"}
_TEXT_CODES = ("LP", "TD")


@dataclass(slots=True)
class Record:
    """An article as an archive gives it out."""

    headline: str | None = None
    standfirst: str | None = None
    publisher: str | None = None
    facts: Facts = field(default_factory=Facts)
    body: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)


def documents_in(paragraphs: list[str]) -> int:
    """How many documents of an archive the text holds, as what stands once in each tells; 0 for none."""
    counts = [sum(bool(mark.fullmatch(line)) for line in paragraphs) for mark in (*_MARKS, _MAIL)]
    return max(*counts, paragraphs.count("HD") if _is_coded(paragraphs) else 0, _titled(paragraphs))


def _titled(paragraphs: list[str]) -> int:
    """How many titles there are, each with a date and a paragraph below it before the next."""
    known = phrases()
    found, seen = 0, ""  # of title, date and text in this order
    for line in paragraphs:
        match = _LABELLED.fullmatch(line)
        if match and known.headline.fullmatch(f"{match['label']}: "):
            seen = "title"
        elif match and seen == "title" and known.published.match(line) and has_date(line):
            seen = "date"
        elif seen == "date" and is_text(line):
            found, seen = found + 1, ""
    return found


def read_record(paragraphs: list[str]) -> Record | None:
    """The article of a record; None for a text that is no record, or holds no paragraph."""
    is_coded = _is_coded(paragraphs)
    labels = {line.partition(":")[0].strip().casefold() for line in paragraphs} & phrases().record.keys()
    is_marked = any(mark.fullmatch(line) for line in paragraphs for mark in _MARKS)
    is_labelled = len(labels) >= MIN_LABELS and not labels.isdisjoint(_OF_ARCHIVES)
    if not (is_coded or is_marked or is_labelled):
        return None
    lines = _decoded(paragraphs) if is_coded else paragraphs
    texts = [
        at for at, line in enumerate(lines) if _kind(line) == "text" or (is_text(line) and not _kind(line))
    ]
    texts = [at for at in texts if _value(lines[at]) or not _kind(lines[at])]
    if not texts:
        return None
    record = Record()
    first, end = texts[0], texts[-1] + 1
    while end < len(lines) and not _is_of_record(lines[end]):
        end += 1
    _read_head(lines[:first], record)
    for line in lines[end:]:
        _read_line(line, record)
    record.body = [_value(line) if _kind(line) == "text" else line for line in lines[first:end]]
    record.body = [line for line in record.body if any(map(str.isalnum, line))]
    return record


def _read_head(head: list[str], record: Record) -> None:
    """The lines above the text. The headline is called so, or stands right above the labels, or first."""
    is_counted = any(map(_COUNTED.fullmatch, head))
    free: list[str] = []
    is_below = False  # a label
    for line in head:
        if _is_of_record(line):
            is_below = is_below or bool(_kind(line))
            _read_line(line, record)
        elif read_fact(line, record.facts) or (is_below and is_counted):
            record.removed.append(line)
        else:
            free.append(line)
    free = [line for line in free if len(line) <= MAX_HEADLINE_CHARS]
    if record.headline is None and free:
        record.headline = free[-1] if is_counted else free[0]
    record.removed += [line for line in free if line != record.headline]


def _read_line(line: str, record: Record) -> None:
    """Takes from a line of the record what it says of the article."""
    kind, value = _kind(line), _value(line)
    if kind == "title" and record.headline is None:
        record.headline = value
        return
    record.removed.append(line)
    facts = record.facts
    if kind == "byline" and not facts.bylines:
        names = [
            _INVERTED.sub(r"\2 \1", name) if _INVERTED.fullmatch(name) else name for name in value.split("; ")
        ]
        facts.bylines.append(Found("; ".join(names), PLACE))
    elif kind == "date" and not facts.published:
        facts.published.append(Found(value, PLACE))
    elif kind == "section" and not facts.sections:
        facts.sections.append(Found(value.partition(";")[0].strip(), PLACE))
    elif kind == "standfirst" and record.standfirst is None:
        record.standfirst = value or None
    elif kind == "publisher" and record.publisher is None:
        record.publisher = value or None


def _kind(line: str) -> str:
    """What a labelled line tells: a kind of `record` in phrases.toml, "title" or "date"; "" if nothing."""
    match = _LABELLED.fullmatch(line)
    if not match:
        return ""
    label = match["label"].casefold()
    known = phrases()
    if label in known.record:
        return known.record[label]
    if known.headline.fullmatch(f"{label}: "):
        return "title"
    if known.published.fullmatch(f"{label}: ") and has_date(match["value"]):
        return "date"
    return "" if is_text(line) else "other"


def _value(line: str) -> str:
    match = _LABELLED.fullmatch(line)
    return match["value"].strip() if match else ""


def _is_of_record(line: str) -> bool:
    """True for a line that is of the record, not of the article."""
    if _kind(line) or _RIGHTS.fullmatch(line) or line.casefold() in phrases().record:
        return True
    return any(mark.fullmatch(line) for mark in _MARKS)


def _is_coded(paragraphs: list[str]) -> bool:
    """True for a record whose fields are told by two letters on a line, or before its text."""
    codes = {match[1] for line in paragraphs if (match := _CODE.match(line))}
    return len(codes) >= MIN_CODES and "HD" in codes and not codes.isdisjoint(_TEXT_CODES)


def _decoded(paragraphs: list[str]) -> list[str]:
    """The lines of such a record with labels in place of the codes; fields that say nothing we ask for go."""
    lines: list[str] = []
    code = ""
    for line in paragraphs:
        if match := _CODE.match(line):
            code, line = match[1], line[match.end() :]
        if line and (code in _TEXT_CODES or code in _CODES):
            lines.append(line if code in _TEXT_CODES else f"{_CODES[code]}: {line}")
    return lines
