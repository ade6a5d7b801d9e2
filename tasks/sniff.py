"""What bytes are that are no text, whatever their Content-Type says."""

from __future__ import annotations

GZIP = "a gzip archive"
_MAGIC = {
    b"%PDF-": "a PDF",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"GIF8": "an image",
    b"RIFF": "an image, or sound",
    b"PK\x03\x04": "a ZIP archive",
    b"\x1f\x8b": GZIP,
    b"\x00\x00\x00": "a video",
    b"ID3": "sound",
    b"OggS": "sound",
}


def kind_of(head: bytes) -> str | None:
    """What begins with these bytes, for people; None if it may be text."""
    return next((what for magic, what in _MAGIC.items() if head.startswith(magic)), None)
