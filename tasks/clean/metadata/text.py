"""Strings of metadata as plain text: entities decoded (twice if need be), tags off, space collapsed."""

from __future__ import annotations

import html
import re
from functools import lru_cache
from typing import Any
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from tasks.clean.bounds import refuse_hostile
from tasks.clean.text import tidy, without_surrogates
from tasks.copies import own_address
from tasks.records import EndsHere

MAX_CHARACTERS = 4_000  # of one field; what is longer is cut
MAX_ADDRESS_CHARACTERS = 4_000  # of a URL; a longer one is no address but data

_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,400}>")
_BREAK = re.compile(r"<(?:br|/p|/div|/h\d|/li|p|div|h\d|li)\b[^<>]*>", re.IGNORECASE)
_OF_A_DATE = re.compile(r"/\d{4}(?:/\d\d?){0,2}/?$")
_WORD = re.compile(r"\w+")
_WHOLE = re.compile(r"https?://[\w.-]+/[\w./%+~=&?-]*[\w/]")  # an address that nothing is to be done to


def plain(value: Any, limit: int = MAX_CHARACTERS) -> str:
    """One line of text; "" for anything that is no text."""
    if not isinstance(value, str):
        return ""
    text = value[: limit * 4]
    if "&" in text:
        text = _decoded(text)
    if "<" in text and _TAG.search(text):
        text = _without_tags(text)
    return tidy(text)[:limit]


def text_of(node: LexborNode) -> str:
    """The text of an element and all that it holds, as one line."""
    return plain(node.text(deep=True, separator=" "))


def paragraphs(value: str) -> str:
    """A longer text, tags stripped, its paragraphs divided by newlines."""
    text = _decoded(value)
    if "<" in text and _TAG.search(text):
        text = _without_tags(_BREAK.sub(lambda match: "\n" + match[0], text))
    return "\n".join(filter(None, map(tidy, text.split("\n"))))


def _decoded(text: str) -> str:
    for _ in range(2):
        if "&" not in text:
            break
        text = html.unescape(text)
    return text


def _without_tags(text: str) -> str:
    fragment = f"<div>{without_surrogates(text)}</div>".encode()
    try:
        refuse_hostile(fragment)
    except EndsHere:  # made to stall the parser
        return _TAG.sub(" ", text)
    body = LexborHTMLParser(fragment).body
    return body.text(deep=True) if body else ""


def host_of(url: str) -> str:
    """The host of a URL in lower case, "" if it has none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def path_of(url: str) -> str:
    """The path of a URL, "" if it has none."""
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


def is_of_a_date(address: str) -> bool:
    """True for the address of all that a site published in a year, a month or on a day."""
    return bool(_OF_A_DATE.search(address))


def absolute(base: str, address: str | None) -> str | None:
    """The web address that `address` means on the page at `base`, or None; the original's for a copy's."""
    if not address or len(address) > MAX_ADDRESS_CHARACTERS:
        return None
    if _WHOLE.fullmatch(address):
        return address
    try:
        whole = urljoin(base, address.strip())
        return own_address(whole) if urlsplit(whole).scheme in ("http", "https") else None
    except ValueError:
        return None


@lru_cache(maxsize=2_000)
def fold(text: str) -> str:
    """The words of a text without case."""
    return " ".join(_WORD.findall(text.casefold()))
