"""When to ask again, and when not."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

# Statuses that a later try may change: RFC 9110 and RFC 6585 call these temporary.
TEMPORARY = frozenset({429, 500, 502, 503, 504})
# A host that asks for more than this is asked nothing more in this run, nor in others until then (hosts.py).
MAX_RETRY_AFTER_SECONDS = 60.0
BASE_SECONDS = 1.0
MAX_BACKOFF_SECONDS = 20.0


def backoff_seconds(attempt: int) -> float:
    """A pause before try `attempt` + 1 (from 1): doubling, with jitter so that runs do not march in step."""
    ceiling = min(MAX_BACKOFF_SECONDS, BASE_SECONDS * 2 ** (attempt - 1))
    return random.uniform(ceiling / 2, ceiling)


def retry_after_seconds(header: str | None, now: datetime) -> float | None:
    """The pause that a Retry-After header (seconds or a date, RFC 9110) asks for; None if unreadable."""
    if header is None:
        return None
    header = header.strip()[:60]
    if header.isascii() and header.isdigit():
        return float(header[:9])
    try:
        date = parsedate_to_datetime(header)
    except (ValueError, OverflowError, IndexError, TypeError):
        return None
    date = date if date.tzinfo else date.replace(tzinfo=UTC)
    return max(0.0, (date - now).total_seconds())
