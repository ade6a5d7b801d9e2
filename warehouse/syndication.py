"""Finds near-copies of articles at other publishers, as far as they are not found yet.

Everything here is made from the newest versions' bodies, and what is made depends on them alone, not on the
order in which they landed: two texts are near-copies if they share a band that is not worn and are similar
enough, and clusters are what near-copies connect (clusters.py).
"""

from __future__ import annotations

from collections.abc import Mapping

import duckdb
import numpy as np
import pyarrow as pa

from tasks.normalize.sketches import METHOD, bands, matrix, similarities
from warehouse import rows
from warehouse.arrow import registered
from warehouse.clusters import Text, clusters

# Estimated Jaccard similarity from which two texts are near-copies: benchmarks/syndication.py.
MIN_SIMILARITY = 0.17

# Texts that may share a band. One that more share (a form letter, a weather report for each town) is worn: it
# leads to no comparison, so that no site's template makes the work grow with its square.
MAX_BAND_TEXTS = 500

COMPARED_AT_ONCE = 100_000  # pairs

# Bands that become worn, or cease to be, by what comes and goes: their texts are compared anew.
_TURNED = """
WITH change AS (
    SELECT band, sum(step)::INTEGER AS step FROM changed_bands GROUP BY band
), now AS (
    SELECT band, count(*) AS texts FROM core.text_bands SEMI JOIN change USING (band) GROUP BY band
)
SELECT change.band FROM change LEFT JOIN now USING (band)
WHERE (coalesce(texts, 0) > $most) <> (coalesce(texts, 0) - step > $most)
"""
_OF_BANDS = "SELECT DISTINCT text_id FROM core.text_bands SEMI JOIN turned USING (band)"

_MINE = "SELECT band, text_id FROM core.text_bands SEMI JOIN compared USING (text_id)"
_SHARING = """
SELECT band, text_id FROM core.text_bands SEMI JOIN mine USING (band)
QUALIFY count(*) OVER (PARTITION BY band) BETWEEN 2 AND $most
"""
_CANDIDATES = """
SELECT DISTINCT least(m.text_id, s.text_id) AS text_id, greatest(m.text_id, s.text_id) AS other_text_id
FROM mine m JOIN sharing s USING (band)
WHERE m.text_id <> s.text_id
"""
# Publishers are the same if their names or their sites are; unknown ones are taken for one. DuckDB must not
# see that condition before the pairs stand: it would compare all texts with all. Signatures of another method
# are there only where something is forgotten before a run has made them anew.
_SIGNATURES = """
WITH named AS MATERIALIZED (
    SELECT
        p.text_id, one.publisher, one.site, one.signature, p.other_text_id,
        other.publisher AS other_publisher, other.site AS other_site, other.signature AS other_signature
    FROM pairs p
    JOIN core.texts one ON one.text_id = p.text_id
    JOIN core.texts other ON other.text_id = p.other_text_id
    WHERE starts_with(one.method, $signatures) AND starts_with(other.method, $signatures)
)
SELECT text_id, other_text_id, signature, other_signature FROM named
WHERE publisher IS DISTINCT FROM other_publisher AND (site = other_site) IS NOT TRUE
"""

# All texts that a change can move from one cluster to another: all that near-copies lead to from it.
_AROUND = """
WITH RECURSIVE ways AS MATERIALIZED (
    SELECT text_id, other_text_id FROM core.near_copies
    UNION ALL SELECT other_text_id, text_id FROM core.near_copies
), around AS (
    SELECT text_id FROM (FROM compared UNION ALL FROM left_alone)
    UNION
    SELECT ways.other_text_id FROM around JOIN ways USING (text_id)
)
FROM around EXCEPT FROM gone
"""
_COPIES_OF = """
SELECT other_text_id FROM core.near_copies SEMI JOIN {these} USING (text_id)
UNION SELECT text_id FROM core.near_copies SEMI JOIN (SELECT text_id AS other_text_id FROM {these})
    USING (other_text_id)
"""
_PAIRS = """
SELECT text_id, other_text_id FROM core.near_copies SEMI JOIN around USING (text_id)
SEMI JOIN (SELECT text_id FROM core.texts WHERE starts_with(method, $signatures)) USING (text_id)
"""
_TEXTS = """
SELECT
    t.text_id, t.article_id, v.publisher, v.agencies, v.published_at, v.published_on, t.shingles, t.signature
FROM core.texts t SEMI JOIN paired USING (text_id)
JOIN core.versions v ON v.article_id = t.article_id AND v.version = t.version
"""


def update(con: duckdb.DuckDBPyConnection, gone: pa.Table, signatures: Mapping[int, bytes]) -> None:
    """Brings near-copies and clusters up to date. To be called in a transaction.

    `gone` has the text_id of texts that are no more; `signatures` has those of the new ones, by text_id.
    """
    old_bands, left = _drop(con, gone)
    new_bands = _add(con, signatures)
    compared = {*signatures, *_turned(con, old_bands, new_bands)}
    with registered(con, "gone", gone), registered(con, "compared", rows.text_ids(compared)):
        left |= _compare(con)
        with registered(con, "left_alone", rows.text_ids(left)):
            _cluster(con)


def _drop(con: duckdb.DuckDBPyConnection, gone: pa.Table) -> tuple[pa.Table, set[int]]:
    """Removes the bands and near-copies of texts that are no more, not their clusters.

    Gives the bands, and the texts that they were near-copies of.
    """
    if not gone.num_rows:
        return _no_bands(), set()
    with registered(con, "gone", gone):
        left = _copies_of(con, "gone")
        old = con.execute("SELECT band FROM core.text_bands SEMI JOIN gone USING (text_id)").to_arrow_table()
        con.execute("DELETE FROM core.text_bands WHERE text_id IN (FROM gone)")
        con.execute(
            "DELETE FROM core.near_copies WHERE text_id IN (FROM gone) OR other_text_id IN (FROM gone)"
        )
    return old, left


def _copies_of(con: duckdb.DuckDBPyConnection, these: str) -> set[int]:
    return {text_id for (text_id,) in con.execute(_COPIES_OF.format(these=these)).fetchall()}


def _no_bands() -> pa.Table:
    """Made when it is needed: where pandas is installed, the first array of a process imports it."""
    return pa.table({"band": pa.array([], pa.uint32())})


def _add(con: duckdb.DuckDBPyConnection, signatures: Mapping[int, bytes]) -> pa.Table:
    """Cuts the signatures of new texts into bands; gives those."""
    if not signatures:
        return _no_bands()
    new = rows.bands(list(signatures), bands(matrix(list(signatures.values()))))
    with registered(con, "new_bands", new):
        con.execute("INSERT INTO core.text_bands BY NAME FROM new_bands")
    return new


def _turned(con: duckdb.DuckDBPyConnection, old: pa.Table, new: pa.Table) -> list[int]:
    """The texts of bands that have become worn, or are no longer, by what came and went."""
    changed = pa.table(
        {
            "band": pa.concat_arrays([*old["band"].chunks, *new["band"].chunks]),
            "step": pa.array(np.repeat([-1, 1], [old.num_rows, new.num_rows]), pa.int32()),
        }
    )
    with registered(con, "changed_bands", changed):
        turned = con.execute(_TURNED, {"most": MAX_BAND_TEXTS}).to_arrow_table()
    if not turned.num_rows:
        return []
    with registered(con, "turned", turned):
        return [text_id for (text_id,) in con.execute(_OF_BANDS).fetchall()]


def _compare(con: duckdb.DuckDBPyConnection) -> set[int]:
    """Finds the near-copies of the texts in `compared` anew; gives those that they were copies of before."""
    before = _copies_of(con, "compared")
    con.execute(
        "DELETE FROM core.near_copies WHERE text_id IN (FROM compared) OR other_text_id IN (FROM compared)"
    )
    pairs = _candidates(con)
    for start in range(0, pairs.num_rows, COMPARED_AT_ONCE):
        with registered(con, "alike", _alike(con, pairs.slice(start, COMPARED_AT_ONCE))):
            con.execute("INSERT INTO core.near_copies BY NAME FROM alike")
    return before


def _candidates(con: duckdb.DuckDBPyConnection) -> pa.Table:
    """Pairs that share a band which is not worn, one of them in `compared`."""
    mine = con.execute(_MINE).to_arrow_table()
    with registered(con, "mine", mine):
        sharing = con.execute(_SHARING, {"most": MAX_BAND_TEXTS}).to_arrow_table()
        with registered(con, "sharing", sharing):
            return con.execute(_CANDIDATES).to_arrow_table()


def _alike(con: duckdb.DuckDBPyConnection, pairs: pa.Table) -> pa.Table:
    """Those of the pairs that are near-copies of different publishers."""
    with registered(con, "pairs", pairs):
        signed = con.execute(_SIGNATURES, {"signatures": METHOD}).to_arrow_table()
    one, other = (matrix(signed[name].to_pylist()) for name in ("signature", "other_signature"))
    similarity = similarities(one, other)
    ids = signed.select(["text_id", "other_text_id"]).append_column("similarity", pa.array(similarity))
    return ids.filter(pa.array(similarity >= MIN_SIMILARITY))


def _cluster(con: duckdb.DuckDBPyConnection) -> None:
    """Makes the clusters anew that the texts in `compared` and `gone` can have changed."""
    around = con.execute(_AROUND).to_arrow_table()
    with registered(con, "around", around):
        found = con.execute(_PAIRS, {"signatures": METHOD}).fetchnumpy()
        con.execute("DELETE FROM core.clusters WHERE text_id IN (FROM around) OR text_id IN (FROM gone)")
    pairs = np.column_stack([found["text_id"], found["other_text_id"]]).astype(np.int64)
    if not len(pairs):
        return
    with registered(con, "paired", rows.text_ids(np.unique(pairs).tolist())):
        texts = [Text(*row) for row in con.execute(_TEXTS).fetchall()]
    members = clusters({text.text_id: text for text in texts}, pairs)
    with registered(con, "members", rows.members(members)):
        con.execute("INSERT INTO core.clusters BY NAME FROM members")
