"""Markup of old pages that says more to readers than to a parser: frames, and texts set as they are."""

from __future__ import annotations

import re

OLD_MARKUP = "pre,noframes"  # elements of pages that this concerns

MIN_FRAMED_CHARS = 400  # of text in noframes; less asks for a newer browser
MIN_PROSE_CHARS = 60  # of a paragraph of a text that is set as it is
MIN_PROSE = 2  # such paragraphs that end sentences, for it to be prose and no code
MAX_LOOKED_AT = 100_000  # bytes of noframes, to see whether they hold a text
MAX_END = 40  # bytes of a paragraph, among which the end of a sentence stands

_NOFRAMES = re.compile(rb"</?noframes\b[^<>]{0,4000}>", re.IGNORECASE)
_FRAMES = re.compile(rb"</?(?:frameset|frame|noframes)\b[^<>]{0,4000}>", re.IGNORECASE)
_PRE = re.compile(rb"(</?pre\b[^<>]{0,4000}>)", re.IGNORECASE)
_TAG = re.compile(rb"<[^<>]{0,4000}>")
_BLANK = re.compile(rb"\r?\n[ \t]*\r?\n\s*")
# … with the full stops of Chinese and Hindi, the wide marks and the Arabic question mark in UTF-8.
_SENTENCE = re.compile(
    rb"(?:[.!?]|\xe3\x80\x82|\xef\xbc[\x81\x9f]|\xe0\xa5\xa4|\xd8\x9f)['\")\]\x80-\xff]{0,6}\s*$"
)


def in_todays_markup(page: bytes) -> bytes:
    """The page, in UTF-8, with the text in noframes as its body, and prose in pre parted into paragraphs."""
    framed = b"".join(_NOFRAMES.split(page)[1::2])[:MAX_LOOKED_AT]
    if len(_TAG.sub(b"", framed)) >= MIN_FRAMED_CHARS:
        page = _FRAMES.sub(b"", page)
    parts = _PRE.split(page)  # texts and tags in turn
    for at in range(2, len(parts), 2):
        if not parts[at - 1].startswith(b"</"):
            parts[at] = _with_paragraphs(parts[at])
    return b"".join(parts)


def _with_paragraphs(text: bytes) -> bytes:
    parts = _BLANK.split(text)
    prose = [part for part in parts if len(part) >= MIN_PROSE_CHARS and _SENTENCE.search(part[-MAX_END:])]
    return b"<br><br>".join(parts) if len(prose) >= MIN_PROSE else text
