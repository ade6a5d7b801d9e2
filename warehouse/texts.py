"""Keeps up to date what is made from the newest versions' texts: the index for search, and near-copies.

Both depend on what the warehouse holds alone, not on the order in which it came.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from tasks.normalize import sketches
from warehouse import clusters, rows, search, syndication
from warehouse.arrow import registered
from warehouse.quoting import host_in

# What texts are known by that were made as they are made today; all others are made anew.
METHOD = f"{sketches.METHOD}; {search.METHOD}; {clusters.METHOD}"

# Texts that are read in one transaction, which takes about a second; the lock is held for two at most.
CHUNK = 2000

_SITE = rf"nullif(regexp_replace({host_in('v.url')}, '^www\.', ''), '')"
_NEWEST = "(SELECT article_id, version FROM core.versions WHERE is_newest)"
_LEFT = f"SELECT text_id FROM core.texts ANTI JOIN {_NEWEST} USING (article_id, version)"
# Of a body that was let go of (retention.py) nothing can be made anew: what was made of it stays, but for a
# signature that cannot be compared with today's.
_KEPT = """
SELECT text_id, article_id, version, starts_with(method, $signatures) AS is_comparable
FROM core.texts JOIN core.versions v USING (article_id, version)
WHERE method <> $method AND v.is_newest AND v.body = '' AND v.word_count > 0
"""
_IS_CHANGED = "SELECT 1 FROM core.texts WHERE method <> $method LIMIT 1"
_KEEP = """
UPDATE core.texts SET method = $method, signature = if(starts_with(method, $signatures), signature, NULL)
WHERE text_id IN (SELECT text_id FROM kept)
"""
_GONE = f"""
SELECT text_id FROM core.texts ANTI JOIN kept USING (text_id) WHERE method <> $method
UNION ALL
{_LEFT} WHERE method = $method
"""
# None gets the number of one that goes.
_PENDING = """
SELECT place, (
    (SELECT coalesce(max(text_id), 0) FROM core.texts) + row_number() OVER (ORDER BY place)
)::INTEGER AS text_id
FROM (
    SELECT v.rowid AS place FROM core.versions v
    ANTI JOIN (FROM core.texts WHERE method = $method) USING (article_id, version)
    ANTI JOIN kept USING (article_id, version)
    WHERE v.is_newest ORDER BY place LIMIT $chunk
)
ORDER BY place
"""
# The bounds spare DuckDB the bodies of all other articles.
_BODIES = f"""
SELECT p.text_id, v.article_id, v.version, lower(trim(v.publisher)) AS publisher, {_SITE} AS site, v.body
FROM core.versions v JOIN pending p ON p.place = v.rowid
WHERE v.rowid BETWEEN ? AND ?
ORDER BY p.text_id
"""


@dataclass(frozen=True, slots=True)
class Work:
    """What is out of date, or a part of it."""

    gone: pa.Table  # text_id: of texts that are no article's newest any more, or to be made anew
    kept: pa.Table  # text_id, is_comparable: of texts by another method that cannot be made anew
    pending: pa.Table  # place in core.versions and text_id, of texts that have not been read


def find_work(con: duckdb.DuckDBPyConnection, chunk: int = CHUNK) -> Work | None:
    """What is out of date, up to `chunk` new texts; None if nothing is."""
    is_changed = con.execute(_IS_CHANGED, {"method": METHOD}).fetchall()
    # DuckDB would read all bodies to find that there are none.
    kept_sql = _KEPT if is_changed else f"{_KEPT} LIMIT 0"
    kept = con.execute(kept_sql, {"method": METHOD, "signatures": sketches.METHOD}).to_arrow_table()
    with registered(con, "kept", kept):
        gone = con.execute(_GONE, {"method": METHOD}).to_arrow_table()
        pending = con.execute(_PENDING, {"method": METHOD, "chunk": chunk}).to_arrow_table()
    return Work(gone, kept, pending) if gone.num_rows or kept.num_rows or pending.num_rows else None


def do(con: duckdb.DuckDBPyConnection, work: Work) -> None:
    """Brings the index, signatures, near-copies and clusters up to date. To be called in a transaction."""
    signatures: dict[int, bytes] = {}
    _drop(con, work.gone)
    if work.kept.num_rows:
        with registered(con, "kept", work.kept):
            con.execute(_KEEP, {"method": METHOD, "signatures": sketches.METHOD})
    if work.pending.num_rows:
        signatures = _add(con, work.pending)
        search.add(con, work.pending)
    strange = work.kept.filter(pc.invert(work.kept["is_comparable"])).select(["text_id"])
    syndication.update(con, pa.concat_tables([work.gone, strange]), signatures)


def drop_gone(con: duckdb.DuckDBPyConnection) -> None:
    """Takes out what was made of versions that are no more. To be called in a transaction.

    What another method has made of others stays until there is time to make it anew.
    """
    gone = con.execute(_LEFT).to_arrow_table()
    if gone.num_rows:
        _drop(con, gone)
        syndication.update(con, gone, {})


def _drop(con: duckdb.DuckDBPyConnection, gone: pa.Table) -> None:
    if gone.num_rows:
        with registered(con, "gone", gone):
            con.execute("DELETE FROM core.texts WHERE text_id IN (FROM gone)")
        search.drop(con, gone)


def _add(con: duckdb.DuckDBPyConnection, pending: pa.Table) -> dict[int, bytes]:
    """Sketches the pending texts; gives the signatures of those long enough, by text_id."""
    places = pending["place"].to_pylist()
    with registered(con, "pending", pending):
        found = con.execute(_BODIES, [places[0], places[-1]]).fetchall()
    sketched = [(row[0], row[1:5], sketches.sketch(row[5])) for row in found]
    with registered(con, "sketched", rows.texts(sketched, METHOD)):
        con.execute("INSERT INTO core.texts BY NAME FROM sketched")
    return {text_id: made.signature for text_id, _, made in sketched if made.signature is not None}
