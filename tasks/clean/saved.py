"""Pages as programs save them: where from, as a note in the file says, and with pictures in it."""

from __future__ import annotations

import re

NOTE_BYTES = 8_192  # how far into a page the note is looked for

_ADDRESS = rb"""(?P<address>https?://[^\s"'<>]{3,2000})"""
_NOTES = [
    re.compile(pattern + _ADDRESS, re.IGNORECASE)
    for pattern in (
        rb"<!--\s{0,9}saved from url=\(\d{1,6}\)",  # browsers' "save page as"
        rb"<!--\s{0,9}page saved with singlefile\s{1,9}url:\s{0,9}",
        rb"<!--\s{0,9}saved from\s{1,9}",  # monolith
        rb"""<meta\s{1,9}name=["']?savepage-url["']?\s{1,9}content=["']?""",
        rb"""<html\b[^>]{0,500}?\sdata-scrapbook-source=["']?""",
        rb"""<a\b[^>]{0,200}?\sclass=["']?(?:[\w-]{1,30}\s){0,3}reader-domain["'\s][^>]{0,200}?href=["']?""",
        rb"This is Google(?:'|&#39;|\xe2\x80\x99)s cache of <a href=[\"']?",
    )
]
_MIRRORED = re.compile(
    rb"<!--\s{0,9}Mirrored from (?P<address>[^\s<>]{3,2000}) by HTTrack Website Copier", re.IGNORECASE
)
# A picture, a font or a film that was put into the page: "data:image/png;base64,…".
_DATA = re.compile(rb"data:[\w.+/-]{1,100}(?:;[\w=.-]{1,60}){0,5},[\w+/=%-]{1000,}")


def without_data(page: bytes) -> bytes:
    """The page without the pictures and fonts that it holds, which are no text of it."""
    return _DATA.sub(b"data:,", page)


def saved_from(page: bytes) -> str | None:
    """The address that the page says it was saved from; None if it says none."""
    head = page[:NOTE_BYTES]
    for note in _NOTES:
        if match := note.search(head):
            return match["address"].decode("utf-8", "replace")
    match = _MIRRORED.search(head)
    return f"http://{match['address'].decode('utf-8', 'replace')}" if match else None
