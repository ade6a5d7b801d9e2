"""The WARC records of a capture (ISO 28500, WARC 1.1), written by warcio, uncompressed."""

from __future__ import annotations

import base64
import hashlib
import json
import platform
from dataclasses import fields
from datetime import UTC, datetime
from io import BytesIO
from urllib.parse import urlsplit
from uuid import uuid4

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tasks.fetch.response import status_words
from tasks.records import Capture

Headers = tuple[tuple[str, str], ...]

WARC_VERSION = "WARC/1.1"
# Headers that describe the bytes on the wire. The archive holds the page without transfer and content
# encodings, and keeps these under the names that Common Crawl gives them.
WIRE_HEADERS = frozenset({"content-encoding", "transfer-encoding", "content-length"})
KEPT_AS = "X-Crawler-"
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
    headers = [_to_archive(name, value) for name, value in capture.headers]
    headers.append(("Content-Length", str(len(capture.payload))))
    status = status_words(capture.status).removeprefix("status ")
    http = StatusAndHeaders(status, headers, protocol="HTTP/1.1")
    return _record(capture, "response", capture.payload, http)


def resource_record(capture: Capture) -> bytes:
    """A file, which has no HTTP headers."""
    kind = capture.header("Content-Type") or "application/octet-stream"
    return _record(capture, "resource", capture.payload, None, kind)


def request_record(capture: Capture, headers: Headers) -> bytes:
    """What the server was asked."""
    parts = urlsplit(capture.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    http = StatusAndHeaders(f"GET {target} HTTP/1.1", list(headers), is_http_request=True)
    return _record(capture, "request", b"", http)


def metadata_record(capture: Capture) -> bytes:
    """What was known of the page beforehand, so that the archive alone can give the capture back."""
    entry = {field.name: getattr(capture.entry, field.name) for field in fields(capture.entry)}
    text = json.dumps({ENTRY: entry}, ensure_ascii=False, default=datetime.isoformat)
    return _record(capture, "metadata", text.encode("utf-8", errors="replace"), None, "application/json")


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


def _record(
    capture: Capture, kind: str, payload: bytes, http: StatusAndHeaders | None, content_type: str = ""
) -> bytes:
    date = capture.fetched_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    named = {"WARC-Record-ID": f"<{capture.capture_id}>", "WARC-Date": date}
    if kind in ("request", "metadata"):
        named["WARC-Record-ID"] = f"<urn:uuid:{uuid4()}>"
        named["WARC-Concurrent-To"] = f"<{capture.capture_id}>"
    else:
        named["WARC-Payload-Digest"] = capture.digest
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
    kept = f"{KEPT_AS}{name}" if name.lower() in WIRE_HEADERS else name
    return kept, " ".join(value.split())
