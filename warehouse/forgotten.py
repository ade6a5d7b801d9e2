"""What was forgotten stays so: landing asks here before it writes anything."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import duckdb

from tasks.normalize.identity import own_urls
from tasks.normalize.marks import article_mark, marks, page_mark
from tasks.records import Article, Capture, Ended, Entry, Outcome
from warehouse import rows
from warehouse.arrow import registered

_KNOWN = "SELECT DISTINCT mark FROM core.forgotten SEMI JOIN asked USING (mark)"
_KEEP = "INSERT INTO core.forgotten SELECT mark, $now FROM asked ANTI JOIN core.forgotten USING (mark)"
_ANY = "SELECT 1 FROM core.forgotten LIMIT 1"


@dataclass(frozen=True, slots=True)
class Forgotten:
    """The marks that a batch was asked about and that are known."""

    marks: frozenset[str]

    def bars_url(self, url: str) -> bool:
        """True if the page, its host or a domain above it was forgotten."""
        return bool(self.marks) and not self.marks.isdisjoint(marks(url))

    def bars_capture(self, capture: Capture) -> bool:
        """True if it came from a forgotten page, whatever page was asked for."""
        return self.bars_url(capture.url) or self.bars_url(capture.entry.url)

    def bars_article(self, article: Article) -> bool:
        """True if the article was forgotten, even if it is offered at an address that is new."""
        known = bool(self.marks) and article_mark(article.article_id) in self.marks
        addresses = own_urls(article.url, article.canonical_url)
        return known or any(map(self.bars_url, addresses)) or self.bars_capture(article.capture)

    def addresses_of(self, articles: Iterable[Article]) -> list[str]:
        """The marks of the pages that led to forgotten articles: they need not be fetched again."""
        gone = [article for article in articles if self.bars_article(article)]
        return [page_mark(url) for one in gone for url in (one.capture.entry.url, one.capture.url)]

    def bars_end(self, end: Ended) -> bool:
        """True if it tells of a forgotten page."""
        return self.bars_url(end.entry.url) or (end.capture is not None and self.bars_capture(end.capture))


def forgotten_among(
    con: duckdb.DuckDBPyConnection,
    articles: Sequence[Article] = (),
    ended: Sequence[Ended] = (),
    captures: Sequence[Capture] = (),
    urls: Sequence[str] = (),
) -> Forgotten:
    """What of these must not be taken in."""
    if not con.execute(_ANY).fetchall():
        return Forgotten(frozenset())
    pages = [*captures, *(one.capture for one in articles), *(end.capture for end in ended if end.capture)]
    addresses = [*urls, *(end.entry.url for end in ended)]
    addresses += [url for one in articles for url in own_urls(one.url, one.canonical_url)]
    addresses += [url for page in pages for url in (page.url, page.entry.url)]
    asked = [mark for url in dict.fromkeys(addresses) for mark in marks(url)]
    asked += [article_mark(one.article_id) for one in articles]
    with registered(con, "asked", rows.strings("mark", asked)):
        return Forgotten(frozenset(mark for (mark,) in con.execute(_KNOWN).fetchall()))


def keep(con: duckdb.DuckDBPyConnection, found: Iterable[str], now: datetime) -> None:
    """Keeps marks, each once."""
    with registered(con, "asked", rows.strings("mark", found)):
        con.execute(_KEEP, {"now": now})


def as_forgotten(entry: Entry) -> Ended:
    """How an entry ends that was forgotten."""
    return Ended(entry, Outcome.FORGOTTEN)


def told_without(ends: Iterable[Ended]) -> list[Ended]:
    """The ends as they are stored: of what was forgotten, a mark in place of the address, and no more."""
    return [_bare(end) if end.outcome is Outcome.FORGOTTEN else end for end in ends]


def _bare(end: Ended) -> Ended:
    entry = end.entry
    address = f"forgotten:{page_mark(entry.url)}"
    return Ended(Entry(entry.source_id, address, entry.found_in, entry.seen_at), end.outcome)
