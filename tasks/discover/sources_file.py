"""Reads sources.toml, and says in one line what is wrong with it, and where."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from tasks.logins import shown
from tasks.sources import OFFERS, Alerts, FetchSettings, Retention, Source

MAX_FILE_BYTES = 5_000_000
MAX_TOLD = 60  # characters of a wrong value
_TABLES = ("alerts", "fetch", "retention", "sources")
# A source's name is a key of the warehouse, a word on the command line and a part of labels.
_SOURCE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_SYNTAX_LINE = re.compile(r"\(at line (\d+), column \d+\)|\(at end of document\)")
_TABLE_LINE = re.compile(r"\s*\[\[?([^\]#]+)\]\]?")
_KEY_LINE = re.compile(r"""\s*("[^"]*"|'[^']*'|[A-Za-z0-9_-]+)\s*(?:\.|=)""")


M = TypeVar("M", bound=BaseModel)


class SourcesError(Exception):
    """What is wrong with sources.toml, in one line: file, line, field, and what is allowed."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What sources.toml says."""

    sources: dict[str, Source]
    fetch: FetchSettings
    retention: Retention
    alerts: Alerts


def read_sources(path: Path) -> Settings:
    """Reads and checks the file. Raises SourcesError, whose text is one line for people."""
    return parse_sources(path, read_text(path))


def read_alerts(path: Path) -> Alerts:
    """Who is to be told, as far as the file says so: also of a file whose sources are wrong."""
    try:
        fields = tomllib.loads(read_text(path)).get("alerts", {})
        return Alerts.model_validate(fields)
    except (SourcesError, ValueError, RecursionError):
        return Alerts()


def parse_sources(path: Path, text: str) -> Settings:
    """Checks the text of a file; `path` is for the words of a SourcesError."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SourcesError(_syntax(path, text, str(error))) from None
    except RecursionError:
        raise SourcesError(f"{path}: tables or lists too deep in one another") from None
    for name in tables:
        if name not in _TABLES:
            raise _error(path, text, (name,), f"unknown table; allowed: {_listed(_TABLES)}")
    fetch = _checked(path, text, FetchSettings, ("fetch",), tables.get("fetch", {}), {})
    kept = _checked(path, text, Retention, ("retention",), tables.get("retention", {}), {})
    alerts = _checked(path, text, Alerts, ("alerts",), tables.get("alerts", {}), {})
    sources: dict[str, Source] = {}
    for name, fields in _table(path, text, ("sources",), tables.get("sources", {})).items():
        if not _SOURCE_ID.fullmatch(name):
            allowed = "letters, digits, dots, dashes and underscores, at most 64"
            raise _error(path, text, ("sources", name), f"not a name for a source; allowed: {allowed}")
        sources[name] = _checked(path, text, Source, ("sources", name), fields, {"source_id": name})
        if not any(getattr(sources[name], offer) for offer in OFFERS):
            raise _error(path, text, ("sources", name), f"offers nothing; give it {' or '.join(OFFERS)}")
    return Settings(sources, fetch, kept, alerts)


def choose(settings: Settings, names: Sequence[str]) -> list[Source]:
    """The named sources, each once, in the order given; all if none is named. Raises SourcesError."""
    if not settings.sources:
        raise SourcesError(
            "the sources file holds no source; copydesk sources add URL finds what a site offers"
        )
    for name in names:
        if name not in settings.sources:
            near = difflib.get_close_matches(name.lower(), settings.sources, n=3, cutoff=0.5)
            known = near or sorted(settings.sources)[:10]
            some = "there are" if len(known) == len(settings.sources) else "there are, among others,"
            words = "did you mean" if near else some
            raise SourcesError(f'unknown source "{name}"; {words} {_listed(known)}{"?" if near else ""}')
    return [settings.sources[name] for name in dict.fromkeys(names or settings.sources)]


def read_text(path: Path) -> str:
    """The text of the file, its lines ending in a line feed. Raises SourcesError."""
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_FILE_BYTES + 1)
    except FileNotFoundError:
        raise SourcesError(
            f"{path}: no such file; --sources names another, copydesk init writes one"
        ) from None
    except OSError as error:
        raise SourcesError(f"{path}: cannot be read: {error.strerror}") from None
    if len(raw) > MAX_FILE_BYTES:
        raise SourcesError(f"{path}: larger than {MAX_FILE_BYTES:,} bytes")
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise SourcesError(f"{path} line {line}: not UTF-8") from None


def _checked(
    path: Path, text: str, model: type[M], place: tuple[str, ...], fields: object, given: dict[str, str]
) -> M:
    fields = _table(path, text, place, fields)
    allowed = [name for name in model.model_fields if name not in given]
    for name in fields:
        if name not in allowed:
            raise _error(path, text, (*place, name), f"unknown field; allowed: {_listed(allowed)}")
    try:
        return model.model_validate({**fields, **given})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = tuple(str(part) for part in first["loc"] if not isinstance(part, int))[:1]
        raise _error(path, text, (*place, *field), _reason(first)) from None


def _reason(error: Any) -> str:
    message = str(error["msg"]).removeprefix("Value error, ")
    if error["type"] == "value_error":
        return message
    wanted = message.replace("Input should be a valid", "wants a").replace("Input should be", "wants")
    wanted = wanted.replace("tuple", "list").replace("integer", "whole number")
    return f"{wanted[:1].lower()}{wanted[1:]}, not {_told(error['input'])}"


def _told(value: object) -> str:
    """What somebody wrote, for a message that others may read: an address without its login."""
    if isinstance(value, dict | list):
        return "a table" if isinstance(value, dict) else "a list"
    return repr(shown(value) if isinstance(value, str) else value)[:MAX_TOLD]


def _table(path: Path, text: str, place: tuple[str, ...], value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _error(path, text, place, f"wants a table, not {_told(value)}")
    return value


def _syntax(path: Path, text: str, message: str) -> str:
    found = _SYNTAX_LINE.search(message)
    line = found.group(1) if found and found.group(1) else str(text.count("\n") + 1)
    reason = _SYNTAX_LINE.sub("", message).strip()
    return f"{path} line {line}: not TOML: {reason[:1].lower()}{reason[1:]}"


def _error(path: Path, text: str, keys: tuple[str, ...], reason: str) -> SourcesError:
    return SourcesError(f"{path} line {line_of(text, keys)}: {'.'.join(keys)}: {reason}")


def line_of(text: str, keys: tuple[str, ...]) -> int:
    """The line (from 1) where a key of a TOML text stands; else that of the nearest table above it."""
    best, depth = 1, 0
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.split("\n"), start=1):
        here: tuple[str, ...] = ()
        if header := _TABLE_LINE.match(line):
            here = table = _dotted(header.group(1))
        elif key := _KEY_LINE.match(line):
            here = (*table, *_dotted(line.partition("=")[0]))
            here = here if len(here) <= len(keys) else (*table, *_dotted(key.group(1)))
        shared = _shared(here, keys)
        if shared == len(here) and shared > depth:
            best, depth = number, shared
    return best


def _dotted(text: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in re.findall(r""""[^"]*"|'[^']*'|[^.]+""", text.strip()))


def _shared(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    return next(
        (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)
