"""How commands talk: results on standard output, everything else on standard error; and their exit codes."""

from __future__ import annotations

import csv
import io
import json
import math
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import chain
from typing import Any

from rich import box
from rich.console import Console
from rich.status import Status
from rich.table import Table
from rich.text import Text

# Exit codes.
FAILED = 1  # or something of it failed, or was found wrong
USAGE = 2  # a wrong option or settings file
STOPPED = 130  # by Ctrl-C, as shells have it

# Not printable to Python, but no orders: letters of Persian and Indic scripts, and emoji, are joined by them.
_HARMLESS = "\n\u200c\u200d"

errors = Console(stderr=True, highlight=False)
results = Console(highlight=False)


class Format(StrEnum):
    """How rows are written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    MARKDOWN = "markdown"


def say(line: str) -> None:
    """A line for the user, not part of any result."""
    errors.print(_harmless(line), markup=False, soft_wrap=True)


def table(head: Sequence[str], rows: Iterable[Sequence[str]], title: str | None = None) -> Table:
    """A table for people; the first column is text, numbers in the others stand to the right."""
    made = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    cells = [list(row) for row in rows]
    for index, name in enumerate(head):
        numeric = index > 0 and all(row[index].isdigit() for row in cells if row[index])
        made.add_column(name, justify="right" if numeric else "left", overflow="fold")
    for row in cells:
        made.add_row(*(Text(_harmless(cell)) for cell in row))
    return made


def _harmless(text: str) -> str:
    """Without what a terminal would obey: titles, addresses and servers' headers are strangers'."""
    return "".join(c if c.isprintable() or c in _HARMLESS else " " for c in text)


def shown(when: datetime | None) -> str:
    """A moment in the user's own zone, to the minute; nothing where there is none."""
    return when.astimezone().strftime("%Y-%m-%d %H:%M") if when else ""


def written(form: Format, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Rows as CSV, JSON or Markdown, row by row: they may be more than fit into memory."""
    write = {Format.CSV: _csv, Format.JSON: _json, Format.MARKDOWN: _markdown}[form]
    return write(columns, rows)


def _csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """RFC 4180 with a head; lists and structs as JSON, null as an empty cell."""
    for cells in chain([columns], ([_cell(value, null="") for value in row] for row in rows)):
        line = io.StringIO()
        csv.writer(line, lineterminator="\n").writerow(cells)
        yield line.getvalue()


def _json(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """A list of objects, one a line."""
    names = unique(columns)
    before = "["
    for row in rows:
        yield before + to_json(dict(zip(names, row, strict=True)))
        before = ",\n "
    yield "[]\n" if before == "[" else "]\n"


def _markdown(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """A Markdown table; line breaks in a cell become spaces."""
    cells = chain([columns, ["---"] * len(columns)], (map(_markdown_cell, row) for row in rows))
    return ("| " + " | ".join(line) + " |\n" for line in cells)


def to_json(value: object) -> str:
    """JSON in which instants and days are ISO 8601 and text is not escaped."""
    try:
        return json.dumps(value, ensure_ascii=False, default=_plain, allow_nan=False)
    except ValueError:  # JSON has no NaN and no infinity
        return json.dumps(_finite(value), ensure_ascii=False, default=_plain)


def write_json_lines(objects: Iterable[object]) -> None:
    """A result as JSON lines, an object a line."""
    write_pieces(to_json(one) + "\n" for one in objects)


def busy(doing: str) -> Status:
    """Use it in a `with`: a sign of life on a terminal, while something takes seconds; elsewhere nothing."""
    return errors.status(doing)


def write_result(text: str) -> None:
    """A result, exactly as it is."""
    write_pieces([text])


def write_pieces(pieces: Iterable[str]) -> None:
    """A result that comes bit by bit; exactly as it is, but on a terminal."""
    sys.stdout.writelines(map(_harmless, pieces) if sys.stdout.isatty() else pieces)
    sys.stdout.flush()


def unique(names: Sequence[str]) -> list[str]:
    """The names, those that occur again numbered: a, a_1."""
    seen: Counter[str] = Counter()
    out = []
    for name in names:
        out.append(f"{name}_{seen[name]}" if seen[name] else name)
        seen[name] += 1
    return out


def _finite(value: object) -> object:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _finite(inner) for key, inner in value.items()}
    return [_finite(inner) for inner in value] if isinstance(value, list | tuple) else value


def _plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return _span(value)
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, bytes | bytearray):
        return value.hex()
    if isinstance(value, set | frozenset | tuple):
        return list(value)
    return str(value)


def _span(value: timedelta) -> str:
    """Hours, minutes and seconds, as DuckDB, pandas and R read them; Python writes "-1 day, 23:00:00"."""
    micros = abs(value) // timedelta(microseconds=1)
    seconds, fraction = divmod(micros, 1_000_000)
    sign, rest = "-" if value < timedelta() else "", f".{fraction:06}" if fraction else ""
    return f"{sign}{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{rest}"


def _cell(value: object, null: str) -> str:
    if value is None:
        return null
    if isinstance(value, timedelta):
        return _span(value)
    if isinstance(value, list | tuple | dict):
        return to_json(value)
    return str(value)


def _markdown_cell(value: object) -> str:
    return " ".join(_cell(value, null="").replace("|", "\\|").split())
