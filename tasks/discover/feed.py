"""Reads feeds: RSS 0.9x, 1.0 (RDF) and 2.0, Atom 0.3 and 1.0, JSON Feed; broken ones too."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import islice
from typing import Any

from lxml import etree

from tasks.discover.item import MAX_CONTENT_CHARS, MAX_SUMMARY_CHARS, Item, Listing, names, plain_title
from tasks.discover.urls import web_url
from tasks.discover.xml import local_name, parse_xml, text_of
from tasks.records import EndsHere, Outcome

MAX_ITEMS = 50_000  # of one feed
# Namespaces whose elements mean what their plain names say.
_PLAIN = frozenset(
    {
        "",
        "http://www.w3.org/2005/Atom",
        "http://purl.org/atom/ns#",
        "http://purl.org/rss/1.0/",
        "http://my.netscape.com/rdf/simple/0.9/",
        "http://channel.netscape.com/rdf/simple/0.9/",
        "http://backend.userland.com/rss2",
        "http://blogs.law.harvard.edu/tech/rss",
    }
)
_PREFIXES = {
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://search.yahoo.com/mrss/": "media",
    "http://search.yahoo.com/mrss": "media",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
}
# What the rest of Media RSS stands in; not everything, as a hostile feed puts hundreds into one another.
_MEDIA_HOLDERS = ("media:group", "media:content", "media:community", "image")
_RDF_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
FEED_ROOTS = ("rss", "feed", "rdf", "channel")


def parse_feed(body: bytes, url: str, charset: str | None = None) -> Listing:
    """A feed at `url`, its items in its order. Raises EndsHere(UNREADABLE) for what is no feed."""
    if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        return _json_feed(body, url)
    root = parse_xml(body, charset)
    if local_name(root) not in FEED_ROOTS:
        kind = "a web page" if local_name(root) == "html" else f"<{local_name(root)[:40]}>"
        raise EndsHere(Outcome.UNREADABLE, f"{kind}, not a feed")
    found = [*islice(filter(_is_item, root.iter(etree.Element)), MAX_ITEMS)]
    known = {root: _base(root, url)}
    above = [_base_above(element, known) for element in found]
    _take_apart(root, found)
    language = _said(root, "language", "dc:language", attribute=_XML_LANG)
    items = [_item(element, base, language) for element, base in zip(found, above, strict=True)]
    if items and _is_cut(body):
        items.pop()
    return Listing(items, plain_title(_said(root, "title", "dc:title")), language)


def _is_cut(body: bytes) -> bool:
    """True if the feed breaks off inside a text of its last item, such as its address."""
    text = body.replace(b"\0", b"").rstrip()
    is_open = any(text.rfind(b"<" + name) > text.rfind(b"</" + name) for name in (b"item", b"entry"))
    return is_open and not text.endswith(b">")


def _take_apart(root: etree._Element, items: Sequence[etree._Element]) -> None:
    """Takes the items out of one another, so that each says its own only.

    Where tags were not closed, the items that follow stand in the one before, or in a text of it; a hostile
    feed puts hundreds into one another, and all that stands in the last would be read for each of them.
    """
    homes = {root, *root.iterchildren("{*}channel")}
    for element in reversed(items):  # the innermost first: a move takes as long as what is moved is large
        if element.getparent() not in homes:
            root.append(element)


def _is_item(element: etree._Element) -> bool:
    return _name(element) in ("item", "entry")


def _base(element: etree._Element, above: str) -> str:
    """What addresses in an element are relative to. What its xml:base says counts if that is an address."""
    return web_url(above, element.get(_XML_BASE)) or above


def _base_above(element: etree._Element, known: dict[etree._Element, str]) -> str:
    """The base of what the element stands in, by all that is around it; `known` holds those of others."""
    around = []
    parent = element.getparent()
    while parent not in known:
        around.append(parent)
        parent = parent.getparent()
    base = known[parent]
    for one in reversed(around):
        base = known[one] = _base(one, base)
    return base


def _item(element: etree._Element, above: str, language: str | None) -> Item:
    fields: dict[str, list[etree._Element]] = {}
    for child in element.iterchildren(etree.Element):
        fields.setdefault(_name(child), []).append(child)

    def first(*wanted: str) -> str | None:
        texts = (text_of(child) for name in wanted for child in fields.get(name, ()))
        return next((text for text in texts if text), None)

    base = _base(element, above)
    media = _media(element)
    content = first("content:encoded", "content")
    summary = first("description", "summary", "dc:description", "media:description") or content
    return Item(
        url=_link(fields, base) or _named_by(element, fields, base),
        enclosure_url=_enclosure(fields, base),
        title=plain_title(first("title", "dc:title", "media:title")),
        summary=summary[:MAX_SUMMARY_CHARS] if summary else None,
        content=content[:MAX_CONTENT_CHARS] if content else None,
        published_text=first("pubdate", "published", "issued", "dc:date", "dcterms:created", "created"),
        modified_text=first("updated", "modified", "dcterms:modified"),
        authors=names(_authors(fields)),
        categories=names([*_categories(fields), *_keywords(media)]),
        language=element.get(_XML_LANG) or first("dc:language", "language") or language,
        image_url=_image(fields, media, base),
    )


def _link(fields: dict[str, list[etree._Element]], base: str) -> str | None:
    """The page that an item leads to. Enclosures are no pages."""
    origin = [text_of(child) for child in fields.get("feedburner:origlink", ())]
    plain = [text_of(child) for child in fields.get("link", ()) if not child.get("href")]
    atom = [
        child.get("href")
        for child in sorted(fields.get("link", ()), key=lambda child: child.get("type") != "text/html")
        if child.get("href") and child.get("rel", "alternate") == "alternate"
    ]
    guid = [
        text_of(child)
        for child in fields.get("guid", ())
        if child.get("isPermaLink", "true").strip().lower() == "true"
        and (text_of(child) or "").startswith(("http://", "https://"))
    ]
    urls = (web_url(base, text) for text in (*origin, *plain, *atom, *guid))
    return next((url for url in urls if url), None)


def _named_by(element: etree._Element, fields: dict[str, list[etree._Element]], base: str) -> str | None:
    """The page that an item without a link is named by: RSS 1.0's rdf:about, Atom's id; not an episode's."""
    if _enclosure(fields, base):
        return None
    found = [element.get(_RDF_ABOUT), *(text_of(child) for child in fields.get("id", ()))]
    pages = (web_url(base, name) for name in found if name and name.startswith(("http://", "https://")))
    return next((url for url in pages if url), None)


def _enclosure(fields: dict[str, list[etree._Element]], base: str) -> str | None:
    """A sound or film that an item offers."""
    rss = [
        child.get("url")
        for name in ("enclosure", "media:content")
        for child in fields.get(name, ())
        if not _is_picture(child)
    ]
    atom = [child.get("href") for child in fields.get("link", ()) if child.get("rel") == "enclosure"]
    return next((url for text in (*rss, *atom) if (url := web_url(base, text))), None)


def _is_picture(element: etree._Element) -> bool:
    return (element.get("medium") or element.get("type") or "").startswith("image")


def _authors(fields: dict[str, list[etree._Element]]) -> list[str | None]:
    found: list[str | None] = [text_of(child) for child in fields.get("dc:creator", ())]
    for author in fields.get("author", ()):
        inner = [
            text_of(child) for child in author.iterchildren(etree.Element) if local_name(child) == "name"
        ]
        found += inner or [text_of(author)]
    return found


def _categories(fields: dict[str, list[etree._Element]]) -> list[str | None]:
    found = [
        child.get("label") or child.get("term") or text_of(child) for child in fields.get("category", ())
    ]
    return found + [text_of(child) for child in fields.get("dc:subject", ())]


def _media(element: etree._Element) -> list[etree._Element]:
    """What Media RSS says of an item, in groups or not, in its order."""
    found: list[etree._Element] = []
    for child in element.iterchildren(etree.Element):
        name = _name(child)
        found += [child] if name.startswith("media:") else []
        found += _media(child) if name in _MEDIA_HOLDERS else []
    return found


def _keywords(media: list[etree._Element]) -> list[str]:
    texts = (text_of(child) for child in media if _name(child) == "media:keywords")
    return [word for text in texts if text for word in text.split(",")]


def _image(fields: dict[str, list[etree._Element]], media: list[etree._Element], base: str) -> str | None:
    """The picture that an item shows: the largest that it calls one, else a thumbnail."""
    offered = [child for child in media if _name(child) == "media:content"] + fields.get("enclosure", [])
    pictures = sorted(filter(_is_picture, offered), key=_width, reverse=True)
    pictures += [child for child in media if _name(child) == "media:thumbnail"]
    return next((url for child in pictures if (url := web_url(base, child.get("url")))), None)


def _width(element: etree._Element) -> int:
    width = element.get("width") or ""
    return int(width) if width.isascii() and width.isdigit() and len(width) < len("100000") else 0


def _said(root: etree._Element, *wanted: str, attribute: str = "") -> str | None:
    """What the feed says of itself: an attribute of its root, or an element outside the items."""
    declared: str | None = root.get(attribute) if attribute else None
    if declared:
        return declared
    for parent in (root, *root.iterchildren("{*}channel")):
        for child in parent.iterchildren(etree.Element):
            if _name(child) in wanted and (text := text_of(child)):
                return text
    return None


def _name(element: etree._Element) -> str:
    """ "title", "dc:creator", …; "other:…" for namespaces that mean nothing here."""
    tag = element.tag if isinstance(element.tag, str) else ""
    if not tag.startswith("{"):
        return tag.lower()  # with its prefix, where the feed forgot to declare that
    namespace, _, local = tag[1:].partition("}")
    prefix = "" if namespace in _PLAIN else _PREFIXES.get(namespace, "other") + ":"
    return prefix + local.lower()


def _json_feed(body: bytes, url: str) -> Listing:
    """JSON Feed 1.0 and 1.1 (jsonfeed.org)."""
    try:
        feed = json.loads(body)
    except (ValueError, RecursionError):
        raise EndsHere(Outcome.UNREADABLE, "broken JSON") from None
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list) or "jsonfeed.org" not in str(feed.get("version")):
        raise EndsHere(Outcome.UNREADABLE, "JSON, but not a JSON Feed")
    language = _string(feed, "language")
    found = [_json_item(item, url, language) for item in items[:MAX_ITEMS] if isinstance(item, dict)]
    return Listing(found, plain_title(_string(feed, "title")), language)


def _json_item(item: dict[str, Any], url: str, language: str | None) -> Item:
    authors = item.get("authors") if isinstance(item.get("authors"), list) else [item.get("author")]
    tags = item.get("tags")
    content = _string(item, "content_html") or _string(item, "content_text")
    summary = _string(item, "summary") or content
    page = _string(item, "url") or _string(item, "external_url") or _permalink(item)
    return Item(
        url=web_url(url, page),
        enclosure_url=web_url(url, _attachment(item)),
        title=plain_title(_string(item, "title")),
        summary=summary[:MAX_SUMMARY_CHARS] if summary else None,
        content=content[:MAX_CONTENT_CHARS] if content else None,
        published_text=_string(item, "date_published"),
        modified_text=_string(item, "date_modified"),
        authors=names(_string(author, "name") for author in authors or () if isinstance(author, dict)),
        categories=names(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else (),
        language=_string(item, "language") or language,
        image_url=web_url(url, _string(item, "image") or _string(item, "banner_image")),
    )


def _attachment(item: dict[str, Any]) -> str | None:
    attachments = item.get("attachments")
    first = attachments[0] if isinstance(attachments, list) and attachments else None
    return _string(first, "url") if isinstance(first, dict) else None


def _permalink(item: dict[str, Any]) -> str | None:
    """An item's id, where it is a page's address: what it should be, says the specification."""
    name = _string(item, "id")
    return name if name and name.startswith(("http://", "https://")) else None


def _string(table: dict[str, Any], key: str) -> str | None:
    value = table.get(key)
    # JSON may hold half of a surrogate pair, which no text can.
    return value.encode("utf-8", "replace").decode() or None if isinstance(value, str) else None
