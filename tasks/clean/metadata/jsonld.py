"""JSON-LD: every node of a page, whatever shape it has, and the one that is the article."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from selectolax.lexbor import LexborHTMLParser

Node = dict[str, Any]

MAX_SCRIPT_CHARACTERS = 2_000_000
MAX_NODES = 2_000
MAX_DEPTH = 12
ARTICLE_TYPES = {
    "newsarticle",
    "article",
    "reportagenewsarticle",
    "analysisnewsarticle",
    "opinionnewsarticle",
    "backgroundnewsarticle",
    "reviewnewsarticle",
    "askpublicnewsarticle",
    "advertisercontentarticle",
    "liveblogposting",
    "blogposting",
    "socialmediaposting",
    "scholarlyarticle",
    "techarticle",
    "report",
    "satiricalarticle",
    "review",
}

_NOISE = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[|/\*.*?\*/)|(?:-->|//\s*\]\]>|\]\]>|;)\s*$", re.DOTALL
)
_CONTROL = re.compile(r"[\x00-\x1f]+")
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")


def nodes(tree: LexborHTMLParser) -> list[Node]:
    """Every JSON-LD object of the page, outer ones before the ones inside them."""
    found: list[Node] = []
    for script in tree.css('script[type*="ld+json"]'):
        value = parse(script.text(deep=True) or "")
        found.extend(_objects(value, MAX_DEPTH))
        if len(found) > MAX_NODES:
            break
    return found[:MAX_NODES]


def parse(text: str) -> Any:
    """The value of a JSON text that may be broken in the usual ways; None if it cannot be read."""
    if len(text) > MAX_SCRIPT_CHARACTERS:
        return None
    for repair in (str.strip, _repaired):
        try:
            return json.loads(repair(text), strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _repaired(text: str) -> str:
    text = _NOISE.sub("", _NOISE.sub("", text))
    return _TRAILING_COMMA.sub(r"\1", _CONTROL.sub(" ", text))


def _objects(value: Any, depth: int) -> Iterator[Node]:
    if depth <= 0:
        return
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            if isinstance(inner, (dict, list)):
                yield from _objects(inner, depth - 1)
    elif isinstance(value, list):
        for inner in value:
            if isinstance(inner, (dict, list)):
                yield from _objects(inner, depth - 1)


def types(node: Node) -> tuple[str, ...]:
    """The node's schema.org types without their namespace, in lower case."""
    value = node.get("@type")
    values = value if isinstance(value, list) else [value]
    return tuple(v.rsplit("/", 1)[-1].rsplit(":", 1)[-1].lower() for v in values if isinstance(v, str))
