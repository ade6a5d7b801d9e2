"""Reads WARC files, our own and others': captures, one after another, without holding the file in memory."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

import zstandard
from pydantic import TypeAdapter
from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed

from tasks.fetch.decode import ZSTD_WINDOW, decode, encodings_of
from tasks.fetch.locations import LocationError, opened
from tasks.fetch.response import Response
from tasks.fetch.warc_heads import BoundedIterator
from tasks.fetch.warc_records import ENTRY, Headers, digest, headers_of
from tasks.records import LOADED, Capture, Ended, EndsHere, Entry, Outcome

MAX_PAYLOAD_BYTES = 10_000_000  # of one page, packed or not
MAX_DICTIONARY_BYTES = 10_000_000
_DICTIONARY_FRAME = b"\x5d\x2a\x4d\x18"
MAX_METADATA_BYTES = 1_000_000
MAX_DIGESTS = 100_000  # of a file's own, that are remembered for its revisits: a file may be of any size
# What WARC files are called; .gz with one member a record or one for all, .zst with a dictionary or without.
SUFFIXES = (".warc", ".warc.gz", ".warc.zst")
_ENTRY = TypeAdapter(Entry)  # strangers can write our metadata too
_PAGES = ("text/html", "application/xhtml+xml", "text/plain", "")  # as others' records are declared

# What strangers' files make the readers raise.
BROKEN = (ArchiveLoadFailed, OSError, EOFError, ValueError, zlib.error, zstandard.ZstdError)


class WarcError(Exception):
    """A file that is no WARC, or is broken from some place on."""


def is_warc(path: Path) -> bool:
    """True if the file's name is that of a WARC file."""
    return path.name.lower().endswith(SUFFIXES)


def read_warc(
    path: Path | str, source_id: str, revisits: bool = False
) -> Generator[Capture | Ended, None, None]:
    """The captures of pages in the file or location, in its order, and what else it holds of the web, ended.

    A capture that Copydesk archived has its own entry again, and comes whatever type it is declared to be: it
    was fetched as a page. Others belong to `source_id`. With `revisits` these come too, without payload;
    `refers_to` says whose they repeat. Other records (requests, DNS) are passed over, and so are others'
    pictures, scripts and the like. Raises WarcError where the file cannot be read on; what came before is
    good.
    """
    try:
        with _opened(str(path)) as stream:
            yield from pages(records_of(BoundedIterator(stream)), source_id, revisits)
    except BROKEN as error:
        raise WarcError(f"{path}: {broken(error)}") from None
    except LocationError as error:
        raise WarcError(str(error)) from None


def pages(records: Iterable[Any], source_id: str, revisits: bool = False) -> Iterator[Capture | Ended]:
    """What warcio's records hold, as `read_warc` says; what breaks their reading is raised after the good."""
    for found, is_ours in _found(records, source_id, revisits):
        if is_ours or isinstance(found, Ended) or _is_page(found):
            yield found


def _found(records: Iterable[Any], source_id: str, revisits: bool) -> Iterator[tuple[Capture | Ended, bool]]:
    """The captures of whatever type, and what ended; with each, if it is known to be Copydesk's own."""
    pending: tuple[Capture | Ended, bool] | None = None
    ours: dict[str, str] = {}  # digests, by those that the file gives for the same payloads
    try:
        for record in records:
            if record.rec_type == "metadata" and pending is not None:
                capture, _ = pending
                if isinstance(capture, Capture) and (entry := entry_of(capture, record)):
                    pending = replace(capture, entry=entry), True
            elif record.rec_type in ("response", "resource") or (revisits and _is_revisit(record)):
                done, pending = pending, None
                if done is not None:
                    yield done
                found = _captured(record, source_id)
                if isinstance(found, Capture):
                    found = _in_our_digest(found, record, ours)
                pending = (found, False) if found is not None else None
    except BROKEN:
        if pending is not None:
            yield pending
        raise
    if pending is not None:
        yield pending


def broken(error: Exception) -> str:
    """What is wrong with a file, in a few words."""
    words = " ".join(str(error).split())
    if not (words.isascii() and words.isprintable()):  # warcio tells the bytes that it has found
        words = "bytes that are no record"
    return f"broken, or no WARC file: {words:.200}"


def records_of(archive: BoundedIterator) -> Iterator[Any]:
    """warcio's records. What strangers' bytes make it raise is not among its own errors only."""
    records = iter(archive)
    while True:
        try:
            record = next(records)
        except StopIteration:
            return
        except Exception as error:
            raise ArchiveLoadFailed(str(error) or type(error).__name__) from error
        if record.format != "warc":  # to warcio almost any line of five words begins an ARC record
            raise ArchiveLoadFailed("there is no WARC record")
        yield record


def _is_revisit(record: Any) -> bool:
    """True for a page that came again with the same payload; not for a 304."""
    profile = record.rec_headers.get_header("WARC-Profile") or ""
    return record.rec_type == "revisit" and profile.endswith("/identical-payload-digest")


def _captured(record: Any, source_id: str) -> Capture | Ended | None:
    """What a record holds, what ended a page, or None for what cannot be one, nor a capture of ours."""
    header = record.rec_headers.get_header
    url = (header("WARC-Target-URI") or "").strip("<>")
    if not url.startswith(("http://", "https://", "file:")) or not _is_sound(url):
        return None
    date = _date(header("WARC-Date"))
    entry = Entry(source_id, url, LOADED, date)
    status = 200
    headers: Headers = tuple(("Content-Type", kind) for kind in (header("Content-Type"),) if kind)
    if record.http_headers is not None:
        code = record.http_headers.get_statuscode() or ""
        status = int(code[:3]) if code.isascii() and code.isdigit() else 0
        headers = headers_of(record)
    elif record.rec_type == "response":
        return None  # of another protocol
    bare = Response(url, status, headers, b"", date)
    try:
        bare.raise_for_status()
        payload = b"" if record.rec_type == "revisit" else _payload(record)
    except EndsHere as end:
        return Ended(entry, end.outcome, end.reason) if _is_page(bare) else None
    of_payload = digest(payload)
    # One without an id gets one that it gets again.
    name = (header("WARC-Record-ID") or "").strip("<>") or uuid5(
        NAMESPACE_URL, f"{url} {date} {of_payload}"
    ).urn
    capture = Capture(name, entry, url, date, status, headers, payload, of_payload)
    if record.rec_type == "revisit":
        original = (header("WARC-Refers-To") or "").strip("<>")
        return replace(capture, refers_to=original)
    return capture


def _in_our_digest(capture: Capture, record: Any, ours: dict[str, str]) -> Capture:
    """A revisit with our digest of the payload; how other captures put theirs is kept in `ours`.

    Other programs' digest may be that of the packed body, or of another kind.
    """
    theirs = record.rec_headers.get_header("WARC-Payload-Digest") or ""
    if capture.refers_to is not None:
        return replace(capture, digest=ours.get(theirs, theirs))
    if theirs and theirs != capture.digest and _is_page(capture) and len(ours) < MAX_DIGESTS:
        ours[theirs] = capture.digest
    return capture


def _is_page(answer: Response | Capture) -> bool:
    """True if it is declared to be of a type that pages have, or of none."""
    return (answer.header("Content-Type") or "").partition(";")[0].strip().lower() in _PAGES


def _is_sound(url: str) -> bool:
    try:
        urlsplit(url)
    except ValueError:
        return False
    return True


def _payload(record: Any) -> bytes:
    """The body without its encodings. Archives that took these off have renamed their headers."""
    get = record.http_headers.get_header if record.http_headers is not None else lambda name: None
    stream = record.raw_stream
    if "chunked" in (get("Transfer-Encoding") or "").lower():
        stream = ChunkedDataReader(stream, decomp_type=None)
    raw = _read(stream, MAX_PAYLOAD_BYTES + 1)
    if len(raw) > MAX_PAYLOAD_BYTES:
        raise EndsHere(Outcome.TOO_LARGE, f"more than {MAX_PAYLOAD_BYTES:,} bytes")
    if getattr(record.raw_stream, "limit", 0) > 0:
        raise EndsHere(Outcome.UNREADABLE, "the record is cut short")
    encodings = encodings_of(get("Content-Encoding"))
    if encodings == ["gzip"] and not raw.startswith(b"\x1f\x8b"):
        return raw  # some archives take the encoding off and leave the header
    return decode(raw, encodings, MAX_PAYLOAD_BYTES)


def entry_of(capture: Capture, record: Any) -> Entry | None:
    """The capture's entry that a metadata record holds, if Copydesk wrote that for it."""
    if (record.rec_headers.get_header("WARC-Concurrent-To") or "").strip("<>") != capture.capture_id:
        return None
    try:
        fields = json.loads(_read(record.raw_stream, MAX_METADATA_BYTES))[ENTRY]
        # Encoded, so that half a surrogate pair is refused like any other thing that is no text.
        entry = _ENTRY.validate_json(json.dumps(fields, ensure_ascii=False).encode())
    except (ValueError, TypeError, KeyError, RecursionError):  # pydantic's error is a ValueError
        return None
    return replace(entry, seen_at=_in_utc(entry.seen_at))


def _read(stream: Any, limit: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    while size < limit and (part := stream.read(min(65536, limit - size))):
        parts.append(part)
        size += len(part)
    return b"".join(parts)


def _date(text: str | None) -> datetime:
    """A WARC-Date; now where it is none."""
    try:
        date = datetime.fromisoformat((text or "").strip())
    except ValueError:
        return datetime.now(UTC)
    return _in_utc(date)


def _in_utc(date: datetime) -> datetime:
    try:
        return date.astimezone(UTC) if date.tzinfo else date.replace(tzinfo=UTC)
    except OverflowError:  # within a day of the calendar's ends
        return datetime.now(UTC)


@contextmanager
def _opened(location: str) -> Iterator[BinaryIO | Any]:
    """The file as warcio reads it, which knows .gz itself, but only with a member a record."""
    with opened(location) as file:
        if location.partition("?")[0].lower().endswith(".zst"):
            reader = zstandard.ZstdDecompressor(_dictionary(file), max_window_size=ZSTD_WINDOW)
            yield reader.stream_reader(file, read_across_frames=True)
            return
        is_gzip = file.read(2) == b"\x1f\x8b"
        file.seek(0)
        if is_gzip:
            with gzip.open(file) as unpacked:
                yield _Unpacked(unpacked)
        else:
            yield file


def _dictionary(file: BinaryIO) -> zstandard.ZstdCompressionDict | None:
    """The dictionary that a .zst file may begin with, packed or not (IIPC: "Zstandard for WARC")."""
    head = file.read(8)
    if head[:4] != _DICTIONARY_FRAME:
        file.seek(0)
        return None
    raw = file.read(min(int.from_bytes(head[4:], "little"), MAX_DICTIONARY_BYTES))
    if raw.startswith(zstandard.FRAME_HEADER):
        try:
            raw = decode(raw, ["zstd"], MAX_DICTIONARY_BYTES)
        except EndsHere as end:
            raise ArchiveLoadFailed(f"its dictionary: {end.reason}") from None
    return zstandard.ZstdCompressionDict(raw)


class _Unpacked:
    """A .gz stream that gives all there is before it says that it is cut short.

    GzipFile.read drops what it has unpacked by then, and its EOFError is the end of a sound file to warcio.
    """

    def __init__(self, stream: gzip.GzipFile) -> None:
        self._stream = stream

    def read(self, size: int) -> bytes:
        try:
            return self._stream.read1(size)
        except EOFError as error:
            raise OSError(str(error)) from error

    def tell(self) -> int:
        return self._stream.tell()
