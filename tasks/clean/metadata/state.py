"""What the page state of a JavaScript site says of its article (state_values.py finds the state).

Read only where neither markup nor metadata say what the state says, as a state may be a megabyte of JSON.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from tasks.clean.metadata import jsonld
from tasks.clean.metadata.jsonld_names import MAX_NAMES
from tasks.clean.metadata.scan import Scan
from tasks.clean.metadata.state_values import MAX_CHARACTERS, values
from tasks.clean.metadata.text import fold, paragraphs, path_of, plain
from tasks.records import Found

PLACE = "state"
MIN_BODY_CHARACTERS = 400  # a shorter text is a teaser
MAX_ADDRESS_CHARACTERS = 500
MAX_PARTS = 3_000  # of a body
MAX_END_CHARACTERS = 60  # of a text, in which the end of its last sentence stands
MAX_DEPTH = 12  # of parts in parts
MAX_NODES = 60_000  # objects of a page's state that are looked at
LIKE = 0.8  # share of a headline's words that the page's title has, too

_DATES = re.compile(
    r'\\?"(?:datePublished|date_published|publishedAt|published_at|publishDate|publish_date|publicationDate'
    r'|firstPublished(?:At|Date)?|publishedDate|pubDate)\\?"\s*:\s*\\?"?([^"\\,}]{8,40})'
)
_NO_TEXT = re.compile(
    r"image|video|gallery|photo|embed|advert|^ad$|related|promo|newsletter|interstitial|author|divider|link_list"
)
_INLINE = re.compile(r"^text$|link|anchor|^a$|bold|italic|strong|^em$|span|mark(?!down)|break")
_FORMATS = ("marks", "format", "bold", "italic", "underline", "strong", "em", "code")
_SENTENCE_END = re.compile(r"[.!?:…。！？؟।][\"'”’»)\]]*(?:\s|&nbsp;|</?\w[^<>]*>)*$")
_MARKS = re.compile(r"[_\-\s]")


@cache
def _table() -> dict[str, Any]:
    """state.toml: by field, and under "inside", the keys to look for."""
    return tomllib.loads(Path(__file__).with_name("state.toml").read_text(encoding="utf-8"))


def dates(scan: Scan) -> Iterator[Found]:
    """The first publishing date that a data script of the page gives, without reading the whole state."""
    for script, kind in scan.scripts:
        if "ld+json" in kind:
            continue
        text = script.text(deep=True) or ""
        match = _DATES.search(text) if len(text) <= MAX_CHARACTERS else None
        if match:
            yield Found(plain(match[1]), PLACE)
            return


def fields(scan: Scan, titles: Iterable[str]) -> Iterator[tuple[str, Found]]:
    """What the state says of the page's article, "body" among it; nothing if it holds no body.

    `titles` are the page's own headlines, by which its article is told from others in the state.
    """
    found = _article(scan, [title for title in map(fold, titles) if title])
    if found is None:
        return
    node, known, body = found
    yield "body", Found(body, PLACE)
    by_key = _by_key(node)
    for field in ("headline", "description", "byline", "published", "modified", "section"):
        for key in _table()[field]:
            texts = list(_values(field, by_key[key], known)) if key in by_key else []
            if texts:
                yield from ((field, Found(text, PLACE)) for text in texts)
                break


def _article(scan: Scan, titles: list[str]) -> tuple[dict[str, Any], dict[str, Any], str] | None:
    """The object of the state that is the page's article, the objects that others point to, and its body."""
    path = path_of(scan.page.url).rstrip("/")
    best: tuple[tuple[int, int], dict[str, Any], dict[str, Any], str] | None = None
    for value in values(scan.page.tree):
        known = value if isinstance(value, dict) else {}
        for count, node in enumerate(jsonld.inside(value, MAX_DEPTH)):
            if count >= MAX_NODES:
                break
            if "__typename" in node or "ROOT_QUERY" in node:
                known = node if "ROOT_QUERY" in node else known
            body = _body(node, known)
            if body:
                rating = (_likeness(node, titles, path), len(body))
                if best is None or rating > best[0]:
                    best = (rating, node, known, body)
    return best[1:] if best else None


def _likeness(node: dict[str, Any], titles: list[str], path: str) -> int:
    """How surely an object is the page's article: by its address, by its headline."""
    texts = [
        value for value in node.values() if isinstance(value, str) and len(value) < MAX_ADDRESS_CHARACTERS
    ]
    is_here = len(path) > 1 and any(text.split("?")[0].rstrip("/").endswith(path) for text in texts)
    headline = next((node[key] for key in ("headline", "title", "name") if node.get(key)), "")
    words = set(fold(_plain_of(headline)).split())
    others = [set(title.split()) for title in titles]
    return 2 * is_here + any(len(words & other) > LIKE * len(words) for other in others)


def _by_key(node: dict[str, Any]) -> dict[str, Any]:
    """An object with its keys as state.toml writes them."""
    return {_MARKS.sub("", key).lower(): value for key, value in node.items()}


def _body(node: dict[str, Any], known: dict[str, Any]) -> str | None:
    """The body of an object that has a headline too, its paragraphs by newlines."""
    by_key = _by_key(node)
    if not any(by_key.get(key) for key in _table()["headline"]):
        return None
    for key in _table()["body"]:
        value = by_key.get(key)
        if isinstance(value, (str, list, dict)) and value:
            text = paragraphs("\n".join(_parts(_pointed(value, known), known, [MAX_PARTS], MAX_DEPTH)))
            if len(text) >= MIN_BODY_CHARACTERS:
                return text
    return None


def _parts(value: Any, known: dict[str, Any], left: list[int], depth: int) -> Iterator[str]:
    """The paragraphs of a body: a text, or parts of some kind with their texts somewhere inside."""
    left[0] -= 1
    if left[0] <= 0 or depth <= 0:
        return
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        if value and all(map(_is_inline, value)):
            pieces = (
                ("".join(_parts(one, known, left, depth - 1)) or _break(one), _is_formatted(one))
                for one in value
            )
            yield from _joined([piece for piece in pieces if piece[0]])
        else:
            for one in value:
                yield from _parts(_pointed(one, known), known, left, depth - 1)
    elif isinstance(value, dict) and not _NO_TEXT.search(_kind(value)):
        for key in _table()["inside"]["text"]:
            if isinstance(value.get(key), (str, list, dict)) and value[key]:
                yield from _parts(_pointed(value[key], known), known, left, depth - 1)
                return


def _joined(pieces: list[tuple[str, bool]]) -> Iterator[str]:
    """The paragraphs that texts make, each given with whether it is formatted.

    Some sites write a paragraph as pieces that run on, others a body as texts of the same kind.
    """
    if not _run_on(pieces):
        yield from (text for text, _ in pieces)
        return
    paragraph, was_formatted = "", False
    for text, is_formatted in pieces:
        is_loose = not was_formatted and not is_formatted and not _is_spaced(paragraph, text)
        if is_loose and _ends_sentence(paragraph):
            yield paragraph
            paragraph = ""
        paragraph += text
        was_formatted = is_formatted
    yield paragraph


def _run_on(pieces: list[tuple[str, bool]]) -> bool:
    """Whether texts are pieces of one paragraph: one is formatted, or a sentence goes on behind a space."""
    return any(is_formatted for _, is_formatted in pieces) or any(
        _is_spaced(one, other) and not _ends_sentence(one) for (one, _), (other, _) in pairwise(pieces)
    )


def _break(part: dict[str, Any]) -> str:
    return "\n" if "break" in _kind(part) else ""


def _is_spaced(one: str, other: str) -> bool:
    """Whether white space stands between two texts."""
    return one[-1:].isspace() or other[:1].isspace() or one.endswith("&nbsp;")


def _ends_sentence(text: str) -> bool:
    return bool(_SENTENCE_END.search(text[-MAX_END_CHARACTERS:]))


def _kind(part: dict[str, Any]) -> str:
    kind = next(
        (part[key] for key in ("type", "nodeType", "__typename", "_type", "kind") if part.get(key)), ""
    )
    return kind.lower() if isinstance(kind, str) else ""


def _is_inline(part: Any) -> bool:
    """Whether a part is a piece of a paragraph: a text, a link, words in italics."""
    if not isinstance(part, dict):
        return False
    kind = _kind(part)
    if kind:
        return bool(_INLINE.search(kind)) and not _NO_TEXT.search(kind)
    return "text" in part and not {"id", "html"} & part.keys()


def _is_formatted(part: dict[str, Any]) -> bool:
    """Whether a piece is a link, bold and so on: such pieces stand within a paragraph."""
    flags = (part.get(key) for key in _FORMATS)
    return _kind(part) not in ("text", "") or any(flag for flag in flags if isinstance(flag, (int, list)))


def _pointed(value: Any, known: dict[str, Any]) -> Any:
    """What a pointer into a normalised state means: {"__ref": "Author:2"}, or an "id" of type "id"."""
    if isinstance(value, dict):
        pointer = value.get("__ref") or (value.get("id") if value.get("type") == "id" else None)
        if isinstance(pointer, str) and isinstance(known.get(pointer), dict):
            return known[pointer]
    return value


def _values(field: str, value: Any, known: dict[str, Any]) -> Iterator[str]:
    if field == "byline":
        yield from filter(None, _names(value, known, 5))
    elif field in ("published", "modified"):
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if isinstance(value, dict):
            value = next((one for one in value.values() if isinstance(one, str)), "")
        text = plain(value)
        if text and any(map(str.isdigit, text)):
            yield text
    elif text := _plain_of(_pointed(value, known)):
        yield text


def _names(value: Any, known: dict[str, Any], depth: int) -> Iterator[str]:
    value = _pointed(value, known)
    if depth <= 0:
        return
    if isinstance(value, str):
        yield plain(value) if "://" not in value else ""
    elif isinstance(value, list):
        for one in value[:MAX_NAMES]:
            yield from _names(one, known, depth - 1)
    elif isinstance(value, dict):
        for key in _table()["inside"]["name"]:
            if value.get(key):
                yield from _names(value[key], known, depth - 1)
                return


def _plain_of(value: Any) -> str:
    """The text of a string, or of an object that holds it: {"rendered": "…"}, {"basic": "…"}."""
    for _ in range(3):
        if isinstance(value, list):
            value = value[0] if value else ""
        if isinstance(value, dict):
            keys = _table()["inside"]["title"]
            value = next((value[key] for key in keys if value.get(key)), "")
    return plain(value)
