"""Small helpers on text that several readers of this room share."""

from __future__ import annotations

import re
from hashlib import blake2b
from unicodedata import is_normalized, normalize

END_CHARS = 20  # of a text, among which its last mark stands
PIECE_CHARS = 40  # at a block's beginning and end: what is looked for in a longer text
EDGES = " .…\"'“”„‘’«»"  # around what is said

_INVISIBLE = "\u00ad\u200b\u2060\ufeff"
# But for white space; a terminal would obey some.
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_EMPTY_HASH = blake2b(digest_size=8)
_SENTENCE_END = re.compile(r"[.!?…。！？؟।:]\W*$|[\u0e00-\u0eff\u1780-\u17ff]$")
_WORD = re.compile(r"\w+")
_CAPITALS = re.compile(r"[^\W\d_]{2,}")


def tidy(text: str) -> str:
    """`text` in NFC, white space collapsed, soft hyphens, control characters, lone surrogates off."""
    text = text.strip()
    if "  " in text or not text.isprintable():  # which a space is, and nothing else that is taken off here
        text = _without_odd_characters(text)
    return text if text.isascii() or is_normalized("NFC", text) else normalize("NFC", text)


def _without_odd_characters(text: str) -> str:
    if not text.isascii():
        for char in _INVISIBLE:
            if char in text:
                text = text.replace(char, "")
        try:
            text.encode()  # quicker than a search for them
        except UnicodeEncodeError:
            text = without_surrogates(text)
    return " ".join(CONTROL.sub("", text).split())


def without_surrogates(text: str) -> str:
    """`text` with each lone surrogate, which JSON can smuggle in, replaced by U+FFFD."""
    return _SURROGATE.sub("\ufffd", text)


def words(text: str) -> list[str]:
    """The words of a text, case folded: what blocks are compared by."""
    return _WORD.findall(text.casefold())


def fold(text: str) -> str:
    """`text` for comparison: case folded, quotes and dots around it off."""
    return text.casefold().strip(EDGES)


def ends_sentence(text: str) -> bool:
    """True if a text ends as sentences do; in Thai, Lao and Khmer it may end in a letter."""
    return bool(_SENTENCE_END.search(text[-END_CHARS:]))


def is_in(part: str, whole: str) -> bool:
    """True if a block's beginning and end stand in a longer text."""
    return len(part) >= PIECE_CHARS and part[:PIECE_CHARS] in whole and part[-PIECE_CHARS:] in whole


def is_dense(text: str) -> bool:
    """True for text in a script that puts no space between words."""
    return (
        not text.isascii()
        and len(text) > 8
        and ord(max(text[:80])) > 0x2E80
        and text.count(" ") * 12 < len(text)
    )


def block_hash(text: str) -> int:
    """A stable hash of a block, a signed 64-bit integer; letter case is folded. The text must be tidy."""
    digest = _EMPTY_HASH.copy()  # quicker than a new one
    digest.update(text.casefold().encode())  # what is tidy holds no surrogate that this would fail on
    return int.from_bytes(digest.digest(), "big", signed=True)


def split_section(line: str) -> tuple[str, str]:
    """A source line and the section in capitals that may stand at its end: ("Some Agency", "POLITICS")."""
    parts = line.split()
    tail = len(parts)
    while tail and parts[tail - 1].isupper() and _CAPITALS.search(parts[tail - 1]):
        tail -= 1
    if tail in (0, len(parts)):
        return line, ""
    while tail < len(parts) and len(parts[tail]) < 4 and tail + 1 < len(parts):
        tail += 1  # "Reporter AFP POLITICS": short capitals are the agency's
    return " ".join(parts[:tail]), " ".join(parts[tail:])
