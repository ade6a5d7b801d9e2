"""Canonical URLs: one address for one article, whatever tracking, AMP or mobile host it was reached by."""

from __future__ import annotations

import re
from contextlib import suppress
from urllib.parse import SplitResult, urlsplit, urlunsplit

from courlan import normalize_url

from tasks.copies import own_address
from tasks.percent import in_dns
from tasks.sessions import without_session

MAX_URL_CHARACTERS = 2_000

_MOBILE = re.compile(r"^(?P<before>[a-z]{2}\.)?(?:m|mobile|amp|touch|wap)\.(?=[^.]+\.)")
# Tracking that the library lets pass: of analytics, newsletters and share buttons.
_TRACKING = re.compile(
    r"(?:^|&)(?:wt[._]?(?:mc|zmc|tsrc)\w*|ns_\w+|at_\w+|icid|cmp|cmpid|ocid|smid|smtyp|sr_share|spm|taid|gaa_\w+|_hs\w+"
    r"|__twitter_impression|__s|amp_js_v|usqp|bxid|cndid|sfnsn|mibextid)=[^&]*",
    re.IGNORECASE,
)
_AMP_PATH = re.compile(r"(?:/amp|\.amp)/?$|^/amp(?=/.)|(?<=\w)\.amp(?=\.html?$)")
_AMP_QUERY = re.compile(r"(?:^|&)(?:amp|outputType)=(?:1|true|amp)?(?=&|$)")


def canonical(url: str | None) -> str | None:
    """The URL without tracking, session, password, fragment, AMP marks, mobile host; None if it is none.

    A page of an archive or a cache has the address of the page that it is a copy of. None for more than
    `MAX_URL_CHARACTERS`, too.
    """
    own = own_address(url) if url else ""
    parts = _split(own) if len(own) <= MAX_URL_CHARACTERS else None
    if parts is None:
        return None
    with suppress(
        ValueError, TypeError, AttributeError
    ):  # a URL that the library cannot split stays as it is
        parts = urlsplit(normalize_url(parts))
    host = _MOBILE.sub(r"\g<before>", parts.netloc.lower())
    path = _AMP_PATH.sub("", parts.path) or "/"
    query = _TRACKING.sub("", _AMP_QUERY.sub("", parts.query)).lstrip("&")
    return urlunsplit((parts.scheme, host, path, query, ""))


def host(url: str | None) -> str | None:
    """The host of a web address, in lower case and without "www.", or None."""
    parts = _split(url) if url and len(url) <= MAX_URL_CHARACTERS else None
    return parts.hostname.lower().removeprefix("www.") if parts and parts.hostname else None


def host_in_dns(url: str) -> str | None:
    """The host of a web address of any length, as DNS knows it, in lower case and without "www.", or None.

    Sites are forgotten by it. Articles are known, and publishers named, by `host`, in the page's own letters.
    """
    parts = _split(url)
    return in_dns(parts.hostname).lower().removeprefix("www.") if parts and parts.hostname else None


def _split(url: str | None) -> SplitResult | None:
    if not url:
        return None
    try:
        parts = urlsplit(without_session(url.strip()))
        parts = parts._replace(netloc=parts.netloc.rpartition("@")[2])
        return parts if parts.scheme in ("http", "https") and parts.hostname else None
    except ValueError:
        return None
