"""The WARC records of a capture (ISO 28500, WARC 1.1), written by warcio, uncompressed."""

from __future__ import annotations

import base64
import hashlib
import json
import platform
import string
from dataclasses import fields
from datetime import UTC, datetime
from io import BytesIO
from typing import NamedTuple
from urllib.parse import quote, urlsplit
from uuid import uuid4

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tasks.fetch.response import status_words
from tasks.percent import percent_encoded
from tasks.records import Capture

Headers = tuple[tuple[str, str], ...]

WARC_VERSION = "WARC/1.1"
# Headers that describe the bytes on the wire. The archive holds the page without transfer and content
# encodings, and keeps these under the names that Common Crawl gives them.
WIRE_HEADERS = frozenset({"content-encoding", "transfer-encoding", "content-length"})
KEPT_AS = "X-Crawler-"
# WARC 1.1, 6.7.2: the profile of a revisit whose payload is the very same.
IDENTICAL = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
ENTRY = "copydesk_entry"  # the key of the entry in a capture's metadata record


def warcinfo_record(file_name: str) -> bytes:
    """The record that a file begins with."""
    buffer = BytesIO()
    writer = WARCWriter(buffer, gzip=False, warc_version=WARC_VERSION)
    about = {
        "software": f"Copydesk (Python {platform.python_version()})",
        "format": "WARC File Format 1.1",
        "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        "description": "Payloads without transfer and content encodings; their headers as X-Crawler-*",
    }
    writer.write_record(writer.create_warcinfo_record(file_name, about))
    return buffer.getvalue()


def response_record(capture: Capture) -> bytes:
    """What a server answered."""
    return _written(capture, "response", capture.payload, _http(capture), _named(capture))


class Original(NamedTuple):
    """A capture whose record holds the payload that a later one of the same URL may repeat."""

    capture_id: str
    url: str
    fetched_at: datetime
    digest: str
    warc_file: str
    warc_offset: int  # bytes


def revisit_record(capture: Capture, original: Original) -> bytes:
    """A server's answer whose payload is that of an earlier one: its headers, and where the payload is."""
    named = {
        **_named(capture),
        "WARC-Profile": IDENTICAL,
        "WARC-Refers-To": f"<{original.capture_id}>",
        "WARC-Refers-To-Target-URI": original.url,
        "WARC-Refers-To-Date": warc_date(original.fetched_at),
    }
    return _written(capture, "revisit", b"", _http(capture), named)


def resource_record(capture: Capture) -> bytes:
    """A file, which has no HTTP headers."""
    kind = capture.header("Content-Type") or "application/octet-stream"
    return _written(capture, "resource", capture.payload, None, _named(capture), kind)


def request_record(capture: Capture, headers: Headers) -> bytes:
    """What the server was asked."""
    parts = urlsplit(capture.url)
    target = percent_encoded((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
    http = StatusAndHeaders(f"GET {target} HTTP/1.1", list(headers), is_http_request=True)
    return _written(capture, "request", b"", http, _beside(capture))


def metadata_record(capture: Capture) -> bytes:
    """What was known of the page beforehand, so that the archive alone can give the capture back."""
    entry = {field.name: getattr(capture.entry, field.name) for field in fields(capture.entry)}
    text = json.dumps({ENTRY: entry}, ensure_ascii=False, default=datetime.isoformat)
    payload = text.encode("utf-8", errors="replace")
    return _written(capture, "metadata", payload, None, _beside(capture), "application/json")


def headers_of(record: ArcWarcRecord) -> Headers:
    """A record's HTTP headers; those of the wire only where the archive has kept them aside."""
    return tuple(
        (name[len(KEPT_AS) :] if name.lower().startswith(KEPT_AS.lower()) else name, value)
        for name, value in record.http_headers.headers
        if name.lower() not in WIRE_HEADERS
    )


def digest(payload: bytes) -> str:
    """As WARC writes it: "sha1:" and base32."""
    return "sha1:" + base64.b32encode(hashlib.sha1(payload, usedforsecurity=False).digest()).decode("ascii")


def warc_date(moment: datetime) -> str:
    """An instant as WARC writes it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _named(capture: Capture) -> dict[str, str]:
    """WARC's headers of a record that is the capture itself."""
    return {
        "WARC-Record-ID": f"<{capture.capture_id}>",
        "WARC-Date": warc_date(capture.fetched_at),
        "WARC-Payload-Digest": capture.digest,
    }


def _beside(capture: Capture) -> dict[str, str]:
    """WARC's headers of a record that belongs to the capture."""
    return {
        "WARC-Record-ID": f"<urn:uuid:{uuid4()}>",
        "WARC-Date": warc_date(capture.fetched_at),
        "WARC-Concurrent-To": f"<{capture.capture_id}>",
    }


def _http(capture: Capture) -> StatusAndHeaders:
    headers = [_to_archive(name, value) for name, value in capture.headers]
    headers.append(("Content-Length", str(len(capture.payload))))
    status = status_words(capture.status).removeprefix("status ")
    return StatusAndHeaders(status, headers, protocol="HTTP/1.1")


def _written(
    capture: Capture,
    kind: str,
    payload: bytes,
    http: StatusAndHeaders | None,
    named: dict[str, str],
    content_type: str = "",
) -> bytes:
    buffer = BytesIO()
    writer = WARCWriter(buffer, gzip=False, warc_version=WARC_VERSION)
    record = writer.create_warc_record(
        capture.url,
        kind,
        payload=BytesIO(payload),
        length=len(payload),
        warc_content_type=content_type,
        warc_headers_dict=named,
        http_headers=http,
    )
    writer.write_record(record)
    return buffer.getvalue()


def _to_archive(name: str, value: str) -> tuple[str, str]:
    """A header as it is archived: on one line, percent-encoded where it is not ASCII.

    warcio would encode it, too, but for what stands outside of a parameter: there it fails.
    """
    kept = f"{KEPT_AS}{name}" if name.lower() in WIRE_HEADERS else name
    return kept, quote(" ".join(value.split()), safe=string.printable)
