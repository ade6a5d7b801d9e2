"""The index of the archive: what has landed of it, and where the payloads stand that later ones repeat."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from tasks.fetch.warc_records import Original
from warehouse import rows
from warehouse.arrow import registered
from warehouse.engine import in_our_words
from warehouse.loader import Loader
from warehouse.own_files import OWN_FILE

# What is forgotten has landed, too, and leaves the archive.
_LANDED = "(SELECT warc_file, capture_id FROM raw.captures UNION ALL FROM raw.removals)"
_INDEXED = f"SELECT DISTINCT capture_id FROM {_LANDED} SEMI JOIN asked USING (capture_id)"
_INDEXED_IN = f"SELECT warc_file, count(*) FROM {_LANDED} SEMI JOIN asked USING (warc_file) GROUP BY ALL"

_ORIGINALS = f"""
SELECT capture_id, url, fetched_at, digest, warc_file, warc_offset FROM raw.captures
WHERE refers_to IS NULL AND {OWN_FILE}
"""
_ORIGINALS_AT = f"{_ORIGINALS} AND (url IN (FROM asked) OR entry_url IN (FROM asked))"
_ORIGINALS_WITH = f"{_ORIGINALS} AND digest IN (FROM asked)"

_DIGESTS = "SELECT capture_id, digest FROM raw.captures SEMI JOIN asked USING (capture_id)"


def indexed(loader: Loader, capture_ids: Sequence[str]) -> set[str]:
    """Those of the captures that have landed."""
    return {capture_id for (capture_id,) in _ask(loader, _INDEXED, rows.strings("capture_id", capture_ids))}


def indexed_in(loader: Loader, warc_files: Sequence[str]) -> dict[str, int]:
    """How many captures of each of these files have landed; files without any are absent."""
    return dict(_ask(loader, _INDEXED_IN, rows.strings("warc_file", warc_files)))


def originals(loader: Loader, urls: Sequence[str]) -> list[Original]:
    """The captures of these URLs whose records hold their payloads, which a later one may repeat."""
    return [Original(*row) for row in _ask(loader, _ORIGINALS_AT, rows.strings("url", urls))]


def holding(loader: Loader, digests: Sequence[str]) -> dict[str, Original]:
    """A capture whose record holds the payload, for those of these digests that the archive has."""
    found = (Original(*row) for row in _ask(loader, _ORIGINALS_WITH, rows.strings("digest", digests)))
    return {original.digest: original for original in found}


def digests(loader: Loader, capture_ids: Sequence[str]) -> dict[str, str]:
    """The digest of the payload, for those of the captures that have landed."""
    return dict(_ask(loader, _DIGESTS, rows.strings("capture_id", capture_ids)))


def _ask(loader: Loader, sql: str, asked: pa.Table) -> list[Any]:
    with in_our_words(loader.store), registered(loader.con, "asked", asked):
        return loader.con.execute(sql).fetchall()
