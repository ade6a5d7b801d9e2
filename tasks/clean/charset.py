"""From a page's bytes to its text.

The order is the browsers' (WHATWG HTML, "determining the character encoding"): byte order mark, the HTTP
header's charset, the page's own meta, then detection. Two exceptions, for pages that were saved or proxied in
another charset than they declare: what is well-formed UTF-8 is read as UTF-8, and a declaration under which
too much of the page is malformed is passed over.
"""

from __future__ import annotations

import codecs
import re

from charset_normalizer import CharsetMatch, from_bytes

from tasks.clean.charset_letters import japanese_codec, latin_codec

MAX_TYPE_CHARS = 200  # of a Content-Type that are looked at
META_BYTES = 4096  # how far into a page a meta charset is looked for; browsers look at 1,024
DETECTION_BYTES = 16_384  # how much of a page the detection reads
MAX_MALFORMED_SHARE = 0.002  # of the characters; above it, a declaration is not believed

MIN_UTF8_BYTES = 8  # continuation bytes that all fit, before a declaration is overruled

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_STRANGE = re.compile(rb"[\x80-\xff]")
_META = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*+=\s*+["']?\s*+([\w.:-]{2,40})""", re.IGNORECASE
)
# Not by email.message: some parameters of RFC 2231 make it fail.
_PARAMETER = re.compile(r"""(?<![\w-])charset\s*+=\s*+["']?\s*+([\w.:-]{2,40})""", re.ASCII | re.IGNORECASE)

# What browsers read under a label (WHATWG Encoding, "names and labels"), where Python's codec is narrower.
_WIDER = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "big5": "big5hkscs",
    "utf-16": "utf-16-le",
}
# The codecs of the WHATWG's encodings, which a page may be in.
_ON_THE_WEB = frozenset(
    """ascii utf_8 cp866 iso8859_2 iso8859_3 iso8859_4 iso8859_5 iso8859_6 iso8859_7 iso8859_8 iso8859_10
    iso8859_13 iso8859_14 iso8859_15 iso8859_16 koi8_r koi8_u mac_roman mac_cyrillic cp874 cp1250 cp1251
    cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 gb2312 gbk gb18030 big5 big5hkscs euc_jp iso2022_jp
    shift_jis cp932 euc_kr cp949 latin_1 iso8859_9 iso8859_11 tis_620 utf_16 utf_16_le utf_16_be""".split()
)
# A page that says it is in a language of Central Europe.
_IN_CP1250 = re.compile(
    rb"""<html[^>]{0,300}?\slang\s*=\s*["']?(?:cs|sk|pl|hu|sl|hr|bs|ro|sq)\b""", re.IGNORECASE
)
BROWSERS_DEFAULT = "cp1252"
# Labels that browsers know and Python does not.
_LABELS = {
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "x-gbk": "gb18030",
    "ks_c_5601-1989": "cp949",
    "windows-949": "cp949",
    "x-x-big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
    "x-mac-cyrillic": "mac_cyrillic",
    "macintosh": "mac_roman",
    "unicode": "utf-16-le",
    "utf8mb4": "utf-8",
    "x-cp1251": "cp1251",
    "x-cp1252": "cp1252",
    "x-euc-jp": "euc_jp",
    "iso-8859-8-i": "iso8859-8",
}


def decode(payload: bytes, content_type: str | None = None) -> str:
    """The text of `payload`; bytes that are malformed in its charset become U+FFFD. Never fails."""
    for mark, marked in _BOMS:
        if payload.startswith(mark):
            return payload[len(mark) :].decode(marked, "replace")
    text = _utf8(payload)
    if text is not None:
        return text
    for declared in (charset_in(content_type), _meta_label(payload)):
        codec = codec_of(declared)
        if codec is None:
            continue
        text = payload.decode(codec, "replace")
        if text.count("\ufffd") <= max(2, len(text) * MAX_MALFORMED_SHARE):
            return text
    return payload.decode(_detected(payload), "replace")


def decode_to_utf8(payload: bytes, content_type: str | None) -> tuple[str, bytes]:
    """The text as `decode` gives it, and the same in UTF-8: the payload itself where it is well-formed."""
    text = None if payload.startswith(codecs.BOM_UTF8) else _utf8(payload)
    if text is not None:
        return text, payload
    text = decode(payload, content_type)
    return text, text.encode("utf-8", "replace")


def _utf8(payload: bytes) -> str | None:
    """The text of bytes that can hardly be anything but UTF-8, whatever the page declares; else None.

    Pages that were saved or proxied are UTF-8 under an old declaration. Text in another charset is
    well-formed UTF-8 only where it has next to no characters outside ASCII.
    """
    if payload.isascii():
        return None
    try:
        text = payload.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return text if len(payload) - len(text) >= MIN_UTF8_BYTES else None


def codec_of(label: str | None) -> str | None:
    """The Python codec that reads what browsers read under `label`; None for a label that nobody knows."""
    if not label:
        return None
    label = label.strip().lower()
    try:
        info = codecs.lookup(_LABELS.get(label, label))
    except (LookupError, ValueError):
        return None
    if not info._is_text_encoding or info.name in ("idna", "punycode", "undefined"):
        return None
    return _WIDER.get(info.name, info.name)


def charset_in(content_type: str | None) -> str | None:
    """The charset that a Content-Type header names, verbatim."""
    match = _PARAMETER.search((content_type or "")[:MAX_TYPE_CHARS])
    return match.group(1) if match else None


def _meta_label(payload: bytes) -> str | None:
    match = _META.search(payload, 0, META_BYTES)
    if not match:
        return None
    label = match.group(1).decode("ascii", "ignore")
    # A page whose meta could be read as ASCII is not UTF-16, whatever it says (WHATWG HTML, prescan).
    return "utf-8" if label.lower().startswith("utf-16") else label


def _detected(payload: bytes) -> str:
    sample = payload[:DETECTION_BYTES]
    if sample.isascii():  # the first strange byte comes late
        strange = _STRANGE.search(payload)
        first = strange.start() if strange else 0
        sample = payload[max(0, first - 256) : first + DETECTION_BYTES]
    bare = _text_only(sample)
    if codec := japanese_codec(bare) or latin_codec(bare):
        return codec
    matches = from_bytes(bare, steps=5, chunk_size=512)
    likely = {match.encoding: match for match in matches if match.encoding in _ON_THE_WEB}
    best = next(iter(likely.values()), None)
    default = likely.get(BROWSERS_DEFAULT)
    if best is None or (
        default and _tells_as_well(default, best) and not _IN_CP1250.search(payload, 0, META_BYTES)
    ):
        return BROWSERS_DEFAULT
    return _WIDER.get(best.encoding, best.encoding)


def _tells_as_well(one: CharsetMatch, best: CharsetMatch) -> bool:
    """True where the library sees no difference: it then puts cp1250 first, which few pages are in."""
    return one.chaos <= best.chaos and one.coherence >= best.coherence


def _text_only(sample: bytes) -> bytes:
    """`sample` without tags and scripts, which are ASCII in any charset and dilute the evidence."""
    bare = re.sub(rb"(?is)<(script|style)\b.*?</\1>|<[^>]{0,2000}>", b" ", sample)
    return bare if len(bare) > 200 else sample
