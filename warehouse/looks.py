"""Looks at sources, and the articles that are due to be looked at again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import duckdb

from tasks.discover.held import CLOCK_TOLERANCE
from tasks.records import REVISIT, Entry, Look

_BEGIN_LOOK = "INSERT INTO raw.looks (run_id, source_id, looked_at) VALUES (?, ?, ?)"

_END_LOOK = """
UPDATE raw.looks SET ended_at = ?, offered = ?, new_entries = ?, is_failed = ?
WHERE run_id = ? AND source_id = ?
"""

# A run that was killed still says that it runs: nobody is believed to work at a source for ever.
_BUSY = """
SELECT DISTINCT source_id FROM raw.looks JOIN core.runs USING (run_id)
WHERE ended_at IS NULL AND state = 'running' AND looked_at > $since
"""

# An age that was passed long ago is missed: who sets `revisit` for a source of years asks for no flood.
# Asked for by whomever, under whichever of its addresses: a page that is gone may stand in its feed for days,
# and feeds put another tracking parameter on it each time. Of what was asked for in vain the entries tell.
_DUE = """
WITH held AS (
    SELECT article_id, url, headline, language, least(published_at, first_seen_at) AS published_at
    FROM core.versions
    WHERE is_newest AND source_id = $source_id AND starts_with(url, 'http')
), asked AS (
    SELECT article_id, last_fetched_at AS asked_at FROM core.urls SEMI JOIN held USING (article_id)
    UNION ALL
    SELECT u.article_id, e.seen_at FROM raw.entries e JOIN core.urls u USING (url)
    WHERE e.source_id = $source_id AND e.outcome NOT IN (
        'held', 'duplicate URL', 'forgotten', 'new', 'updated', 'unchanged'
    )
), mine AS (
    SELECT held.*, last_at FROM held
    JOIN (SELECT article_id, max(asked_at) AS last_at FROM asked GROUP BY article_id) USING (article_id)
)
SELECT url, headline, language
FROM mine
SEMI JOIN (SELECT to_seconds(unnest($ages)) AS age) ages
    ON mine.last_at < mine.published_at + age
    AND mine.published_at + age <= $now::TIMESTAMPTZ
    AND $now::TIMESTAMPTZ <= mine.published_at + 2 * age + INTERVAL 1 DAY
ORDER BY published_at DESC, url
LIMIT $most
"""

_LOOKS = """
SELECT source_id, run_id, looked_at, offered, new_entries, is_failed
FROM raw.looks WHERE ended_at IS NOT NULL AND looked_at <= $latest
QUALIFY row_number() OVER (PARTITION BY source_id ORDER BY looked_at DESC, run_id) <= $most
ORDER BY source_id, looked_at DESC, run_id
"""

_IN_VAIN = """
SELECT DISTINCT entry_url FROM raw.fetch_attempts
WHERE source_id = ? AND asked_at > ? AND (failure IS NOT NULL OR status >= 400)
"""


def begin(con: duckdb.DuckDBPyConnection, look: Look) -> None:
    """Records that a run now works at a source."""
    con.execute(_BEGIN_LOOK, [look.run_id, look.source_id, look.looked_at])


def end(con: duckdb.DuckDBPyConnection, look: Look, ended_at: datetime) -> None:
    """Records what a look that has begun has come to."""
    found = [ended_at, look.offered, look.new_entries, look.is_failed]
    con.execute(_END_LOOK, [*found, look.run_id, look.source_id])


def by_source(con: duckdb.DuckDBPyConnection, most: int, now: datetime) -> dict[str, list[Look]]:
    """The looks at each source that have ended, the newest first, at most so many each.

    None from the future: where the clock was ahead, a source would be left alone until that time has come.
    """
    found: dict[str, list[Look]] = {}
    for row in con.execute(_LOOKS, {"most": most, "latest": now + CLOCK_TOLERANCE}).fetchall():
        found.setdefault(row[0], []).append(Look(*row))
    return found


def busy(con: duckdb.DuckDBPyConnection, since: datetime) -> set[str]:
    """The sources that a run is working at which has begun with them later than `since`."""
    return {name for (name,) in con.execute(_BUSY, {"since": since}).fetchall()}


def of_run(con: duckdb.DuckDBPyConnection, run_id: str) -> set[str]:
    """The sources that a run has looked at."""
    found = con.execute("SELECT DISTINCT source_id FROM raw.looks WHERE run_id = ?", [run_id])
    return {name for (name,) in found.fetchall()}


def in_vain(con: duckdb.DuckDBPyConnection, source_id: str, since: datetime) -> set[str]:
    """The URLs of a source that were asked for later than `since`, and at least once without success."""
    return {url for (url,) in con.execute(_IN_VAIN, [source_id, since]).fetchall()}


def due(
    con: duckdb.DuckDBPyConnection, source_id: str, ages: Sequence[timedelta], now: datetime, most: int
) -> list[Entry]:
    """Articles of a source that have reached one of these ages since their page was last asked for."""
    if not ages:  # most sources want none
        return []
    values = {
        "source_id": source_id,
        "ages": [age.total_seconds() for age in ages],
        "now": now,
        "most": most,
    }
    return [
        Entry(source_id, url, REVISIT, now, title=headline, language=language)
        for url, headline, language in con.execute(_DUE, values).fetchall()
    ]
