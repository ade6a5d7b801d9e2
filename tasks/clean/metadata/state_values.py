"""The values that a JavaScript site's page carries for its scripts: its state, whatever framework wrote it.

JSON in data scripts (Next, Nuxt 3, Svelte, Angular), objects that scripts assign to a name (Redux, Apollo,
Nuxt 2, Remix), texts that they push (Next's app router), and JSON in attributes (Inertia, Astro, Rails).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

import chompjs
from selectolax.lexbor import LexborHTMLParser

from tasks.clean.metadata import jsonld
from tasks.clean.text import without_surrogates

MAX_CHARACTERS = 3_000_000  # of one script; longer ones are not read
MIN_CHARACTERS = 200  # of a script or attribute; a shorter one holds no article
MAX_SCRIPTS = 60  # of a page
MAX_ASSIGNED = 6  # objects that one script assigns
MAX_READINGS = 4  # times that a script's length is read in search of them
MAX_PIECES = 2_000  # that scripts push
MAX_DEPTH = 40  # of values in a state that is written as a list

_ATTRIBUTES = ("data-page", "data-props", "data-react-props", "data-state", "props")
_WITH_ATTRIBUTES = "[data-page],[data-props],[data-react-props],[data-state],astro-island[props]"
_ASSIGNED = re.compile(
    r"[\w$\])\"'][\s:]*=\s*"
    r"(?:JSON\.parse\(\s*(?=[\"'])|\(?function\s*\([^)]*\)\s*\{\s*return\s*(?=\{)|(?=[{\[]))"
)
_PARAMETERS = re.compile(r"function\s*\((\s*[^)\s][^)]*)\)")
_CALL = re.compile(r"\}\)?\(")
# What minified arguments say in place of a value; what else has no quotes is an expression.
_LITERALS = {"!0": True, "!1": False, "null": None, "undefined": None, "void 0": None}
_EXPRESSION = re.compile(r"(?:new )?[A-Z]\w+\(.*")
_PUSHED = re.compile(r"__next_f\.push\(\s*(?=\[)")
_ROW = re.compile(r"(?P<name>[0-9a-f]+):(?:T(?P<length>[0-9a-f]{1,7}),|[A-Z]{0,2})")
_ESCAPED = {"&q;": '"', "&s;": "'", "&l;": "<", "&g;": ">", "&a;": "&"}  # Angular's own


def values(tree: LexborHTMLParser) -> Iterator[Any]:
    """Every value of a page's state that can be read, in the order of the page. Never raises."""
    pieces: list[str] = []
    for node in tree.css("script:not([src])")[:MAX_SCRIPTS]:
        kind = (node.attributes.get("type") or "").lower()
        text = node.text(deep=True) or ""
        if len(text) > MAX_CHARACTERS or "ld+json" in kind:
            continue
        if "__next_f" in text:
            pieces.extend(islice(_pushed(text), MAX_PIECES))
        elif len(text) < MIN_CHARACTERS:
            continue
        elif text.lstrip()[:1] in ("{", "["):
            yield from _data(text)
        else:
            yield from islice(_assigned(text), MAX_ASSIGNED)
    if pieces:
        yield from _flight("".join(pieces))
    for node in tree.css(_WITH_ATTRIBUTES)[:MAX_SCRIPTS]:
        for name in _ATTRIBUTES:
            text = node.attributes.get(name) or ""
            if MIN_CHARACTERS <= len(text) <= MAX_CHARACTERS:
                yield from jsonld.parse(text)


def _data(text: str) -> Iterator[Any]:
    if "&q;" in text:
        for escaped, plain in _ESCAPED.items():
            text = text.replace(escaped, plain)
    for value in jsonld.parse(text):
        is_flat = isinstance(value, list) and value and isinstance(value[0], (dict, list))
        yield _revived(value, 0) if is_flat and _is_by_number(value) else value
        inner = value.get("body") if isinstance(value, dict) else None
        if isinstance(inner, str) and inner[:1] in ("{", "["):  # an answer of the server that Svelte keeps
            yield from jsonld.parse(inner)


def _assigned(text: str) -> Iterator[Any]:
    """The objects that a script assigns: JSON, JavaScript, or a string of JSON."""
    end, left = 0, MAX_READINGS * len(text)
    for match in _ASSIGNED.finditer(text):
        start = match.end()
        if start < end:
            continue
        left -= len(text) - start
        if left < 0:
            return
        if "JSON.parse" in match[0]:
            yield from _in_string(text[start:])
            continue
        try:
            value, end = json.JSONDecoder(strict=False).raw_decode(text, start)
        except (ValueError, RecursionError):
            value = _of_javascript(text[start:])
        if value:
            parameters = _PARAMETERS.search(match[0])
            yield _filled(value, _arguments(parameters[1], text[start:])) if parameters else value


def _arguments(parameters: str, text: str) -> dict[str, Any]:
    """What a function is called with right where it is written, by parameter: Nuxt 2's values that recur.

    `text` is of what the function returns and all that follows. What cannot be read is None.
    """
    names = [name.strip() for name in parameters.split(",")]
    call = list(_CALL.finditer(text))[-1:]
    arguments = text[call[0].end() :].rstrip(" ;\n") if call else ""
    for end in ("))", ")"):  # with brackets around the function, too, or without
        values = _of_javascript(f"[{arguments.removesuffix(end)}]", 0)
        if isinstance(values, list) and len(values) == len(names):
            return dict(zip(names, map(_plain, values), strict=True))
    return dict.fromkeys(names)


def _plain(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return _LITERALS.get(value, None if _EXPRESSION.fullmatch(value) else value)


def _filled(value: Any, known: Mapping[str, Any], depth: int = MAX_DEPTH) -> Any:
    """A value with what the names in it stand for, wherever one of them is a text of its own."""
    if isinstance(value, str):
        return known.get(value, value)
    if depth <= 0:
        return None
    if isinstance(value, list):
        return [_filled(one, known, depth - 1) for one in value]
    if isinstance(value, dict):
        return {key: _filled(one, known, depth - 1) for key, one in value.items()}
    return value


def _of_javascript(text: str, least: int = MIN_CHARACTERS) -> Any:
    if len(text) < least:
        return None
    try:
        return chompjs.parse_js_object(without_surrogates(text).replace("\x00", ""))
    except (ValueError, RecursionError):  # no object after all
        return None


def _in_string(text: str) -> Iterator[Any]:
    """The value of the JSON that a string literal holds."""
    quote = text[0]
    match = re.compile(rf"{quote}((?:[^{quote}\\]|\\.)*){quote}", re.DOTALL).match(text)
    if not match:
        return
    inner = (
        match[1] if quote == '"' else match[1].replace("\\'", "'").replace('"', '\\"').replace('\\\\"', '\\"')
    )
    try:
        yield from jsonld.parse(json.loads(f'"{inner}"', strict=False))
    except ValueError:
        return


def _pushed(text: str) -> Iterator[str]:
    for match in _PUSHED.finditer(text):
        try:
            value, _ = json.JSONDecoder(strict=False).raw_decode(text, match.end())
        except (ValueError, RecursionError):
            continue
        if len(value) > 1 and isinstance(value[1], str):
            yield value[1]


def _flight(text: str) -> Iterator[Any]:
    """The rows of a stream of React's server components; long texts stand in rows of their own, as "$id"."""
    raw = text.encode("utf-8", "replace")[:MAX_CHARACTERS]
    rows: dict[str, str] = {}
    at = 0
    while at < len(raw) and (match := _ROW.match(raw[at : at + 40].decode("utf-8", "replace"))):
        start = at + len(match[0])
        if match["length"]:
            end = start + int(match["length"], 16)
            rows[f"${match['name']}"] = raw[start:end].decode("utf-8", "replace")
            at = end
        else:
            end = raw.find(b"\n", start)
            end = len(raw) if end < 0 else end
            rows.setdefault(f"#{match['name']}", raw[start:end].decode("utf-8", "replace"))
            at = end + 1
    texts = {name: row for name, row in rows.items() if name[0] == "$"}
    for name, row in rows.items():
        if name[0] == "#" and row[:1] in ("[", "{"):
            for value in jsonld.parse(row):
                yield _filled(value, texts)


def _is_by_number(flat: list[Any]) -> bool:
    """Whether the objects of a list name their values by their number in the list, as Nuxt 3 writes them."""
    objects = [one for one in flat[:50] if isinstance(one, dict) and one]
    return (
        len(flat) > 2
        and bool(objects)
        and all(type(at) is int and -8 <= at < len(flat) for one in objects for at in one.values())
    )


def _revived(flat: list[Any], at: Any, depth: int = MAX_DEPTH) -> Any:
    if type(at) is not int or not 0 <= at < len(flat) or depth <= 0:
        return None
    value = flat[at]
    if isinstance(value, dict):
        return {key: _revived(flat, inner, depth - 1) for key, inner in value.items()}
    if isinstance(value, list):
        if value and isinstance(value[0], str):  # ["Reactive", 3], ["Date", "2024-05-16T…"]
            last = value[-1]
            return last if isinstance(last, str) else _revived(flat, last, depth - 1)
        return [_revived(flat, inner, depth - 1) for inner in value]
    return value
