"""Canonical URLs: one address for one article, whatever tracking, AMP or mobile host it was reached by."""

from __future__ import annotations

import re
from contextlib import suppress
from urllib.parse import SplitResult, urlsplit, urlunsplit

from courlan import normalize_url

MAX_URL_CHARACTERS = 2_000

_MOBILE = re.compile(r"^(?:m|mobile|amp)\.(?=[^.]+\.)")
_AMP_PATH = re.compile(r"(?:/amp|\.amp)/?$|^/amp(?=/.)|(?<=\w)\.amp(?=\.html?$)")
_AMP_QUERY = re.compile(r"(?:^|&)(?:amp|outputType)=(?:1|true|amp)?(?=&|$)")


def canonical(url: str | None) -> str | None:
    """The URL without tracking parameters, fragment, AMP marks, mobile host; None if it is no web address."""
    parts = _split(url)
    if parts is None:
        return None
    with suppress(
        ValueError, TypeError, AttributeError
    ):  # a URL that the library cannot split stays as it is
        parts = urlsplit(normalize_url(parts))
    host = _MOBILE.sub("", parts.netloc.lower())
    path = _AMP_PATH.sub("", parts.path) or "/"
    query = _AMP_QUERY.sub("", parts.query).lstrip("&")
    return urlunsplit((parts.scheme, host, path, query, ""))


def host(url: str | None) -> str | None:
    """The host of a web address, in lower case and without "www.", or None."""
    parts = _split(url)
    return parts.hostname.lower().removeprefix("www.") if parts and parts.hostname else None


def _split(url: str | None) -> SplitResult | None:
    if not url or len(url) > MAX_URL_CHARACTERS:
        return None
    try:
        parts = urlsplit(url.strip())
        return parts if parts.scheme in ("http", "https") and parts.hostname else None
    except ValueError:
        return None
