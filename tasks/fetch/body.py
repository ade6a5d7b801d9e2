"""Reads what a server answers, within bounds: headers, body, and what is under its encodings."""

from __future__ import annotations

import httpx

from tasks.fetch.decode import decode, encodings_of
from tasks.records import EndsHere, Outcome
from tasks.sniff import GZIP, kind_of

MAX_HEADERS = 200
MAX_HEADER_BYTES = 64_000  # names and values; the libraries below stop reading at 100 kB
# The body of a redirect or an error is read only to keep the connection, and only so far.
MAX_ERROR_BYTES = 64_000
# Never an article, and often large: not downloaded.
_REFUSED_TYPES = ("image", "audio", "video", "font")


async def read_body(answer: httpx.Response, limit: int) -> bytes:
    """The body under its encodings, at most `limit` bytes, packed or not.

    What is no page (a redirect, an error) is read to keep the connection, and thrown away. Raises EndsHere
    where head or body are too large, or of a kind that holds no article.
    """
    _check_headers(answer)
    is_page = answer.is_success
    if is_page:
        _check_head(answer, limit)
    encodings = encodings_of(answer.headers.get("Content-Encoding"))
    parts: list[bytes] = []
    size = 0
    async for part in answer.aiter_raw():
        size += len(part)
        if not is_page:
            if size > MAX_ERROR_BYTES:
                return b""
            continue
        if size > limit:
            raise EndsHere(Outcome.TOO_LARGE, f"more than {limit:,} bytes")
        if not parts and not encodings:
            _check_kind(part)
        parts.append(part)
    body = decode(b"".join(parts), encodings, limit)
    _check_kind(body)
    return body


def _check_headers(answer: httpx.Response) -> None:
    headers = answer.headers.raw
    if len(headers) > MAX_HEADERS:
        raise EndsHere(Outcome.TOO_LARGE, f"more than {MAX_HEADERS} headers")
    if sum(len(name) + len(value) for name, value in headers) > MAX_HEADER_BYTES:
        raise EndsHere(Outcome.TOO_LARGE, f"more than {MAX_HEADER_BYTES:,} bytes of headers")


def _check_kind(body: bytes) -> None:
    """Servers call anything text/html."""
    kind = kind_of(body)
    if kind is not None and kind != GZIP:  # a sitemap may be one
        raise EndsHere(Outcome.UNREADABLE, f"it is {kind}")


def _check_head(answer: httpx.Response, limit: int) -> None:
    length = answer.headers.get("Content-Length", "").strip()
    if length.isascii() and length.isdigit() and int(length[:15]) > limit:
        raise EndsHere(Outcome.TOO_LARGE, f"{int(length[:15]):,} bytes, more than {limit:,}")
    kind = answer.headers.get("Content-Type", "").partition("/")[0].strip().lower()
    if kind in _REFUSED_TYPES:
        raise EndsHere(Outcome.UNREADABLE, f"of type {answer.headers['Content-Type']:.80}")
