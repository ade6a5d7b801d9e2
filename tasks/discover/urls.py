"""The addresses that feeds and sitemaps give: made absolute, and made comparable."""

from __future__ import annotations

import re
from urllib.parse import quote, urljoin, urlsplit

from tasks.logins import without_login
from tasks.percent import in_dns, one_spelling
from tasks.sessions import without_session

MAX_URL_CHARS = 4000
_DEFAULT_PORTS = {"http": 80, "https": 443}
# What feeds add to tell where a reader came from. It never chooses another page.
_TRACKING = re.compile(
    r"(?:utm_[a-z_]+|at_(?:medium|campaign|custom\d|link_[a-z]+)|fbclid|gclid)=", re.IGNORECASE
)
_CONTROL = re.compile(r"[\x00-\x20\x7f]+")
_STEERING = re.compile(r"[\x80-\x9f]+")  # terminals too, as escapes do


def web_url(base: str, text: str | None) -> str | None:
    """The absolute http(s) URL that `text` gives on a page at `base`, without its fragment; None if none."""
    if not text or not (text := text.strip()) or len(text) > MAX_URL_CHARS:
        return None
    try:
        given = urlsplit(text)
        if given.scheme in ("http", "https") and not given.netloc:
            return None
        url = urljoin(base, _without_controls(text)).partition("#")[0]
        parts = urlsplit(url)
        _ = parts.port  # raises where it is no number
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return None
    url = without_login(url)  # what strangers write there is no login of ours
    return url if is_web and len(url) <= MAX_URL_CHARS else None


def _without_controls(text: str) -> str:
    """The address as it is asked for where it has white space or control characters."""
    return _STEERING.sub(lambda found: quote(found.group()), _CONTROL.sub("%20", text))


def url_key(url: str) -> str:
    """One key for the spellings of one page's URL.

    They differ in the case of the host, default port, tracking, session, fragment, and in what is
    percent-encoded: feeds of Arabic or Hindi sites have letters, their sitemaps %D8, and WordPress %d8.
    """
    try:
        parts = urlsplit(without_session(one_spelling(url)))
        port = parts.port
    except ValueError:
        return url
    host = in_dns((parts.hostname or "").rstrip("."))
    if port is not None and port != _DEFAULT_PORTS.get(parts.scheme):
        host = f"{host}:{port}"
    query = "&".join(part for part in parts.query.split("&") if part and not _TRACKING.match(part))
    return f"{parts.scheme}://{host}{parts.path or '/'}{'?' + query if query else ''}"
