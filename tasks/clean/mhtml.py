"""Web pages that a browser saved as one message (MHTML): the page in one part, its pictures in others."""

from __future__ import annotations

import binascii
import quopri
import re
from typing import NamedTuple

MAX_HEAD_BYTES = 16_384  # of a message or a part: its fields, before the first empty line
FIRST_BYTES = 64  # of a page, among which its first tag begins
MAX_PARTS = 2_000
MAX_DEPTH = 3  # of parts in parts

_FIELDS = re.compile(
    rb"\s{0,100}(?:[A-Za-z][\w-]{1,60}:[^\n]{0,2000}\n(?:[ \t][^\n]{0,2000}\n){0,50}){1,100}\s"
)
_END = re.compile(rb"\r?\n\r?\n")
_BOUNDARY = re.compile(
    rb"""\bboundary\s{0,9}=\s{0,9}(?:"([^"\r\n]{1,200})"|([^\s;"]{1,200}))""", re.IGNORECASE
)


class SavedPage(NamedTuple):
    """The page that a message holds."""

    payload: bytes
    content_type: str  # as its part gives it, with its charset
    address: str | None  # where it was saved from, if that is on the web


def page_in(message: bytes) -> SavedPage | None:
    """The page that a saved message holds; None for what is no such message, or holds no page."""
    if message[:FIRST_BYTES].lstrip().startswith(b"<"):
        return None  # most pages are asked no more
    head = message[:MAX_HEAD_BYTES]
    if b"content-type:" not in head.lower() or b"mime-version:" not in head.lower():
        return None
    return _page_in(message, MAX_DEPTH)


def _page_in(part: bytes, depth: int) -> SavedPage | None:
    head = part[:MAX_HEAD_BYTES]
    end = _END.search(head)
    if end is None or not _FIELDS.match(head[: end.end()]):
        return None
    fields, content = head[: end.start()], part[end.end() :]
    kind = _field(fields, b"content-type")
    if kind.lower().startswith(("text/html", "application/xhtml")):
        location = _field(fields, b"content-location")
        address = location if location.lower().startswith(("http://", "https://")) else None
        return SavedPage(_decoded(content, _field(fields, b"content-transfer-encoding")), kind, address)
    boundary = _BOUNDARY.search(fields)
    if not kind.lower().startswith("multipart/") or boundary is None or depth == 0:
        return None
    mark = b"--" + (boundary[1] or boundary[2])
    parts = content.split(mark, MAX_PARTS)[1:MAX_PARTS]
    found = (_page_in(one.lstrip(b"\r\n"), depth - 1) for one in parts)
    return next(filter(None, found), None)


def _field(fields: bytes, name: bytes) -> str:
    """A field of a head on one line, "" if it is not there."""
    match = re.search(rb"(?im)^%s:([^\n]*(?:\n[ \t][^\n]*)*)" % re.escape(name), fields)
    return " ".join(match[1].decode("latin-1").split()) if match else ""


def _decoded(content: bytes, encoding: str) -> bytes:
    if encoding.lower() == "quoted-printable":
        return quopri.decodestring(content)
    if encoding.lower() == "base64":
        try:
            return binascii.a2b_base64(content)
        except binascii.Error:  # cut off, or no base64
            return content
    return content
