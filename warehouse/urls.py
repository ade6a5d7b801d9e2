"""Which URLs the warehouse holds: what each led to, and when it was last fetched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

import duckdb

from tasks.discover.urls import url_key
from tasks.normalize.identity import own_urls
from tasks.records import Ended, Outcome
from warehouse import rows
from warehouse.arrow import registered
from warehouse.decide import Decision

# Outcomes after which a URL need not be fetched again to know what it leads to. All of them but
# NOT_MODIFIED follow from a response; a duplicate that was never fetched says nothing about its URL.
SETTLED = frozenset(
    {
        Outcome.NOT_MODIFIED,
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

# The server said that these have not changed: their articles were seen again.
_NOT_MODIFIED = """
UPDATE core.versions SET last_seen_at = greatest(last_seen_at, seen.fetched_at)
FROM (
    SELECT u.article_id, max(b.fetched_at) AS fetched_at
    FROM batch_urls b JOIN core.urls u ON u.url = b.url
    WHERE b.outcome = 'not modified' AND u.article_id IS NOT NULL
    GROUP BY u.article_id
) seen
WHERE core.versions.article_id = seen.article_id AND core.versions.is_newest
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
        if any(end.outcome is Outcome.NOT_MODIFIED for end in ended):
            con.execute(_NOT_MODIFIED)


def _urls(
    decisions: Sequence[Decision], ended: Sequence[Ended], now: datetime
) -> dict[str, tuple[str | None, Outcome, datetime]]:
    """What each URL of the batch led to, and when last; leading to an article wins over leading to none.

    A URL is told of under its key as well: a feed may put another tracking parameter on it each time.
    """
    found: dict[str, tuple[str | None, Outcome, datetime]] = {}
    for urls, article_id, outcome, fetched_at in _led(decisions, ended, now):
        for url in (*urls, *map(url_key, urls)):
            first_id, first_outcome, at = found.get(url, (article_id, outcome, fetched_at))
            found[url] = (first_id, first_outcome, max(at, fetched_at))
    return found


def _led(
    decisions: Sequence[Decision], ended: Sequence[Ended], now: datetime
) -> Iterator[tuple[Sequence[str], str | None, Outcome, datetime]]:
    """URLs, and what they led to: the article, if to one; how that ended, and when."""
    for decision in decisions:
        article, capture = decision.article, decision.article.capture
        urls = [capture.entry.url, *own_urls(capture.url, article.canonical_url)]
        yield urls, article.article_id, decision.outcome, capture.fetched_at
    for end in ended:
        if end.outcome not in SETTLED:
            continue
        if end.capture is not None:
            urls = [end.entry.url, end.capture.url]
            yield urls, end.article_id, end.outcome, end.capture.fetched_at
        elif end.outcome is not Outcome.DUPLICATE_URL:
            yield [end.entry.url], end.article_id, end.outcome, now
