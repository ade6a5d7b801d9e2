"""Rows of what near-copies are found by, and of the stories that they make."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tasks.normalize.sketches import Sketch
from warehouse.clusters import Member
from warehouse.rows.table import INSTANT, INT, TEXT, Column, table


def texts(sketched: Iterable[tuple[int, tuple[Any, ...], Sketch]], method: str) -> pa.Table:
    """Rows for core.texts, of: id, (article id, version, publisher, site), sketch."""
    columns: list[Column] = [
        ("text_id", INT, lambda one: one[0]),
        ("article_id", TEXT, lambda one: one[1][0]),
        ("version", INT, lambda one: one[1][1]),
        ("publisher", TEXT, lambda one: one[1][2]),
        ("site", TEXT, lambda one: one[1][3]),
        ("method", TEXT, lambda one: method),
        ("shingles", INT, lambda one: one[2].shingles),
        ("signature", pa.binary(), lambda one: one[2].signature),
    ]
    return table(columns, sketched)


def bands(text_ids: Sequence[int], cut: npt.NDArray[np.uint32]) -> pa.Table:
    """Rows for core.text_bands: a text id for each row of `cut`, which holds its bands."""
    each = np.repeat(np.array(text_ids, dtype=np.int32), cut.shape[1])
    return pa.table({"text_id": pa.array(each, INT), "band": pa.array(cut.ravel(), pa.uint32())})


def text_ids(ids: Iterable[int]) -> pa.Table:
    """A table of one column of text ids."""
    return pa.table({"text_id": pa.array(sorted(ids), INT)})


def members(records: Iterable[Member]) -> pa.Table:
    """Rows for core.clusters."""
    columns: list[Column] = [
        ("article_id", TEXT, lambda member: member.text.article_id),
        ("text_id", INT, lambda member: member.text.text_id),
        ("cluster_id", TEXT, lambda member: member.cluster.cluster_id),
        ("agency", TEXT, lambda member: member.cluster.agency),
        ("copies", INT, lambda member: member.cluster.copies),
        ("first_article_id", TEXT, lambda member: member.cluster.first.article_id),
        ("first_publisher", TEXT, lambda member: member.cluster.first.publisher),
        ("first_published_at", INSTANT, lambda member: member.cluster.first.published_at),
        ("similarity", pa.float64(), lambda member: member.similarity),
        ("own_share", pa.float64(), lambda member: member.own_share),
    ]
    return table(columns, records)
