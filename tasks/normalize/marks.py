"""What a forgotten page, article or site is known by when it is offered again: a hash that names nothing."""

from __future__ import annotations

from hashlib import sha256

from tasks.normalize import urls
from tasks.percent import one_spelling


def page_mark(url: str) -> str:
    """The mark of a page: the same for all spellings of its address, with http or https, AMP or mobile."""
    canonical = urls.canonical(url)
    address = canonical.split("://", 1)[-1].removeprefix("www.").rstrip("/") if canonical else url
    return _hash(f"page {one_spelling(address)}")


def article_mark(article_id: str) -> str:
    """The mark of an article, whatever address it comes from."""
    return _hash(f"article {article_id}")


def site_mark(domain: str) -> str:
    """The mark of a domain, which holds for all hosts below it."""
    return _hash(f"site {domain.lower().rstrip('.')}")


def marks(url: str) -> list[str]:
    """All marks that an address can be forgotten by: its page's, its host's, those of the domains above."""
    host = urls.host_in_dns(url)
    labels = host.rstrip(".").split(".") if host else []
    return [page_mark(url), *(site_mark(".".join(labels[n:])) for n in range(len(labels)))]


def _hash(text: str) -> str:
    return sha256(text.encode("utf-8", "replace")).hexdigest()
