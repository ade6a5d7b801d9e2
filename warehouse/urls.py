"""Which URLs the warehouse holds: what each led to, and when it was last fetched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

import duckdb

from tasks.discover.urls import url_key
from tasks.normalize.identity import own_urls
from tasks.records import LOADED, Ended, Outcome
from warehouse import rows
from warehouse.arrow import registered
from warehouse.decide import Decision

# Outcomes after which a URL need not be fetched again to know what it leads to. All of them follow from a
# response; a duplicate that was never fetched says nothing of its URL, nor does an archive's broken record.
SETTLED = frozenset(
    {
        Outcome.DUPLICATE_URL,
        Outcome.NOT_AN_ARTICLE,
        Outcome.PAYWALL_STUB,
        Outcome.UNREADABLE,
        Outcome.TOO_LARGE,
    }
)

_HELD = "SELECT url, last_fetched_at FROM core.urls SEMI JOIN asked USING (url)"

_MERGE_URLS = """
MERGE INTO core.urls u USING batch_urls b ON u.url = b.url
WHEN MATCHED THEN UPDATE SET
    article_id = coalesce(b.article_id, u.article_id),
    last_fetched_at = greatest(u.last_fetched_at, b.fetched_at)
WHEN NOT MATCHED THEN INSERT (url, article_id, first_fetched_at, last_fetched_at)
    VALUES (b.url, b.article_id, b.fetched_at, b.fetched_at)
"""


def held(con: duckdb.DuckDBPyConnection, urls: Sequence[str]) -> dict[str, datetime]:
    """Those of the URLs that are held, and when each was last fetched."""
    with registered(con, "asked", rows.strings("url", urls)):
        return dict(con.execute(_HELD).fetchall())


def keep(
    con: duckdb.DuckDBPyConnection, decisions: Sequence[Decision], ended: Sequence[Ended], now: datetime
) -> None:
    """Keeps what each URL led to."""
    found = _urls(decisions, ended, now)
    if not found:
        return
    with registered(con, "batch_urls", rows.urls(found)):
        con.execute(_MERGE_URLS)


def _urls(
    decisions: Sequence[Decision], ended: Sequence[Ended], now: datetime
) -> dict[str, tuple[str | None, datetime]]:
    """What each URL of the batch led to, and when last; leading to an article wins over leading to none.

    A URL is told of under its key as well: a feed may put another tracking parameter on it each time.
    """
    found: dict[str, tuple[str | None, datetime]] = {}
    for urls, article_id, fetched_at in _led(decisions, ended, now):
        for url in (*urls, *map(url_key, urls)):
            first_id, at = found.get(url, (article_id, fetched_at))
            found[url] = (first_id, max(at, fetched_at))
    return found


def _led(
    decisions: Sequence[Decision], ended: Sequence[Ended], now: datetime
) -> Iterator[tuple[Sequence[str], str | None, datetime]]:
    """URLs, the article that they led to, if to one, and when."""
    for decision in decisions:
        article, capture = decision.article, decision.article.capture
        urls = [capture.entry.url, *own_urls(capture.url, article.canonical_url)]
        yield urls, article.article_id, capture.fetched_at
    for end in ended:
        if end.outcome not in SETTLED:
            continue
        if end.capture is not None:
            urls = [end.entry.url, end.capture.url]
            yield urls, end.article_id, end.capture.fetched_at
        elif end.outcome is not Outcome.DUPLICATE_URL and end.entry.found_in != LOADED:
            yield [end.entry.url], end.article_id, now
