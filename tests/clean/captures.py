"""Captures of pages that tests write."""

from datetime import UTC, datetime

from tasks.records import Capture, Entry

WHEN = datetime(2025, 6, 1, 12, tzinfo=UTC)


def capture(
    page: str | bytes,
    content_type: str | None = "text/html; charset=utf-8",
    url: str = "https://news.example/a",
) -> Capture:
    """A capture of `page`, as a fetcher would make one."""
    payload = page.encode() if isinstance(page, str) else page
    headers = (("Content-Type", content_type),) if content_type else ()
    return Capture("urn:uuid:1", Entry("s", url, "urls", WHEN), url, WHEN, 200, headers, payload, "sha1:x")
