"""Takes content encodings off, never giving more than a limit: a zip bomb costs no memory."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import brotli
import zstandard

from tasks.records import EndsHere, Outcome

ACCEPT_ENCODING = "gzip, deflate, br, zstd"
MAX_LAYERS = 2  # encodings on top of one another
# 8 MiB: RFC 9659 lets no server ask a zstd reader for more.
ZSTD_WINDOW = 8 * 1024 * 1024
# Bytes given to the zstd reader at once: at most 32 blocks begin in them, of 128 KiB each when unpacked.
_ZSTD_STEP = 128
_GZIP_STEP = 1 << 14  # bytes that are copied for a member, however small it is
# gzip members, or zstd frames, one behind the other: empty ones, by the million, would take seconds of CPU.
MAX_MEMBERS = 10_000


def encodings_of(header: str | None) -> list[str]:
    """The encodings that a Content-Encoding header names, in the order they were put on."""
    names = [name.strip().lower().removeprefix("x-") for name in (header or "").split(",")]
    return [name for name in names if name and name != "identity"]


def decode(raw: bytes, encodings: Sequence[str], limit: int) -> bytes:
    """The bytes under the encodings.

    Raises EndsHere: TOO_LARGE beyond `limit` bytes, UNREADABLE where they are broken or unknown.
    """
    if len(encodings) > MAX_LAYERS:
        raise EndsHere(Outcome.UNREADABLE, f"{len(encodings)} content encodings on top of one another")
    for name in reversed(encodings):
        if not raw:
            return raw
        raw = _decode_one(raw, name, limit)
        if len(raw) > limit:
            raise EndsHere(Outcome.TOO_LARGE, f"more than {limit:,} bytes when unpacked")
    return raw


def gunzip(raw: bytes, limit: int) -> bytes:
    """What a .gz file holds (all its members). Raises EndsHere as `decode` does."""
    return decode(raw, ["gzip"], limit)


def _decode_one(raw: bytes, name: str, limit: int) -> bytes:
    try:
        if name == "gzip":
            return _gzip(raw, limit)
        if name == "deflate":
            return _deflate(raw, limit)
        if name == "br":
            return _brotli(raw, limit)
        if name == "zstd":
            return _zstd(raw, limit)
    except (zlib.error, EOFError, brotli.error, zstandard.ZstdError) as error:
        raise EndsHere(Outcome.UNREADABLE, f"broken {name} content: {error}") from None
    raise EndsHere(Outcome.UNREADABLE, f"unknown content encoding {name:.40}")


def _gzip(raw: bytes, limit: int) -> bytes:
    parts: list[bytes] = []
    size = at = members = 0
    # What follows a member is another one, or padding that nobody needs.
    while size <= limit and (raw.startswith(b"\x1f\x8b", at) or not members):
        members = _one_more(members)
        member = zlib.decompressobj(wbits=zlib.MAX_WBITS + 16)
        while not member.eof and size <= limit:
            if at >= len(raw):
                raise EOFError("it ends early")
            parts.append(member.decompress(raw[at : at + _GZIP_STEP], limit + 1 - size))
            size += len(parts[-1])
            at += _GZIP_STEP
        at = min(at, len(raw)) - len(member.unused_data)
    return b"".join(parts)


def _deflate(raw: bytes, limit: int) -> bytes:
    try:  # as RFC 9110 says: with the zlib wrapper
        return _inflated(raw, zlib.MAX_WBITS, limit)
    except zlib.error:  # as some servers do: without
        return _inflated(raw, -zlib.MAX_WBITS, limit)


def _inflated(raw: bytes, wbits: int, limit: int) -> bytes:
    reader = zlib.decompressobj(wbits)
    body = reader.decompress(raw, limit + 1)
    if not reader.eof and len(body) <= limit:
        raise EOFError("it ends early")
    return body


def _brotli(raw: bytes, limit: int) -> bytes:
    reader = brotli.Decompressor()
    parts = [reader.process(raw, output_buffer_limit=limit + 1)]
    size = len(parts[0])
    while size <= limit and not reader.is_finished():
        part = reader.process(b"", output_buffer_limit=limit + 1 - size)
        if not part:
            raise EOFError("it ends early")
        parts.append(part)
        size += len(part)
    return b"".join(parts)


def _zstd(raw: bytes, limit: int) -> bytes:
    parts: list[bytes] = []
    size = at = frames = 0
    while at < len(raw) and size <= limit:
        frames = _one_more(frames)
        frame = zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW).decompressobj()
        while not frame.eof and size <= limit:
            if at >= len(raw):
                raise EOFError("it ends early")
            parts.append(frame.decompress(raw[at : at + _ZSTD_STEP]))
            size += len(parts[-1])
            at += _ZSTD_STEP
        at = min(at, len(raw)) - len(frame.unused_data)
    return b"".join(parts)


def _one_more(members: int) -> int:
    if members == MAX_MEMBERS:
        raise EndsHere(Outcome.UNREADABLE, f"more than {MAX_MEMBERS:,} packed pieces, one behind the other")
    return members + 1
