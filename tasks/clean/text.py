"""Small helpers on text that several readers of this room share."""

from __future__ import annotations

import re
import unicodedata
from hashlib import blake2b

_INVISIBLE = {ord(char): None for char in "\u00ad\u200b\u2060\ufeff\x00"}
_SURROGATE = re.compile("[\ud800-\udfff]")
_WORD = re.compile(r"\w+")


def tidy(text: str) -> str:
    """`text` in NFC, white space collapsed, soft hyphens and other invisible characters off."""
    if not text.isascii():
        text = text.translate(_INVISIBLE)
        if not unicodedata.is_normalized("NFC", text):
            text = unicodedata.normalize("NFC", text)
        text = _SURROGATE.sub("\ufffd", text)
    elif "\x00" in text:
        text = text.replace("\x00", "")
    return " ".join(text.split())


def words(text: str) -> list[str]:
    """The words of a text, case folded: what blocks are compared by."""
    return _WORD.findall(text.casefold())


def block_hash(text: str) -> int:
    """A stable hash of a block's words, a signed 64-bit integer; case, space and punctuation don't matter."""
    folded = " ".join(words(text)) or text
    return int.from_bytes(
        blake2b(folded.encode("utf-8", "replace"), digest_size=8).digest(), "big", signed=True
    )
