"""Asks for a feed or sitemap, and notices when it has nothing new."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta

from tasks.fetch.fetcher import Fetcher
from tasks.fetch.response import Response
from tasks.fetch.warc_records import digest
from tasks.records import Poll
from tasks.sources import Source

TRUST = timedelta(days=1)  # in a server's word that nothing has changed
# What a server gave is given back to it in a request's header, if it is fit for one.
_HEADER_VALUE = re.compile(r"[\x21-\x7e][\x20-\x7e]{0,400}")


async def poll(
    url: str,
    source: Source,
    fetcher: Fetcher,
    last: Poll | None,
    now: datetime,
    max_bytes: int | None = None,
) -> tuple[Response | None, Poll]:
    """The answer, or None if nothing has changed since `last`; and what to remember for the next time.

    Unchanged is what the server says (304), and what its body says: some servers answer 200 to any question.
    `max_bytes` is its ceiling, if not that of pages. Raises EndsHere if there is no feed to be had.
    """
    response = await fetcher.get(url, source, conditions(last, now), max_bytes)
    if response.status == 304 and last is not None:
        return None, replace(last, polled_at=now)
    response.raise_for_status()
    fresh = Poll(
        source_id=source.source_id,
        url=url,
        polled_at=now,
        read_at=now,
        etag=_fit(response.header("ETag")),
        last_modified=_fit(response.header("Last-Modified")),
        digest=digest(response.body),
        item_count=last.item_count if last is not None else 0,
    )
    is_unchanged = last is not None and last.digest == fresh.digest
    return None if is_unchanged else response, fresh


def conditions(last: Poll | None, now: datetime) -> dict[str, str]:
    """The headers that ask for a body only if it changed (RFC 9110 13.1).

    None once a day, since some servers answer 304 for ever.
    """
    if last is None or now - last.read_at >= TRUST:
        return {}
    wanted = {"If-None-Match": last.etag, "If-Modified-Since": last.last_modified}
    return {name: value for name, value in wanted.items() if value is not None}


def _fit(value: str | None) -> str | None:
    return value if value is not None and _HEADER_VALUE.fullmatch(value) else None
