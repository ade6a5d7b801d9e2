"""<meta>, <link> and <title>: OpenGraph, Dublin Core, Parse.ly, Sailthru, citation metas and their like."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tasks.clean.metadata.pictures import is_stand_in
from tasks.clean.metadata.scan import Scan
from tasks.clean.metadata.text import absolute, host_of
from tasks.records import Found

_WRITTEN_BY = re.compile(
    r"written by|verfasst von|écrit par|escrito por|geschreven door|scritto da|author|yazan|skrevet av"
    r"|skriven av"
    r"|napisane przez|автор|작성자|投稿者|作者|autor|forfatter|kirjoittanut",
    re.IGNORECASE,
)
_UNFILLED = re.compile(r"^\W*(?:undefined|null|none|nan|false)\W*$|\{\{|\$\{|<%", re.IGNORECASE)
_FRONT = re.compile(r"https?://[^/?#]*/?(?:#.*)?")
_TIERS = {"free": "true", "locked": "false", "metered": "false"}


@cache
def _places() -> dict[str, tuple[int, str]]:
    """By the name of a meta: its place in metas.toml, and its field."""
    table = tomllib.loads(Path(__file__).with_name("metas.toml").read_text(encoding="utf-8"))
    fields = [(name, field) for field, names in table.items() for name in names]
    return {name: (place, field) for place, (name, field) in enumerate(fields)}


def fields(scan: Scan) -> Iterator[tuple[str, Found]]:
    """What the metas, links and the title say, in the order of metas.toml."""
    places = _places()
    for name in sorted(places.keys() & scan.metas.keys(), key=places.__getitem__):
        _, field = places[name]
        for text in scan.metas[name]:
            found = _read(scan, field, text, f"meta {name}")
            if found:
                yield field, found
    for one, other in (("twitter:label1", "twitter:data1"), ("twitter:label2", "twitter:data2")):
        label, data = scan.metas.get(one), scan.metas.get(other)
        if label and data and _WRITTEN_BY.fullmatch(label[0]):
            yield "byline", Found(data[0], "meta twitter:data")
    if scan.title:
        yield "headline", Found(scan.title, "title")
    if scan.lang:
        yield "language", Found(scan.lang, "html lang")
    for text in scan.metas.get("og:type", ()):
        yield "type", Found(text.lower(), "meta og:type")
    yield from _canonical(scan)


def _read(scan: Scan, field: str, text: str, place: str) -> Found | None:
    if field == "image":
        address = absolute(scan.base, text)
        return Found(address, place) if address and not is_stand_in(address) else None
    if field == "byline" and "://" in text:
        return None  # the address of a profile
    if field == "publisher":
        text = host_of(text) if "://" in text else text
        return Found(text.removeprefix("www."), place) if text else None
    if field == "free":
        return Found(_TIERS.get(text.lower(), text.lower()), place)
    return Found(text, place)


def _canonical(scan: Scan) -> Iterator[tuple[str, Found]]:
    for place, addresses in (
        ("link canonical", scan.canonical),
        ("meta og:url", scan.metas.get("og:url", ())),
    ):
        for text in addresses:
            address = None if _UNFILLED.search(text) else absolute(scan.base, text)
            if address and _may_be_of(scan.page.url, address):
                yield "canonical", Found(address, place)


def _may_be_of(page: str, address: str) -> bool:
    """False for the front page of a site, unless that is the page, and for a developer's machine.

    Templates that were never finished give one such address for all articles, which would all be one.
    """
    host = host_of(address)
    if "." not in host and host != host_of(page):
        return False
    return not _FRONT.fullmatch(address) or bool(_FRONT.fullmatch(page))
