"""XML of strangers, read with lxml: no document types, no entities, no network, and broken markup mended.

Two feed libraries were measured and left (docs/sources.md, "How feeds are read"): one loses dates, zones and
bare ampersands, the other expands entities and takes seconds where lxml takes milliseconds.
"""

from __future__ import annotations

import re
from html.entities import html5

from lxml import etree

from tasks.clean.charset import codec_of
from tasks.records import EndsHere, Outcome

# Of a document, opening and closing; each element takes some 140 bytes. A sitemap of 50,000 pages in thirty
# languages has three million.
MAX_TAGS = 4_000_000
MAX_PROLOG_JUNK = 4096  # characters before the document that are passed over
_DECLARATION = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_PROLOG = re.compile(r"(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
_DOCUMENT = re.compile(r"<(?:\?xml\s|(?:\w+:)?(?:rss|feed|rdf|channel|urlset|sitemapindex)\b)", re.IGNORECASE)
_DOCTYPE = re.compile(r"<!DOCTYPE([^>\[]*)([>\[])", re.IGNORECASE)
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]+")
_BARE_AMPERSAND = re.compile(r"&(?!(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)")
_NAMED_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_XML_ENTITIES = frozenset({"amp", "lt", "gt", "quot", "apos"})
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def parse_xml(body: bytes, charset: str | None = None) -> etree._Element:
    """The root element. `charset` is what HTTP says. Raises EndsHere(UNREADABLE, TOO_LARGE).

    Well-formed XML is read strictly; anything else is mended (bare ampersands, HTML entities, control
    characters) and read for what can be saved.
    """
    text = _without_prolog(decode_xml(body, charset))
    if text.count("<") > MAX_TAGS:
        raise EndsHere(Outcome.TOO_LARGE, f"more than {MAX_TAGS:,} tags")
    try:
        return etree.fromstring(_encoded(text), _parser(recover=False))
    except etree.XMLSyntaxError:
        pass
    try:
        root = etree.fromstring(_encoded(_mended(text)), _parser(recover=True))
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        raise EndsHere(Outcome.UNREADABLE, "not XML")
    return root


def decode_xml(body: bytes, charset: str | None) -> str:
    """The text of an XML document, by its byte order mark, else UTF-8, else as declared, else HTTP's."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body.decode("utf-16", errors="replace")
    if body.startswith((b"<\x00", b"\x00<")):
        return body.decode("utf-16-le" if body[0] else "utf-16-be", errors="replace")
    declared = _DECLARATION.match(body)
    # What reads as UTF-8 is UTF-8, whatever is declared; but for seven-bit charsets that switch by escapes.
    names = [] if b"\x1b" in body and body.isascii() else ["utf-8-sig"]
    labels = (declared.group(1).decode("ascii") if declared else None, charset)
    # Not just any codec of Python's: punycode takes the square of a text's length.
    names += [codec for label in labels if (codec := codec_of(label))]
    for name in names:
        try:
            return body.decode(name)
        except ValueError:
            continue
    return body.decode("cp1252", errors="replace")


def local_name(element: etree._Element) -> str:
    """The tag without namespace or prefix, in lower case."""
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(tag, str) else ""


def text_of(element: etree._Element) -> str | None:
    """The text below the element with white space collapsed at its ends; None if there is none."""
    return "".join(element.itertext()).strip() or None


def _without_prolog(text: str) -> str:
    """The document from its root element on, as nothing before it says anything but the charset."""
    start = text.find("<", 0, MAX_PROLOG_JUNK)
    if start < 0:
        raise EndsHere(Outcome.UNREADABLE, "not XML" if text.strip() else "empty")
    document = _DOCUMENT.search(text, start, MAX_PROLOG_JUNK)
    if document is not None and _DOCTYPE.search(text, start, document.start()) is None:
        start = document.start()  # a server's own warnings may come first, as a piece of a page
    at = _end_of_prolog(text, start)
    doctype = _DOCTYPE.match(text, at)
    if doctype is None:
        return text[at:]
    if doctype.group(2) == "[":
        raise EndsHere(Outcome.UNREADABLE, "declares entities of its own, which no feed or sitemap needs")
    return text[_end_of_prolog(text, doctype.end()) :]


def _end_of_prolog(text: str, start: int) -> int:
    prolog = _PROLOG.match(text, start)
    return prolog.end() if prolog else start


def _parser(recover: bool) -> etree.XMLParser:
    return etree.XMLParser(
        encoding="utf-8",
        recover=recover,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", errors="replace")


def _mended(text: str) -> str:
    """The text with what breaks XML made harmless; CDATA sections keep their ampersands."""
    text = _NOT_XML.sub("", text)
    parts: list[str] = []
    at = 0
    while (start := text.find("<![CDATA[", at)) >= 0 and (end := text.find("]]>", start)) >= 0:
        parts += (_with_entities_mended(text[at:start]), text[start : end + 3])
        at = end + 3
    parts.append(_with_entities_mended(text[at:]))
    return "".join(parts)


def _with_entities_mended(text: str) -> str:
    return _NAMED_ENTITY.sub(_escaped, _BARE_AMPERSAND.sub("&amp;", text))


def _escaped(found: re.Match[str]) -> str:
    if found.group(1) in _XML_ENTITIES:
        return found.group()
    meant = html5.get(f"{found.group(1)};")
    return "&amp;" + found.group()[1:] if meant is None else "".join(_ESCAPES.get(c, c) for c in meant)
