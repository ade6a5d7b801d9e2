"""Addresses of copies: those of web archives, caches and AMP caches hold the address of the original."""

from __future__ import annotations

import re
from urllib.parse import unquote

# Web archives put the moment of the capture before the address: "/web/20120304101112im_/http://…",
# "/2012.03.04-101112/https://…". Old ones leave the scheme out where the address begins with "www.".
_ARCHIVED = re.compile(
    r"https?://[^/?#\s]+/(?:[\w.~-]+/){0,6}?"
    r"(?P<moment>(?:19|20)\d\d(?:\d\d){0,5}(?:[a-z]{2}_)?|(?:19|20)\d\d\.\d\d\.\d\d-\d{6})/"
    r"(?P<own>(?:https?:/{1,2}|(?<=\d{14}/)www\.)(?=[\w-])\S+)",
    re.IGNORECASE,
)
_AMP_CACHE = re.compile(
    r"https?://(?:[\w-]+\.cdn\.ampproject\.org/[a-z]|(?:www\.)?google\.[a-z.]{2,6}/amp)/(?P<secure>s/)?(?=[\w-]+\.)"
)
_SEARCH_CACHE = re.compile(
    r"https?://webcache\.googleusercontent\.com/search\?(?:[^#\s]*&)?q=cache(?::|%3A)(?P<own>[^&#\s]+)",
    re.IGNORECASE,
)
_HINTS = ("/http", "/www.", "/amp/", ".ampproject.org/", "webcache.")  # one of them is in each such address
_CACHE_KEY = re.compile(r"[\w-]{6,20}:(?!/)")  # before the address in a search engine's cache
_SCHEME = re.compile(r"(https?):/{1,2}", re.IGNORECASE)


def own_address(url: str) -> str:
    """The address of the page that an archive's or a cache's address is a copy of; any other as it is."""
    if not any(hint in url for hint in _HINTS):
        return url
    url = url.strip()
    if match := _ARCHIVED.match(url):
        return _with_scheme(match["own"])
    if match := _AMP_CACHE.match(url):
        return ("https://" if match["secure"] else "http://") + url[match.end() :]
    if match := _SEARCH_CACHE.match(url):
        address = unquote(match["own"]).partition("+")[0]  # then come the words that were looked for
        return _with_scheme(_CACHE_KEY.sub("", address, count=1))
    return url


def moment_of(url: str) -> str | None:
    """When an archive captured the page, as the copy's address says it, in digits: "20120304101112"."""
    match = _ARCHIVED.match(url.strip()) if _HINTS[0] in url or _HINTS[1] in url else None
    return re.sub(r"\D", "", match["moment"]) if match else None


def _with_scheme(address: str) -> str:
    match = _SCHEME.match(address)
    return f"{match[1].lower()}://{address[match.end() :]}" if match else f"http://{address}"
