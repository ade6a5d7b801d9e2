"""From a capture to a draft: the one way to read a page."""

from __future__ import annotations

import re
from dataclasses import replace

from tasks.clean.body import RECURS, Judged, read_body
from tasks.clean.charset import decode_to_utf8
from tasks.clean.kinds import refuse_other_kinds
from tasks.clean.memory import SiteMemory
from tasks.clean.metadata import Metadata, collect
from tasks.clean.mhtml import page_in
from tasks.clean.neighbours import lines_around
from tasks.clean.page import Page, parse
from tasks.clean.plain_text import read_plain_text
from tasks.clean.saved import saved_from, without_data
from tasks.clean.selectors import read_selected
from tasks.copies import own_address
from tasks.records import Block, Capture, Draft, EndsHere, Outcome, Removed
from tasks.sniff import kind_of
from tasks.sources import Selectors

MAX_PAGE_BYTES = 8_000_000  # a longer page is not read; pictures that it holds do not count
SNIFFED_BYTES = 2_048  # how much of a page tells what it is
MAX_CONTROL_SHARE = 0.03  # of the bytes sniffed; text has next to none

# Control characters, but for white space and the escape of ISO-2022.
_CONTROL = bytes(byte for byte in range(32) if byte not in b"\t\n\x0b\f\r\x1b")

_DOCUMENT = re.compile(
    rb"<(?:!doctype|html|head|body|meta|title|p|article|script|h1|table|br)\b", re.IGNORECASE
)
_MARKUP = re.compile(rb"<(?:div|span|a)\b|" + _DOCUMENT.pattern, re.IGNORECASE)
_MARKDOWN_LINK = re.compile(rb"\]\([^()\s]{1,2000}[\s)]")
_XML_OF_OTHERS = re.compile(
    rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:rss|feed|urlset|sitemapindex|rdf:RDF)\b", re.DOTALL
)


def read_page(
    capture: Capture, memory: SiteMemory | None = None, selectors: Selectors | None = None
) -> Draft:
    """What the page says: headline, standfirst, body, and the verbatim texts of its other fields.

    `memory` is of the page's site; `selectors` are the user's own. Raises EndsHere, and nothing else whatever
    the bytes, where the capture holds no article.
    """
    page = open_page(capture)
    if isinstance(page, str):
        return read_plain_text(capture, page)
    metadata = collect(page)
    doubts: tuple[str, ...] = ()
    if selectors is None:
        judged = read_body(page, metadata, memory)
    else:
        judged, doubts = read_selected(page, metadata, selectors, memory)
    refuse_other_kinds(page, metadata, judged)
    draft = _draft(capture, metadata, judged, doubts)
    is_known = draft.canonical_url is not None or page.url == capture.url
    return draft if is_known or not capture.is_file else replace(draft, canonical_url=page.url)


def open_page(capture: Capture) -> Page | str:
    """The parsed page, or the text of one without markup. Raises EndsHere for what is no page."""
    payload, content_type, address = capture.payload, capture.header("Content-Type"), None
    if saved := page_in(payload):
        payload, content_type, address = saved
    if len(payload) > MAX_PAGE_BYTES:
        payload = without_data(payload)
    _refuse_unreadable(payload)
    text, utf8 = decode_to_utf8(payload, content_type)
    if is_plain_text(payload, content_type, capture.url):
        return text
    if capture.is_file:  # it has the address that it was saved from
        return parse(own_address(address or saved_from(utf8) or capture.url), utf8)
    return parse(own_address(capture.url), utf8)


def is_plain_text(payload: bytes, content_type: str | None, url: str) -> bool:
    """True for a page without markup; the content type is believed where the bytes don't contradict it.

    Markdown may hold boxes and spans of HTML.
    """
    head = payload[:SNIFFED_BYTES]
    kind = (content_type or "").partition(";")[0].strip().lower()
    is_said = kind == "text/plain" or url.lower().endswith(".txt")
    if _MARKUP.search(head):
        return is_said and not _DOCUMENT.search(head) and _MARKDOWN_LINK.search(head) is not None
    return is_said or b"<" not in payload


def _refuse_unreadable(payload: bytes) -> None:
    if not payload.strip(b"\x00\t\n\f\r "):
        raise EndsHere(Outcome.UNREADABLE, "The page is empty.")
    if len(payload) > MAX_PAGE_BYTES:
        raise EndsHere(
            Outcome.TOO_LARGE, f"The page has {len(payload):,} bytes; at most {MAX_PAGE_BYTES:,} are read."
        )
    if what := kind_of(payload):
        raise EndsHere(Outcome.UNREADABLE, f"The page is {what}, not text.")
    head = payload[:SNIFFED_BYTES]
    if _XML_OF_OTHERS.search(head):
        raise EndsHere(Outcome.NOT_AN_ARTICLE, "The page is a feed or a sitemap.")
    control = len(head) - len(head.translate(None, _CONTROL))
    if control > MAX_CONTROL_SHARE * len(head) and not payload.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise EndsHere(Outcome.UNREADABLE, "The page is binary, not text.")


def _draft(capture: Capture, metadata: Metadata, judged: list[Judged], doubts: tuple[str, ...]) -> Draft:
    kept = [Block(one.block.text, one.block.kind, one.hash) for one in judged if one.reason is None]
    removed = [Removed(one.block.text, one.reason) for one in judged if one.reason is not None]
    return Draft(
        capture=capture,
        headline=next(iter(metadata.headlines), None),
        description=next(iter(metadata.descriptions), None),
        blocks=tuple(kept),
        removed=tuple(removed),
        full_text=_full_text(judged),
        canonical_url=metadata.canonical_url,
        bylines=metadata.bylines,
        credits=(*metadata.credits, *lines_around(judged)),
        published=metadata.published,
        modified=metadata.modified,
        sections=metadata.sections,
        keywords=metadata.keywords,
        languages=metadata.languages,
        publisher=metadata.publisher,
        image_url=metadata.image_url,
        is_accessible_for_free=metadata.is_accessible_for_free,
        doubts=doubts,
        block_hashes=frozenset([one.hash for one in judged]),
    )


def _full_text(judged: list[Judged]) -> str | None:
    if RECURS not in [one.reason for one in judged]:
        return None
    return "\n\n".join(one.block.text for one in judged if one.is_kept or one.reason == RECURS)
