"""<meta>, <link> and <title>: OpenGraph, Dublin Core, Parse.ly, Sailthru, citation metas and their like."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tasks.clean.metadata.scan import Scan
from tasks.clean.metadata.text import absolute
from tasks.records import Found

# Names of metas, lower case, by the field that they give.
NAMES: dict[str, tuple[str, ...]] = {
    "headline": (
        "og:title", "twitter:title", "headline", "parsely-title", "sailthru.title", "citation_title", "dc.title",
        "dcterms.title", "dc:title", "title", "article:title", "cxenseparse:title", "hdl",
    ),
    "description": (
        "og:description", "description", "twitter:description", "dc.description", "dcterms.description",
        "sailthru.description", "dcterms.abstract",
    ),
    "byline": (
        "author", "article:author", "og:article:author", "article:author_name", "parsely-author", "sailthru.author",
        "dc.creator", "dcterms.creator", "dc:creator", "dc.contributor", "citation_author", "byl", "authors", "creator",
        "cxenseparse:author", "articleauthor", "article.author", "og:author", "rnews:creator", "byline",
        "dcsext.articleauthor", "article-author", "content_author", "news_author", "vr:author", "article_author",
        "cse_author",
    ),
    "credit": ("source", "news_source", "dc.source", "copyright", "dc.rights", "dcterms.rightsholder", "original-source"),
    "published": (
        "article:published_time", "og:article:published_time", "og:published_time", "article:published", "datepublished",
        "date", "pubdate", "publishdate", "publish-date", "publish_date", "published", "parsely-pub-date",
        "sailthru.date", "dc.date.issued", "dcterms.issued", "dc.date", "dcterms.date", "dc:date", "dcterms.created",
        "dc.date.created", "dc.created", "citation_publication_date", "citation_online_date", "citation_date",
        "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "article_date_original", "originalpublicationdate",
        "publication_date", "publication-date", "date.created", "displaydate", "article.published", "article.created",
        "rnews:datepublished", "datecreated", "created", "article:created_time", "pub_date", "article_publication_date",
        "og:pubdate", "dateofpublication", "vr:published_time", "published_at", "cse_date", "bt:pubdate", "ptime",
        "published_time", "release_date", "og:release_date", "article:published_date", "mediator_published_time",
    ),
    "modified": (
        "article:modified_time", "og:article:modified_time", "og:modified_time", "og:updated_time", "article:modified",
        "datemodified", "dcterms.modified", "dc.date.modified", "last-modified", "lastmod", "article:updated",
        "article:updated_time", "utime", "article.updated", "updated_time", "modified",
    ),
    "section": (
        "article:section", "parsely-section", "section", "cxenseparse:section", "og:section", "sailthru.section",
        "article:section:name", "dcsext.articlesection", "category", "dc.subject", "cg", "subsection", "channel",
    ),
    "keyword": ("news_keywords", "keywords", "article:tag", "parsely-tags", "sailthru.tags", "og:article:tag"),
    "language": ("content-language", "dc.language", "dcterms.language", "inlanguage", "og:locale", "language"),
    "publisher": ("og:site_name", "application-name", "dc.publisher", "dcterms.publisher", "publisher"),
    "image": ("og:image", "og:image:url", "twitter:image", "twitter:image:src"),
    "free": ("isaccessibleforfree", "article:content_tier"),
}  # fmt: skip
FIELD_OF = {name: field for field, names in NAMES.items() for name in names}

_WRITTEN_BY = re.compile(
    r"written by|verfasst von|écrit par|escrito por|geschreven door|scritto da|author|yazan|skrevet av|skriven av"
    r"|napisane przez|автор|작성자|投稿者|作者|autor|forfatter|kirjoittanut",
    re.IGNORECASE,
)
_TIERS = {"free": "true", "locked": "false", "metered": "false"}


def fields(scan: Scan) -> Iterator[tuple[str, Found]]:
    """What the metas, links and the title say, in the order of the tables above."""
    for name, field in FIELD_OF.items():
        for text in scan.metas.get(name, ()):
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
        return Found(address, place) if address else None
    if field == "byline" and "://" in text:
        return None  # the address of a profile
    if field == "free":
        return Found(_TIERS.get(text.lower(), text.lower()), place)
    return Found(text, place)


def _canonical(scan: Scan) -> Iterator[tuple[str, Found]]:
    for attributes in scan.links:
        if (attributes.get("rel") or "").lower().split() == ["canonical"]:
            address = absolute(scan.base, attributes.get("href"))
            if address:
                yield "canonical", Found(address, "link canonical")
    for text in scan.metas.get("og:url", ()):
        address = absolute(scan.base, text)
        if address:
            yield "canonical", Found(address, "meta og:url")
