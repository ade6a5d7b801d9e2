"""Records to land, written for these tests."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from tasks.records import Article, Capture, Credit, Ended, Entry, Outcome, Removed

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def digest(text: str) -> str:
    """Hex digest of a text, 32 digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def entry(url: str, source_id: str = "harbour-times", **fields: Any) -> Entry:
    """An entry that a feed offers."""
    return replace(Entry(source_id, url, "https://harbour.example/feed.xml", NOW), **fields)


def capture(url: str, payload: bytes = b"<p>page</p>", at: datetime = NOW, **fields: Any) -> Capture:
    """A response; its id follows from what it is, so that the same call gives the same capture."""
    offered = fields.pop("entry", None) or entry(fields.pop("entry_url", url))
    seed = f"{url} {at.isoformat()} {payload!r} {offered.source_id} {fields.pop('salt', '')}"
    capture_id = UUID(digest(seed)).urn
    made = Capture(
        capture_id=capture_id,
        entry=offered,
        url=url,
        fetched_at=at,
        status=200,
        headers=(("Content-Type", "text/html; charset=utf-8"),),
        payload=payload,
        digest=f"sha1:{digest(repr(payload))}",
        warc_file="2026/03/02/a.warc.gz",
        warc_offset=12,
        warc_length=345,
    )
    return replace(made, **fields)


def article(slug: str, body: str = "Ships waited in the bay.", at: datetime = NOW, **fields: Any) -> Article:
    """An article at https://harbour.example/<slug>, as the reader would give it."""
    url = fields.pop("url", f"https://harbour.example/{slug}")
    page = fields.pop("capture", None) or capture(url, body.encode("utf-8", "surrogatepass"), at)
    headline = fields.pop("headline", f"Headline of {slug}")
    made = Article(
        capture=page,
        article_id=digest(slug),
        url=url,
        canonical_url=f"https://harbour.example/{slug}",
        publisher="Harbour Times",
        headline=headline,
        description="What happened, in a sentence.",
        body=body,
        section="Shipping",
        section_text="SHIPPING",
        authors=("Ana Ferro", "Tom Kehl"),
        byline_text="By Ana Ferro and Tom Kehl, AP",
        credits=(Credit("Associated Press", "AP", "byline", "byline"),),
        credit_text="AP",
        dateline="PORT LOUIS",
        keywords=("ships", "weather"),
        language="en",
        image_url=None,
        published_on=date(2026, 3, 2),
        published_at=NOW - timedelta(hours=1),
        published_precision="minute",
        published_text="2 March 2026, 8:30 GMT",
        modified_at=None,
        modified_text=None,
        is_accessible_for_free=None,
        word_count=len(body.split()),
        content_hash="",
        extractor_version="1",
        removed=(Removed("Contact Us", "contact"), Removed("Share", "share buttons")),
        block_hashes=frozenset({1, 2, 2**64 - 1}),
    )
    made = replace(made, **fields)
    return replace(made, content_hash=fields.get("content_hash") or digest(f"{made.headline}|{made.body}"))


def ended(url: str, outcome: Outcome = Outcome.TIMED_OUT, reason: str | None = None, **fields: Any) -> Ended:
    """An entry that goes no further."""
    return Ended(entry(url, fields.pop("source_id", "harbour-times")), outcome, reason, **fields)


def batch(count: int, start: int = 0, words: int = 20) -> list[Article]:
    """So many different articles."""
    return [
        article(f"story-{n}", body=" ".join(f"word{n}x{w}" for w in range(words)))
        for n in range(start, start + count)
    ]
