"""Rows of what articles say, and when they said it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

import pyarrow as pa

from tasks.records import Article, Reread
from warehouse.decide import Decision, Held, Shown
from warehouse.rows.table import INSTANT, INT, TEXT, TEXTS, Column, array, table

HASH_MASK = 0xFFFF_FFFF_FFFF_FFFF  # a block hash is stored as 64 bits without a sign


def versions(decisions: Iterable[Decision], after: Mapping[str, Held], run_id: str) -> pa.Table:
    """Rows for core.versions."""
    pairs = [(decision, after[decision.article.article_id]) for decision in decisions]
    columns: list[Column] = [
        ("article_id", TEXT, lambda pair: pair[0].article.article_id),
        ("version", INT, lambda pair: pair[0].version),
        ("is_newest", pa.bool_(), _is_newest),
        ("is_reread", pa.bool_(), lambda pair: pair[0].is_reread),
        ("first_seen_at", INSTANT, lambda pair: pair[1].first_seen_at),
        ("seen_at", INSTANT, lambda pair: pair[0].article.capture.fetched_at),
        ("last_seen_at", INSTANT, _last_seen_at),
        ("run_id", TEXT, lambda pair: run_id),
        ("source_id", TEXT, lambda pair: pair[1].source_id),
        ("digest", TEXT, lambda pair: pair[0].article.capture.digest),
        ("capture_id", TEXT, lambda pair: pair[0].article.capture.capture_id),
        *((name, kind, _of_article(name)) for name, kind in _ARTICLE_COLUMNS.items()),
    ]
    return table(columns, pairs)


def _is_newest(pair: tuple[Decision, Held]) -> bool:
    decision, held = pair
    return decision.version == held.version


def _last_seen_at(pair: tuple[Decision, Held]) -> datetime:
    decision, held = pair
    return held.last_seen_at if _is_newest(pair) else decision.article.capture.fetched_at


_ARTICLE_COLUMNS = {
    "url": TEXT,
    "canonical_url": TEXT,
    "publisher": TEXT,
    "headline": TEXT,
    "description": TEXT,
    "body": TEXT,
    "section": TEXT,
    "section_text": TEXT,
    "authors": TEXTS,
    "byline_text": TEXT,
    "agencies": TEXTS,
    "credit_text": TEXT,
    "dateline": TEXT,
    "keywords": TEXTS,
    "language": TEXT,
    "image_url": TEXT,
    "published_on": pa.date32(),
    "published_at": INSTANT,
    "published_precision": TEXT,
    "published_text": TEXT,
    "modified_at": INSTANT,
    "modified_text": TEXT,
    "is_accessible_for_free": pa.bool_(),
    "word_count": INT,
    "doubts": TEXTS,
    "content_hash": TEXT,
    "extractor_version": TEXT,
}


def _of_article(name: str) -> Callable[[tuple[Decision, Held]], object]:
    return lambda pair: getattr(pair[0].article, name)


READ_COLUMNS = (*_ARTICLE_COLUMNS,)  # of core.versions: what the reader gives


def readings(rereads: Iterable[Reread]) -> pa.Table:
    """Rows (article_id, version, what the reader gives): to be compared with core.versions."""
    columns: list[Column] = [
        ("article_id", TEXT, lambda one: one.article.article_id),
        ("version", INT, lambda one: one.version),
        *((name, kind, _of_reading(name)) for name, kind in _ARTICLE_COLUMNS.items()),
    ]
    return table(columns, rereads)


def _of_reading(name: str) -> Callable[[Reread], object]:
    return lambda one: getattr(one.article, name)


def credits(decisions: Iterable[Decision]) -> pa.Table:
    """Rows for core.article_agencies."""
    columns: list[Column] = [
        ("agency", TEXT, lambda credit: credit.agency),
        ("evidence_text", TEXT, lambda credit: credit.text),
        ("kind", TEXT, lambda credit: credit.kind),
        ("place", TEXT, lambda credit: credit.place),
    ]
    return _parts(decisions, lambda article: article.credits, columns)


def removed(decisions: Iterable[Decision]) -> pa.Table:
    """Rows for core.removed_blocks."""
    columns: list[Column] = [
        ("reason", TEXT, lambda block: block.reason),
        ("block_text", TEXT, lambda block: block.text),
    ]
    return _parts(decisions, lambda article: article.removed, columns)


def _parts(
    decisions: Iterable[Decision], parts_of: Callable[[Article], Sequence[object]], columns: Sequence[Column]
) -> pa.Table:
    """Rows of what a version has several of: the version's key, the position, and the columns given.

    Built column by column, as there may be a hundred parts an article.
    """
    ids: list[str] = []
    versions: list[int | None] = []
    positions: list[int] = []
    parts: list[object] = []
    for decision in decisions:
        mine = parts_of(decision.article)
        ids += [decision.article.article_id] * len(mine)
        versions += [decision.version] * len(mine)
        positions += range(len(mine))
        parts += mine
    key = pa.table(
        {
            "article_id": array(ids, TEXT),
            "version": array(versions, INT),
            "position": array(positions, INT),
        }
    )
    for name, kind, get in columns:
        key = key.append_column(name, array([get(part) for part in parts], kind))
    return key


def seen(after: Mapping[str, Held]) -> pa.Table:
    """Rows (article_id, version, first_seen_at, last_seen_at): what holds of articles after a batch."""
    columns: list[Column] = [
        ("article_id", TEXT, lambda item: item[0]),
        ("version", INT, lambda item: item[1].version),
        ("first_seen_at", INSTANT, lambda item: item[1].first_seen_at),
        ("last_seen_at", INSTANT, lambda item: item[1].last_seen_at),
    ]
    return table(columns, after.items())


def shown(after: Mapping[str, Held]) -> pa.Table:
    """Rows (article_id, version, seen_at, last_seen_at): when the versions of articles were to be seen."""
    columns: list[Column] = [
        ("article_id", TEXT, lambda row: row[0]),
        ("version", INT, lambda row: row[2].version),
        ("seen_at", INSTANT, lambda row: row[2].seen_at),
        ("last_seen_at", INSTANT, _last_shown_at),
    ]
    return table(columns, _versions_of(after))


def _last_shown_at(row: tuple[str, Held, Shown]) -> datetime:
    _, held, one = row
    return max(held.last_seen_at, one.last_seen_at) if one.version == held.version else one.last_seen_at


def again(after: Mapping[str, Held], run_id: str) -> pa.Table:
    """Rows (article_id, version, of_version, …): versions without a row, and whose row says the same."""
    columns: list[Column] = [
        ("article_id", TEXT, lambda row: row[0]),
        ("version", INT, lambda row: row[2].version),
        ("of_version", INT, lambda row: row[2].like),
        ("run_id", TEXT, lambda row: run_id),
        ("is_newest", pa.bool_(), lambda row: row[2].version == row[1].version),
        ("first_seen_at", INSTANT, lambda row: row[1].first_seen_at),
    ]
    return table(columns, [row for row in _versions_of(after) if row[2].like != row[2].version])


def _versions_of(after: Mapping[str, Held]) -> list[tuple[str, Held, Shown]]:
    return [
        (article_id, held, one)
        for article_id, held in after.items()
        if held.history is not None
        for one in held.history.shown
    ]


def blocks(decisions: Iterable[Decision]) -> pa.Table:
    """Rows (site, block_hash), one a block and article."""
    sites: list[str] = []
    hashes: list[int] = []
    for decision in decisions:
        site = decision.article.capture.host
        of_article = decision.article.block_hashes
        sites.extend([site] * len(of_article))
        hashes.extend([hash_ & HASH_MASK for hash_ in of_article])
    return pa.table({"site": pa.array(sites, TEXT), "block_hash": pa.array(hashes, pa.uint64())})
