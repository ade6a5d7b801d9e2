"""What makes two pages the same article, and two articles the same version."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime
from hashlib import sha256

from tasks.normalize import urls

_WORD = re.compile(r"\w+")


def article_id(
    url: str,
    canonical_url: str | None,
    publisher: str | None,
    headline: str | None,
    published_on: date | None,
    digest: str,
) -> str:
    """32 hex digits that name an article of a publisher.

    A web page is known by the host that served it and its canonical URL. A canonical URL on another host does
    not merge two publishers' articles, as syndicated copies often declare the original's: the copy's own URL
    stands in. A file that names no URL is known by its folded headline, the day and the publisher or credit
    line; without a headline by the digest of its payload.
    """
    host = urls.host(url) or urls.host(canonical_url)
    if host:
        own = canonical_url if is_own(url, canonical_url) else urls.canonical(url)
        key = f"url {host} {_without_scheme(own or canonical_url or url)}"
    elif headline and _fold(headline):
        key = f"text {_fold(headline)} {published_on or ''} {_fold(publisher or '')}"
    else:
        key = f"payload {digest}"
    return _hash(key)[:32]


def is_own(url: str, canonical_url: str | None) -> bool:
    """Whether a page may speak for its canonical URL: on the host that served it, or where a file names one.

    All that asks whose a canonical URL is asks here: what names an article, what makes a URL held, what goes
    when an article is forgotten. A mobile or AMP host does not speak for the main one, as `article_id` names
    two articles there: else the main host's page would never be fetched.
    """
    return urls.host(url) in (None, urls.host(canonical_url))


def own_urls(url: str, canonical_url: str | None) -> list[str]:
    """The addresses of a page: where it was served, and its canonical URL if it may speak for that."""
    return [url, canonical_url] if canonical_url and is_own(url, canonical_url) else [url]


def content_hash(
    headline: str | None,
    description: str | None,
    body: str,
    published: datetime | date | None,
    modified: datetime | None,
) -> str:
    """64 hex digits of what makes a version: headline, description, body, and both dates.

    An instant is the same whatever offset it is written with: some sites change theirs twice a year.
    """
    dates = [_written(value) if value else "" for value in (published, modified)]
    return _hash("\x1f".join([headline or "", description or "", body, *dates]))


def _written(value: datetime | date) -> str:
    return (value.astimezone(UTC) if isinstance(value, datetime) and value.tzinfo else value).isoformat()


def _hash(text: str) -> str:
    return sha256(text.encode("utf-8", "replace")).hexdigest()


def _without_scheme(url: str) -> str:
    return url.split("://", 1)[-1].removeprefix("www.").rstrip("/")


def _fold(text: str) -> str:
    return " ".join(_WORD.findall(unicodedata.normalize("NFKC", text).casefold()))
