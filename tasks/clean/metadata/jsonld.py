"""JSON-LD: every object of a page, whatever shape it has, and the one that is the article."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

import orjson
from selectolax.lexbor import LexborNode

from tasks.clean.metadata.jsonld_names import Node, first_text, names, people_first, types
from tasks.clean.metadata.pictures import is_stand_in
from tasks.clean.metadata.text import absolute, is_of_a_date, paragraphs, plain
from tasks.clean.page import Page
from tasks.records import Found

MAX_SCRIPT_CHARACTERS = 3_000_000  # of one script; longer ones are not read
MAX_BROKEN_CHARACTERS = 1_000_000  # of one that has to be mended
MAX_OBJECTS = 2_000  # of a page
MAX_DEPTH = 12  # of objects in objects
MAX_TRAILS, MAX_CRUMBS = 5, 20  # of a page, of a trail
MAX_PICTURE_STEPS = 4  # from an article to the address of its picture
MIN_LIKENESS = 0.5  # of the headline of an article in a list, for it to be the page's

_NOT_ARTICLES = {"interactivearticle", "articleprice"}
_OTHER_ARTICLES = {"report", "blogposting", "liveblogposting", "socialmediaposting", "discussionforumposting"}
_PAGES = {"webpage", "itempage", "collectionpage", "aboutpage", "medicalwebpage"}
_SITES = ("newsmediaorganization", "website")  # the better name first
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_BARE_BACKSLASH = re.compile(r'\\(?!["\\/bfnrtu])')
# One within a text: it follows no sign of JSON, and none follows it.
_BARE_QUOTE = re.compile(r'(?<=[^\s{\[,:\\])(\s*)"(?=\s*[^\s,:}\]])')
_COMMENT_LINE = re.compile(r"^[ \t]*//.*$", re.MULTILINE)
# A text, with its end if it has one; or a sign.
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+("?)|[{}\[\],]', re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x1f]+")
_WORD = re.compile(r"\w+")


def objects(scripts: Iterable[tuple[LexborNode, str]]) -> list[Node]:
    """Every JSON-LD object of a page, outer ones before the ones inside them."""
    found: list[Node] = []
    for script, kind in scripts:
        if "ld+json" in kind:
            for value in parse(script.text(deep=True) or ""):
                for once in parse(value) if isinstance(value, str) else [value]:  # encoded twice
                    found.extend(inside(once))
    return found[:MAX_OBJECTS]


def parse(text: str) -> list[Any]:
    """The values of a JSON text that may be broken in the usual ways; nothing if it cannot be read."""
    if len(text) > MAX_SCRIPT_CHARACTERS:
        return []
    try:
        return [orjson.loads(text)]
    except orjson.JSONDecodeError:
        return _read_broken(text)


def _read_broken(text: str) -> list[Any]:
    if len(text) > MAX_BROKEN_CHARACTERS:
        return []
    if '"' not in text:
        text = html.unescape(text)
    try:
        return [json.loads(text, strict=False)]
    except (ValueError, RecursionError):
        return list(_mended(text))


def _mended(text: str) -> Iterator[Any]:
    """What can be read of a text with comments, stray commas or quotes, or two values in a row."""
    text = _COMMENT_LINE.sub("", text)
    text = _BARE_BACKSLASH.sub(r"\\\\", _CONTROL.sub(" ", text))
    text = _BARE_QUOTE.sub(r'\1\\"', _TRAILING_COMMA.sub(r"\1", text))
    if not text.rstrip().endswith(("}", "]")):
        text = _closed(text)
    decoder = json.JSONDecoder(strict=False)
    starts = (match.start() for match in re.finditer(r"[{\[]", text))
    end = 0
    for _, start in zip(range(MAX_DEPTH), starts, strict=False):
        if start < end:
            continue
        try:
            value, end = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            continue
        yield value


def _closed(text: str) -> str:
    """A JSON text that breaks off: up to its last whole member, with all closed that is open there."""
    around: list[str] = []  # what closes the objects and lists that are open, the outermost first
    end = depth = 0  # where the last whole member ends, and how many are open there
    for token in _TOKEN.finditer(text):
        sign = token[0][:1]
        if sign == '"' and not token[1]:
            break
        if sign in "{[":
            around.append("}" if sign == "{" else "]")
        elif sign == ",":
            end, depth = token.start(), len(around)
        elif sign in "}]" and around:
            around.pop()
            end, depth = token.end(), len(around)
    return text[:end] + "".join(reversed(around[:depth]))


def inside(value: Any, depth: int = MAX_DEPTH) -> Iterator[Node]:
    """The objects in a value, itself first if it is one."""
    if isinstance(value, dict):
        yield value
        values: Iterable[Any] = value.values()
    else:
        values = value if isinstance(value, list) else ()
    if depth > 0:
        for inner in values:
            if isinstance(inner, (dict, list)):
                yield from inside(inner, depth - 1)


def article(nodes: list[Node], page: Page, title: str) -> Node | None:
    """The object that is the page's article, or None: by its type, URL, headline, and what it holds."""
    listed = _listed(nodes)
    rated = [
        (rating, -i)
        for i, node in enumerate(nodes)
        if (rating := _rating(node, page, title)) and (id(node) not in listed or _is_here(node, page, title))
    ]
    return nodes[-max(rated)[1]] if rated else None


def _listed(nodes: list[Node]) -> set[int]:
    """The ids of objects in lists: of other stories, mostly."""
    lists = (node["itemListElement"] for node in nodes if "itemListElement" in node)
    return {id(node) for value in lists for node in inside(value)}


def web_page(nodes: list[Node]) -> Node | None:
    """The object that is the page itself, or None."""
    return next((node for node in nodes if _PAGES & set(types(node))), None)


def web_site(nodes: list[Node]) -> Node | None:
    """The object that is the site, or who runs it; None if there is none."""
    kinds = {kind: node for node in reversed(nodes) for kind in types(node)}
    return next((kinds[kind] for kind in _SITES if kind in kinds), None)


def name_of(node: Node) -> str:
    """The name of an object, "" if it has none."""
    return plain(first_text(node.get("name")))


def trail(nodes: list[Node], page: Page) -> Iterator[str]:
    """The names on the way from the front page to the page, without both, the last first."""
    lists = [node.get("itemListElement") for node in nodes if "breadcrumblist" in types(node)]
    for crumbs in [one for one in lists if isinstance(one, list)][:MAX_TRAILS]:
        for crumb in [one for one in crumbs[-MAX_CRUMBS:] if isinstance(one, dict)][::-1]:
            item = crumb.get("item")
            item = item if isinstance(item, dict) else {"@id": item}
            path = next(map(_path, _urls(item)), None)
            if path not in (_path(page.url), "") and not is_of_a_date(f"/{path}"):
                yield name_of(crumb) or name_of(item)


def _rating(node: Node, page: Page, title: str) -> float:
    kinds = types(node)
    if not any(map(_is_article, kinds)):
        return 0.0
    rating = 1.0
    rating += sum(bool(node.get(key)) for key in ("headline", "datePublished", "author", "articleBody")) / 4
    if any(kind.endswith("newsarticle") for kind in kinds):
        rating += 0.2
    return rating + 2 * _has_url(node, page) + 2 * _likeness(_headline(node), title)


def _is_here(node: Node, page: Page, title: str) -> bool:
    return _has_url(node, page) or _likeness(_headline(node), title) >= MIN_LIKENESS


def _has_url(node: Node, page: Page) -> bool:
    path = _path(page.url)
    return bool(path) and path in map(_path, _urls(node))


def _headline(node: Node) -> str:
    return plain(node.get("headline") or node.get("name"))


def _is_article(kind: str) -> bool:
    return (kind.endswith("article") and kind not in _NOT_ARTICLES) or kind in _OTHER_ARTICLES


def _urls(node: Node) -> Iterator[str]:
    main = node.get("mainEntityOfPage")
    for value in (node.get("url"), node.get("@id"), main, *(main.values() if isinstance(main, dict) else ())):
        if isinstance(value, str):
            yield value


def _path(url: str) -> str:
    return url.split("://", 1)[-1].partition("/")[2].split("#")[0].split("?")[0].rstrip("/")


def _likeness(one: str, other: str) -> float:
    """The share of words that two headlines have in common, 0 to 1."""
    words = set(_WORD.findall(one.lower()))
    others = set(_WORD.findall(other.lower()))
    return len(words & others) / len(words) if words else 0.0


def fields(node: Node, nodes: list[Node], page: Page, place: str) -> Iterator[tuple[str, Found]]:
    """What an article's object says, field by field."""
    for name, keys in _TEXTS.items():
        for key in keys:
            if key in node and (text := plain(first_text(node[key]))):
                yield name, Found(text, place if key == keys[0] else f"{place} {key}")
    named = (node for node in sorted(nodes, key=len) if isinstance(node.get("@id"), str))
    known = {node["@id"]: node for node in named if len(node) > 1}  # what says the most of each
    people, houses = people_first(node.get("author"), known)
    for value, name, where in (
        (people, "byline", place),
        (houses, "credit", f"{place} author"),
        (node.get("creator"), "byline", f"{place} creator"),
        (node.get("contributor"), "byline", f"{place} contributor"),
    ):
        for text in names(value, known):
            yield name, Found(text, where)
    for key in ("sourceOrganization", "copyrightHolder", "creditText", "provider"):
        for text in names(node.get(key), known):
            yield "credit", Found(text, f"{place} {key}")
    for text in names(node.get("publisher"), known):
        yield "publisher", Found(text, place)
    for text in _keywords(node.get("keywords")):
        yield "keyword", Found(text, place)
    image = absolute(page.url, _image(node.get("image"), known))
    if image and not is_stand_in(image):
        yield "image", Found(image, place)
    free = node.get("isAccessibleForFree")
    if isinstance(free, (bool, str)):
        yield "free", Found(str(free).lower().rsplit("/", 1)[-1], place)
    body = node.get("articleBody")
    if isinstance(body, str) and body.strip():
        yield "body", Found(paragraphs(body), place)


_TEXTS = {
    "headline": ("headline", "name", "alternativeHeadline"),
    "description": ("description", "abstract"),
    "published": ("datePublished", "dateCreated", "uploadDate"),
    "modified": ("dateModified",),
    "section": ("articleSection",),
    "language": ("inLanguage",),
    "credit": ("creditText",),
}


def _keywords(value: Any) -> Iterator[str]:
    for item in value if isinstance(value, list) else [value]:
        text = plain(first_text(item))
        yield from (word.strip() for word in text.split(",") if word.strip())


def _image(value: Any, known: dict[str, Node]) -> str | None:
    """The address of a picture, which may be told elsewhere on the page: {"@id": "…#primaryimage"}."""
    for _ in range(MAX_PICTURE_STEPS):
        if isinstance(value, list):
            value = value[0] if value else None
        elif isinstance(value, dict):
            name = value.get("@id")
            name = name if isinstance(name, str) else ""
            told = known.get(name, {})
            value = (
                value.get("url")
                or value.get("contentUrl")
                or told.get("url")
                or told.get("contentUrl")
                or name
            )
    return value if isinstance(value, str) and "#" not in value else None
