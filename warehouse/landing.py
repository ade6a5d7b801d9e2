"""Writes one batch into the warehouse, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import duckdb

from tasks.backfill.parts import Part
from tasks.records import Article, Capture, Ended, Outcome
from warehouse import forgotten, rows, site_memory, urls
from warehouse.arrow import registered
from warehouse.decide import Decision, Held, History, Shown, decide
from warehouse.forgotten import Forgotten, as_forgotten, forgotten_among, told_without
from warehouse.own_files import OWN_FILE
from warehouse.transaction import transaction

_NEWEST = """
SELECT article_id, source_id, first_seen_at, last_seen_at, seen_at, version, content_hash
FROM core.versions SEMI JOIN batch_ids USING (article_id)
WHERE is_newest
"""

_VERSIONS = """
SELECT
    article_id,
    any_value(digest) FILTER (is_newest),
    any_value(seen_at) FILTER (is_newest),
    any_value(url) FILTER (is_newest),
    any_value(run_id) FILTER (is_newest),
    max(version),
    list((version, content_hash, seen_at, last_seen_at) ORDER BY seen_at, version)
FROM core.versions SEMI JOIN batch_ids USING (article_id)
GROUP BY article_id
"""

# Before the new versions are added. The times are kept with the newest version.
_SEE_AGAIN = """
UPDATE core.versions SET
    is_newest = b.version = core.versions.version,
    first_seen_at = b.first_seen_at,
    last_seen_at = CASE WHEN b.version = core.versions.version THEN b.last_seen_at
        ELSE core.versions.last_seen_at END
FROM batch_seen b
WHERE core.versions.article_id = b.article_id AND core.versions.is_newest
"""

# After they are added. A version that was seen before and after another goes on as one of its own.
_AGAIN = """
INSERT INTO {table} BY NAME
SELECT old.* REPLACE ({columns})
FROM {table} old JOIN batch_again b ON b.article_id = old.article_id AND b.of_version = old.version
"""
_OF_COPY = "b.version AS version"
_OF_VERSION = (
    "b.version AS version, b.run_id AS run_id, b.is_newest AS is_newest, false AS is_reread,"
    " b.first_seen_at AS first_seen_at"
)
_SHOWN = """
UPDATE core.versions SET seen_at = b.seen_at, last_seen_at = b.last_seen_at
FROM batch_shown b
WHERE core.versions.article_id = b.article_id AND core.versions.version = b.version
    AND (core.versions.seen_at <> b.seen_at OR core.versions.last_seen_at <> b.last_seen_at)
"""

_ADD_CAPTURES = """
INSERT INTO raw.captures BY NAME FROM batch_captures ANTI JOIN raw.captures USING (capture_id)
"""

_REMOVE_CAPTURES = f"""
INSERT INTO raw.removals SELECT warc_file, capture_id FROM batch_captures WHERE {OWN_FILE}
"""

_ADD_ENTRIES = """
INSERT INTO raw.entries BY NAME
SELECT $run_id AS run_id, $batch_id AS batch_id, $now AS ended_at, * FROM batch_entries
"""

_ADD_SOURCES = """
INSERT INTO core.sources (source_id, first_seen_at)
SELECT DISTINCT source_id, $now::TIMESTAMPTZ FROM batch_entries ANTI JOIN core.sources USING (source_id)
"""

_STARTED = "SELECT max(started_at) FROM core.runs WHERE run_id = ?"

_ADD_PART = "INSERT INTO raw.backfilled VALUES (?, ?, ?, ?, ?, ?, ?)"


def land(
    con: duckdb.DuckDBPyConnection,
    run_id: str,
    articles: Sequence[Article],
    ended: Sequence[Ended],
    captures: Sequence[Capture],
    now: datetime | None = None,
    part: Part | None = None,
) -> list[Ended]:
    """Lands a batch and returns how each of its entries ended: the articles', then `ended`, in their order.

    All of it lands, or nothing. `part` is the part of an archive that the batch is, the whole of it: it will
    not be read again under the same conditions.
    """
    if not articles and not ended and not captures and part is None:
        return []
    now = now or datetime.now(UTC)
    with transaction(con):
        gone = forgotten_among(con, articles, ended, captures)
        kept = [article for article in articles if not gone.bars_article(article)]
        decisions, after = decide(kept, held(con, kept), run_id, started_at(con, run_id))
        ends = _ends(articles, decisions, ended, gone)
        ended = ends[len(articles) :]
        write_articles(con, run_id, decisions, after)
        _write_captures(con, articles, ends, captures, gone)
        if gone.marks:
            forgotten.keep(con, gone.addresses_of(articles), now)
        _write_entries(con, run_id, ends, now)
        urls.keep(con, decisions, ended, now)
        site_memory.learn(con, decisions)
        if part is not None:
            values = [part.location, part.size, part.start, part.end, run_id, now, part.wanted]
            con.execute(_ADD_PART, values)
    return ends


def _ends(
    articles: Sequence[Article], decisions: Sequence[Decision], ended: Sequence[Ended], gone: Forgotten
) -> list[Ended]:
    decided = {id(decision.article): end_of(decision) for decision in decisions}
    return [
        *(decided.get(id(article)) or as_forgotten(article.capture.entry) for article in articles),
        *(as_forgotten(end.entry) if gone.bars_end(end) else end for end in ended),
    ]


def started_at(con: duckdb.DuckDBPyConnection, run_id: str) -> datetime | None:
    """When the run began; None if it is not recorded."""
    found: datetime | None = con.execute(_STARTED, [run_id]).fetchall()[0][0]
    return found


def held(
    con: duckdb.DuckDBPyConnection, articles: Sequence[Article], with_history: bool = False
) -> dict[str, Held]:
    """What the warehouse holds of the batch's articles; of some, or all, their versions too.

    They are needed where a page differs from the newest version, or is older than that.
    """
    if not articles:
        return {}
    ids = rows.strings("article_id", (article.article_id for article in articles))
    with registered(con, "batch_ids", ids):
        found = {row[0]: Held(*row[1:]) for row in con.execute(_NEWEST).fetchall()}
    differing = [
        article.article_id
        for article in articles
        if article.article_id in found
        and (with_history or not _shows_newest(article, found[article.article_id]))
    ]
    if differing:
        with registered(con, "batch_ids", rows.strings("article_id", differing)):
            for article_id, *newest, shown in con.execute(_VERSIONS).fetchall():
                history = History(*(*newest, tuple(_shown(*one) for one in shown)))
                found[article_id] = replace(found[article_id], history=history)
    return found


def _shown(version: int, content_hash: str, seen_at: datetime, last_seen_at: datetime) -> Shown:
    times = (seen_at, last_seen_at) if seen_at < last_seen_at else (seen_at,)
    return Shown(version, version, content_hash, times)


def _shows_newest(article: Article, held: Held) -> bool:
    return article.content_hash == held.content_hash and article.capture.fetched_at >= held.seen_at


def end_of(decision: Decision) -> Ended:
    """How the entry of an article ended."""
    article = decision.article
    return Ended(
        article.capture.entry, decision.outcome, decision.reason, article.capture, article.article_id
    )


def write_articles(
    con: duckdb.DuckDBPyConnection, run_id: str, decisions: Sequence[Decision], after: dict[str, Held]
) -> None:
    """Adds the versions that were decided on, and says of the others that they were seen again."""
    seen_again = {
        decision.article.article_id for decision in decisions if decision.outcome is not Outcome.NEW
    }
    if seen_again:
        with registered(con, "batch_seen", rows.seen({key: after[key] for key in seen_again})):
            con.execute(_SEE_AGAIN)
    if written := [decision for decision in decisions if decision.version is not None]:
        for target, table in (
            ("core.versions", rows.versions(written, after, run_id)),
            ("core.article_agencies", rows.credits(written)),
            ("core.removed_blocks", rows.removed(written)),
        ):
            with registered(con, "batch_rows", table):
                con.execute(f"INSERT INTO {target} BY NAME FROM batch_rows")
    changed = {
        one.article.article_id: after[one.article.article_id]
        for one in decisions
        if one.shown or one.cut or (one.is_reread and _is_moved(one.article, after[one.article.article_id]))
    }
    if changed:
        _write_shown(con, run_id, changed)


def _is_moved(article: Article, held: Held) -> bool:
    """True if the newest version was first seen at another time than the page that was read again."""
    return article.capture.fetched_at != held.seen_at


def _write_shown(con: duckdb.DuckDBPyConnection, run_id: str, changed: dict[str, Held]) -> None:
    """Pages that come out of their order tell when a version was to be seen, and that it came back."""
    again = rows.again(changed, run_id)
    if again.num_rows:
        with registered(con, "batch_again", again):
            con.execute(_AGAIN.format(table="core.versions", columns=_OF_VERSION))
            for table in ("core.article_agencies", "core.removed_blocks"):
                con.execute(_AGAIN.format(table=table, columns=_OF_COPY))
    with registered(con, "batch_shown", rows.shown(changed)):
        con.execute(_SHOWN)


def _write_captures(
    con: duckdb.DuckDBPyConnection,
    articles: Sequence[Article],
    ended: Sequence[Ended],
    captures: Sequence[Capture],
    gone: Forgotten,
) -> None:
    every = [*captures, *(article.capture for article in articles), *(end.capture for end in ended)]
    each_once = {capture.capture_id: capture for capture in every if capture is not None}
    barred = {article.capture.capture_id for article in articles if gone.bars_article(article)}
    barred |= {name for name, capture in each_once.items() if gone.bars_capture(capture)}
    if kept := [capture for name, capture in each_once.items() if name not in barred]:
        with registered(con, "batch_captures", rows.captures(kept)):
            con.execute(_ADD_CAPTURES)
    if barred:  # they were archived before anybody could know
        with registered(con, "batch_captures", rows.captures(each_once[name] for name in barred)):
            con.execute(_REMOVE_CAPTURES)


def _write_entries(con: duckdb.DuckDBPyConnection, run_id: str, ends: Sequence[Ended], now: datetime) -> None:
    batch_id = uuid4().hex
    con.execute("INSERT INTO raw.batches VALUES (?, ?, ?, ?)", [batch_id, run_id, now, len(ends)])
    if ends:
        with registered(con, "batch_entries", rows.entries(told_without(ends))):
            con.execute(_ADD_ENTRIES, {"run_id": run_id, "batch_id": batch_id, "now": now})
            con.execute(_ADD_SOURCES, {"now": now})
