"""Sources as sources.toml last described them, and what is known of their feeds and sitemaps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import duckdb

from tasks.records import Poll
from tasks.sources import Source
from warehouse import rows
from warehouse.arrow import registered

_MERGE_SOURCES = """
MERGE INTO core.sources s USING described d ON s.source_id = d.source_id
WHEN MATCHED THEN UPDATE SET publisher = d.publisher, language = d.language, timezone = d.timezone,
    schedule = d.schedule, feeds = d.feeds, sitemaps = d.sitemaps, max_entries = d.max_entries,
    max_age_days = d.max_age_days
WHEN NOT MATCHED THEN INSERT BY NAME
"""

_DESCRIBED = """
SELECT source_id, publisher, language, timezone FROM core.sources
WHERE coalesce(publisher, language, timezone) IS NOT NULL
"""

# Before the sources are merged. Who wants more of a feed must be offered what it held all along.
_FORGET_POLLS = """
DELETE FROM raw.polls USING core.sources s JOIN described d USING (source_id)
WHERE raw.polls.source_id = s.source_id
    AND (s.max_entries, s.max_age_days) IS DISTINCT FROM (d.max_entries, d.max_age_days)
"""

_POLLS = """
SELECT source_id, url, polled_at, read_at, etag, last_modified, digest, item_count
FROM raw.polls WHERE source_id = ? ORDER BY url
"""

# Runs may overlap: what a later look found stays; but not what a clock that was ahead has dated.
_MERGE_POLLS = """
MERGE INTO raw.polls p USING fresh f ON p.source_id = f.source_id AND p.url = f.url
WHEN MATCHED AND (p.polled_at <= f.polled_at OR p.polled_at > f.polled_at + INTERVAL 1 DAY)
    THEN UPDATE SET polled_at = f.polled_at, read_at = f.read_at, etag = f.etag,
    last_modified = f.last_modified, digest = f.digest, item_count = f.item_count
WHEN NOT MATCHED THEN INSERT BY NAME
"""


def sources(con: duckdb.DuckDBPyConnection) -> dict[str, Source]:
    """What is known of sources, by source_id."""
    return {
        name: Source(source_id=name, publisher=publisher, language=language, timezone=timezone)
        for name, publisher, language, timezone in con.execute(_DESCRIBED).fetchall()
    }


def keep(con: duckdb.DuckDBPyConnection, described: Sequence[Source], now: datetime) -> None:
    """Keeps what sources.toml says of these; forgets the polls of those that want more or less now."""
    with registered(con, "described", rows.sources(described, now)):
        con.execute(_FORGET_POLLS)
        con.execute(_MERGE_SOURCES)


def polls(con: duckdb.DuckDBPyConnection, source_id: str) -> list[Poll]:
    """What is known of the source's feeds and sitemaps, by URL."""
    return [Poll(*row) for row in con.execute(_POLLS, [source_id]).fetchall()]


def keep_polls(con: duckdb.DuckDBPyConnection, fresh: Iterable[Poll]) -> None:
    """Keeps them; the newest of a source and URL wins."""
    newest = {(poll.source_id, poll.url): poll for poll in sorted(fresh, key=lambda one: one.polled_at)}
    with registered(con, "fresh", rows.polls(newest.values())):
        con.execute(_MERGE_POLLS)
