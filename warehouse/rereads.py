"""Reading the archive again: which captures, what would change, and the landing of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import duckdb

from tasks.records import Archived, Article, Ended, Outcome, Reread
from warehouse import rows, urls
from warehouse.arrow import registered
from warehouse.decide import Decision, decide, decide_rereads
from warehouse.engine import another
from warehouse.errors import BadQuery
from warehouse.forgotten import as_forgotten, forgotten_among
from warehouse.landing import end_of, held, started_at, write_articles
from warehouse.transaction import transaction

# What is read again: the page of each article's newest version, and pages that gave no article. Earlier
# versions stay as they were read: beside them, a new reader's reading would look like an edit. An article
# whose body was dropped for its age does not get it back.
_READINGS = """
SELECT
    c.*,
    coalesce(o.warc_file, c.warc_file) AS payload_file,
    coalesce(o.warc_offset, c.warc_offset) AS payload_offset,
    a.* EXCLUDE (capture_id, url, source_id)
FROM raw.captures c
LEFT JOIN raw.captures o ON o.capture_id = c.refers_to
LEFT JOIN articles a ON a.capture_id = c.capture_id
WHERE {rule}
    AND ($since::TIMESTAMPTZ IS NULL OR c.fetched_at >= $since::TIMESTAMPTZ)
    AND (a.article_id IS NULL OR a.body <> '' OR a.word_count = 0)
    AND (
        a.article_id IS NOT NULL
        OR c.capture_id NOT IN (
            SELECT capture_id FROM core.versions
            UNION ALL
            SELECT capture_id FROM raw.entries WHERE capture_id IS NOT NULL AND article_id IS NOT NULL
        )
    )
"""

_ARCHIVED = "c.warc_file IS NOT NULL"
_GONE = "c.warc_file IS NULL AND a.article_id IS NOT NULL"

_CHOSEN = """
SELECT capture_id, source_id, entry_url, url, fetched_at, status, digest, warc_file, warc_offset,
    payload_file, payload_offset, article_id, version
FROM ({readings}) WHERE ({where}
) ORDER BY warc_file, warc_offset
"""

EVIDENCE = "agency_evidence"  # the field that the rows of core.article_agencies are
_DERIVED = (
    "extractor_version",
    "word_count",
    "content_hash",
)  # from other fields; told of where only they differ

_FIELDS = ", ".join(
    f"{{'field': '{name}', 'before': h.{name}::VARCHAR, 'after': n.{name}::VARCHAR}}"
    for name in rows.READ_COLUMNS
    if name != "extractor_version"
)

_CHANGES = f"""
SELECT article_id, change.field, change.before, change.after
FROM (
    SELECT h.article_id, unnest([{_FIELDS}]) AS change
    FROM core.versions h JOIN readings n ON n.article_id = h.article_id AND n.version = h.version
)
WHERE change.before IS DISTINCT FROM change.after
"""

_TOLD = "string_agg(concat(agency, ' (', kind, ', ', place, '): ', evidence_text), ' | ' ORDER BY position)"

_EVIDENCE_CHANGES = f"""
WITH old AS (
    SELECT article_id, version, position, agency, evidence_text, kind, place
    FROM core.article_agencies SEMI JOIN readings USING (article_id, version)
), fresh AS (
    SELECT article_id, version, position, agency, evidence_text, kind, place FROM credits
), differing AS (
    SELECT article_id FROM (FROM old EXCEPT FROM fresh)
    UNION
    SELECT article_id FROM (FROM fresh EXCEPT FROM old)
)
SELECT article_id, ?,
    (SELECT {_TOLD} FROM old o WHERE o.article_id = d.article_id),
    (SELECT {_TOLD} FROM fresh f WHERE f.article_id = d.article_id)
FROM differing d
"""


@dataclass(frozen=True, slots=True)
class Change:
    """A field that today's reader reads differently."""

    field: str  # a column of article_versions, or EVIDENCE
    before: str | None  # as text
    after: str | None


def count_chosen(con: duckdb.DuckDBPyConnection, where: str, since: datetime | None) -> int:
    """How many captures would be read again. Raises BadQuery if `where` is no condition."""
    return _count(con, _chosen(con, where), since)


def count_gone(con: duckdb.DuckDBPyConnection, where: str, since: datetime | None) -> int:
    """How many articles would be read again if the archive still had their pages. Raises BadQuery."""
    return _count(con, _chosen(con, where, _GONE), since)


def _count(con: duckdb.DuckDBPyConnection, sql: str, since: datetime | None) -> int:
    try:
        found = con.execute(f"SELECT count(*) FROM ({sql})", {"since": since}).fetchall()
    except duckdb.Error as error:
        raise BadQuery(f"--where: {error}") from error
    return int(found[0][0])


def chosen(
    con: duckdb.DuckDBPyConnection, where: str, since: datetime | None, count: int
) -> Iterator[list[Archived]]:
    """The captures to read again, `count` at a time, in the order of the archive."""
    with another(con) as own:
        own.execute(_chosen(con, where), {"since": since})
        while some := own.fetchmany(count):
            yield [Archived(*row) for row in some]


def _chosen(con: duckdb.DuckDBPyConnection, where: str, rule: str = _ARCHIVED) -> str:
    sql = _CHOSEN.format(readings=_READINGS.format(rule=rule), where=where or "true")
    try:
        con.extract_statements(f"SELECT true WHERE {where or 'true'}")  # "a) OR (b" is no condition
        statements = con.extract_statements(sql)
    except duckdb.Error as error:
        raise BadQuery(f"--where: {error}") from error
    if len(statements) != 1 or statements[0].type.name != "SELECT":
        raise BadQuery("--where takes one condition, as it stands after WHERE.")
    return sql


def changes(con: duckdb.DuckDBPyConnection, rereads: Sequence[Reread]) -> dict[str, list[Change]]:
    """What differs from the versions that the articles were compared with, by article_id."""
    if not rereads:
        return {}
    decisions = [Decision(one.article, Outcome.UPDATED, version=one.version) for one in rereads]
    with (
        registered(con, "readings", rows.readings(rereads)),
        registered(con, "credits", rows.credits(decisions)),
    ):
        found = con.execute(_CHANGES).fetchall() + con.execute(_EVIDENCE_CHANGES, [EVIDENCE]).fetchall()
    by_article: dict[str, list[Change]] = {}
    for article_id, *change in found:
        by_article.setdefault(article_id, []).append(Change(*change))
    return {article_id: _telling(found) for article_id, found in by_article.items()}


def _telling(found: list[Change]) -> list[Change]:
    return [change for change in found if change.field not in _DERIVED] or found


def land_rereads(
    con: duckdb.DuckDBPyConnection, run_id: str, rereads: Sequence[Reread], now: datetime | None = None
) -> list[Ended]:
    """Lands them in one transaction; returns how each ended, in their order.

    An article's reading is its next version, marked as re-read, unless the article has changed since it was
    compared. What was found in pages without an article lands like any page. No entry is written, as no
    source has offered one, and the sites' memory is left alone: else the next re-reading would differ.
    """
    known = [one for one in rereads if one.version is not None]
    with transaction(con):
        gone = forgotten_among(con, [one.article for one in rereads])
        found = [one.article for one in rereads if one.version is None and not gone.bars_article(one.article)]
        again, after = decide_rereads(known, held(con, [one.article for one in known], True), run_id)
        write_articles(con, run_id, [one for one in again if one.version is not None], after)
        fresh, after = decide(found, held(con, found), run_id, started_at(con, run_id))
        write_articles(con, run_id, fresh, after)
        urls.keep(con, fresh, (), now or datetime.now(UTC))
    ends = {id(decision.article): end_of(decision) for decision in [*again, *fresh]}
    return [ends.get(id(one.article)) or as_forgotten(one.article.capture.entry) for one in rereads]


def as_known(article: Article, place: Archived) -> Reread:
    """The reading of a place; under the id that the article is known by, whatever URL it declares today."""
    return Reread(replace(article, article_id=place.article_id or article.article_id), place.version)
