"""Rows of what sources offered, what was asked for and came, and how it ended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

import pyarrow as pa

from tasks.fetch.hosts import Rest
from tasks.fetch.robots import KeptRobots
from tasks.records import Attempt, Capture, Ended, Poll
from tasks.sources import Source
from warehouse.checks import Finding
from warehouse.rows.table import BIG, INSTANT, INT, TEXT, TEXTS, Column, table


def captures(records: Iterable[Capture]) -> pa.Table:
    """Rows for raw.captures."""
    columns: list[Column] = [
        ("capture_id", TEXT, lambda c: c.capture_id),
        ("source_id", TEXT, lambda c: c.entry.source_id),
        ("entry_url", TEXT, lambda c: c.entry.url),
        ("url", TEXT, lambda c: c.url),
        ("fetched_at", INSTANT, lambda c: c.fetched_at),
        ("status", INT, lambda c: c.status),
        ("content_type", TEXT, lambda c: c.header("content-type")),
        ("digest", TEXT, lambda c: c.digest),
        ("payload_bytes", BIG, lambda c: c.payload_bytes),
        ("warc_file", TEXT, lambda c: c.warc_file),
        ("warc_offset", BIG, lambda c: c.warc_offset),
        ("warc_length", BIG, lambda c: c.warc_length),
        ("refers_to", TEXT, lambda c: c.refers_to),
    ]
    return table(columns, records)


def attempts(made: Iterable[Attempt], run_id: str) -> pa.Table:
    """Rows for raw.fetch_attempts."""
    columns: list[Column] = [
        ("run_id", TEXT, lambda one: run_id),
        ("source_id", TEXT, lambda one: one.source_id),
        ("entry_url", TEXT, lambda one: one.entry_url),
        ("url", TEXT, lambda one: one.url),
        ("number", INT, lambda one: one.number),
        ("asked_at", INSTANT, lambda one: one.asked_at),
        ("seconds", pa.float64(), lambda one: one.seconds),
        ("status", INT, lambda one: one.status),
        ("body_bytes", BIG, lambda one: one.body_bytes),
        ("failure", TEXT, lambda one: one.failure),
    ]
    return table(columns, made)


def robots(kept: Iterable[KeptRobots]) -> pa.Table:
    """Rows for raw.robots."""
    columns: list[Column] = [
        ("url", TEXT, lambda one: one.url),
        ("fetched_at", INSTANT, lambda one: one.fetched_at),
        ("status", INT, lambda one: one.status),
        ("robots_text", TEXT, lambda one: one.text),
    ]
    return table(columns, {one.url: one for one in kept}.values())


def rests(kept: Iterable[Rest]) -> pa.Table:
    """Rows for raw.rests."""
    columns: list[Column] = [
        ("host", TEXT, lambda one: one.host),
        ("until", INSTANT, lambda one: one.until),
        ("answer", TEXT, lambda one: one.answer),
    ]
    return table(columns, {one.host: one for one in kept}.values())


def entries(ended: Iterable[Ended]) -> pa.Table:
    """Rows for raw.entries, but for the run, the batch and the time."""
    columns: list[Column] = [
        ("position", INT, lambda row: row[0]),
        ("source_id", TEXT, lambda row: row[1].entry.source_id),
        ("url", TEXT, lambda row: row[1].entry.url),
        ("found_in", TEXT, lambda row: row[1].entry.found_in),
        ("seen_at", INSTANT, lambda row: row[1].entry.seen_at),
        ("outcome", TEXT, lambda row: row[1].outcome.value),
        ("reason", TEXT, lambda row: row[1].reason),
        ("capture_id", TEXT, lambda row: row[1].capture and row[1].capture.capture_id),
        ("article_id", TEXT, lambda row: row[1].article_id),
        ("title", TEXT, lambda row: row[1].entry.title),
        ("published_text", TEXT, lambda row: row[1].entry.published_text),
        ("modified_text", TEXT, lambda row: row[1].entry.modified_text),
        ("authors", TEXTS, lambda row: row[1].entry.authors),
        ("categories", TEXTS, lambda row: row[1].entry.categories),
        ("language", TEXT, lambda row: row[1].entry.language),
        ("image_url", TEXT, lambda row: row[1].entry.image_url),
    ]
    return table(columns, enumerate(ended))


def urls(found: Mapping[str, tuple[str | None, datetime]]) -> pa.Table:
    """Rows to merge into core.urls."""
    columns: list[Column] = [
        ("url", TEXT, lambda row: row[0]),
        ("article_id", TEXT, lambda row: row[1][0]),
        ("fetched_at", INSTANT, lambda row: row[1][1]),
    ]
    return table(columns, found.items())


def sources(records: Iterable[Source], now: datetime) -> pa.Table:
    """Rows to merge into core.sources."""
    columns: list[Column] = [
        ("source_id", TEXT, lambda source: source.source_id),
        ("publisher", TEXT, lambda source: source.publisher),
        ("language", TEXT, lambda source: source.language),
        ("timezone", TEXT, lambda source: source.timezone),
        ("schedule", TEXT, lambda source: source.schedule),
        ("feeds", TEXTS, lambda source: source.feeds),
        ("sitemaps", TEXTS, lambda source: source.sitemaps),
        ("max_entries", INT, lambda source: source.max_entries),
        ("max_age_days", pa.float64(), lambda source: source.max_age_days),
        ("first_seen_at", INSTANT, lambda source: now),
    ]
    return table(columns, records)


def polls(records: Iterable[Poll]) -> pa.Table:
    """Rows to merge into raw.polls."""
    columns: list[Column] = [
        ("source_id", TEXT, lambda poll: poll.source_id),
        ("url", TEXT, lambda poll: poll.url),
        ("polled_at", INSTANT, lambda poll: poll.polled_at),
        ("read_at", INSTANT, lambda poll: poll.read_at),
        ("etag", TEXT, lambda poll: poll.etag),
        ("last_modified", TEXT, lambda poll: poll.last_modified),
        ("digest", TEXT, lambda poll: poll.digest),
        ("item_count", INT, lambda poll: poll.item_count),
    ]
    return table(columns, records)


def findings(found: Iterable[Finding], run_id: str, checked_at: datetime) -> pa.Table:
    """Rows for core.findings."""
    columns: list[Column] = [
        ("run_id", TEXT, lambda one: run_id),
        ("checked_at", INSTANT, lambda one: checked_at),
        ("check_name", TEXT, lambda one: one.check),
        ("source_id", TEXT, lambda one: one.source_id),
        ("finding", TEXT, lambda one: one.finding),
        ("articles", BIG, lambda one: one.articles),
        ("example", TEXT, lambda one: one.example),
    ]
    return table(columns, found)
