"""Reads and writes lists of feeds as feed readers exchange them: OPML 1.0 and 2.0 (opml.org/spec2.opml)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree

from tasks.discover.item import plain_title
from tasks.discover.urls import web_url
from tasks.discover.xml import local_name, parse_xml
from tasks.records import EndsHere, Outcome
from tasks.sources import Source

MAX_BYTES = 10_000_000
MAX_FEEDS = 10_000


@dataclass(frozen=True, slots=True)
class Subscription:
    """A feed of a list."""

    title: str | None
    feed_url: str | None  # absolute; None where the list gives no web address
    language: str | None = None  # as declared


def read_opml(body: bytes, charset: str | None = None) -> list[Subscription]:
    """The feeds of a list, in its order, from whatever folders. Raises EndsHere(UNREADABLE, TOO_LARGE)."""
    if len(body) > MAX_BYTES:
        raise EndsHere(Outcome.TOO_LARGE, f"more than {MAX_BYTES:,} bytes")
    root = parse_xml(body, charset)
    if local_name(root) != "opml":
        raise EndsHere(Outcome.UNREADABLE, f"<{local_name(root)[:40]}>, not OPML")
    found: list[Subscription] = []
    for element in root.iter(etree.Element):
        said = {name.lower(): value for name, value in element.attrib.items()}
        if local_name(element) != "outline" or "xmlurl" not in said:
            continue
        title = plain_title(said.get("title")) or plain_title(said.get("text"))
        found.append(Subscription(title, web_url("", said["xmlurl"]), said.get("language")))
        if len(found) > MAX_FEEDS:
            raise EndsHere(Outcome.TOO_LARGE, f"more than {MAX_FEEDS:,} feeds")
    return found


def write_opml(sources: Iterable[Source]) -> str:
    """A list of all the sources' feeds."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = "Sources of Copydesk"
    body = etree.SubElement(root, "body")
    for source in sources:
        title = source.publisher or source.source_id
        language = {"language": source.language} if source.language else {}
        for url in source.feeds:
            etree.SubElement(body, "outline", type="rss", text=title, title=title, xmlUrl=url, **language)
    text = etree.tostring(root, encoding="unicode", pretty_print=True)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'
