"""Which pages of an archive are wanted. Pure."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from tasks.percent import in_dns
from tasks.records import Article, Capture, Ended


@dataclass(frozen=True, slots=True)
class Wanted:
    """Conditions that a page must meet; an empty one asks for nothing. What is not wanted is no entry."""

    hosts: tuple[str, ...] = ()  # as DNS knows them; "example.org" stands for www.example.org, too
    since: datetime | None = None  # of the capture
    until: datetime | None = None  # exclusive
    mime_types: tuple[str, ...] = ()  # lower case, of the server's Content-Type
    languages: tuple[str, ...] = ()  # BCP 47; "pt" stands for pt-BR, too

    @property
    def noted(self) -> str | None:
        """The conditions as JSON, the same for the same conditions; None if there are none."""
        given = {name: _noted(value) for name, value in asdict(self).items() if value}
        return json.dumps(given, ensure_ascii=False, sort_keys=True) if given else None

    def admits(self, record: Capture | Ended) -> bool:
        """What can be known before a page is read."""
        entry = record.entry
        host = in_dns(urlsplit(entry.url).hostname or "")
        if self.hosts and not any(_is_within(host, wanted) for wanted in self.hosts):
            return False
        capture = record if isinstance(record, Capture) else record.capture
        at = capture.fetched_at if capture else entry.seen_at
        if (self.since and at < self.since) or (self.until and at >= self.until):
            return False
        if not self.mime_types or capture is None:
            return True
        return (capture.header("Content-Type") or "").partition(";")[0].strip().lower() in self.mime_types

    def admits_article(self, article: Article) -> bool:
        """What is known of it once it has been read: its language. One in no known language is not wanted."""
        if not self.languages:
            return True
        language = f"{(article.language or '').lower()}-"
        return any(language.startswith(f"{wanted.lower()}-") for wanted in self.languages)


def _noted(condition: datetime | tuple[str, ...]) -> str | list[str]:
    if isinstance(condition, datetime):
        return condition.astimezone(UTC).isoformat()
    return sorted({*condition})


def _is_within(host: str, domain: str) -> bool:
    return host == domain or host.endswith(f".{domain}")
