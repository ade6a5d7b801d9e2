"""Secrets in URLs: logins are kept out of all that is stored, and tokens out of messages."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, unquote, urlsplit

Origin = tuple[str, str, int | None]  # scheme, host, port
# Names of query parameters whose values are nobody's business: "access_token", "apikey", "sig".
_SECRET = re.compile(
    r"(?<=[?&;])([^=&;#]*(?:token|key|secret|passw|pwd|auth|sig|signature|session|credential)s?=)[^&;#]+",
    re.IGNORECASE,
)
_HIDDEN = "…"


def without_login(url: str) -> str:
    """The URL without user name and password; as it is if it has none, or is none."""
    parts = _split(url)
    if parts is None or "@" not in parts.netloc:
        return url
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def login_of(url: str) -> tuple[str, str] | None:
    """User name and password in the URL."""
    parts = _split(url)
    if parts is None or "@" not in parts.netloc:
        return None
    user, _, password = parts.netloc.rpartition("@")[0].partition(":")
    return unquote(user), unquote(password)


def with_login_of(url: str, given: str) -> str:
    """The URL with the login that stands in `given`, if both ask the same; else as it is."""
    parts, other = _split(url), _split(given)
    if parts is None or other is None or "@" not in other.netloc or origin_of(url) != origin_of(given):
        return url
    return parts._replace(netloc=f"{other.netloc.rpartition('@')[0]}@{parts.netloc}").geturl()


def origin_of(url: str) -> Origin:
    """Who is asked: a login is shown to nobody else."""
    parts = urlsplit(url)
    port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    return parts.scheme, (parts.hostname or "").rstrip("."), port


def shown(url: str) -> str:
    """The URL for messages and logs: without login, and without the values of tokens and keys."""
    if _split(url) is None:
        return "an unreadable URL"
    return _SECRET.sub(rf"\g<1>{_HIDDEN}", without_login(url))


def _split(url: str) -> SplitResult | None:
    try:
        return urlsplit(url)
    except ValueError:
        return None
