"""All that a page says of itself, in one record."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser

from tasks.clean.metadata import jsonld
from tasks.clean.metadata.record import Metadata
from tasks.clean.page import Page
from tasks.records import Found


def collect(page: Page) -> Metadata:
    """Read everything the page says of itself. Never raises; what cannot be read is left out."""
    nodes = jsonld.nodes(page.tree)
    article = next((n for n in nodes if jsonld.ARTICLE_TYPES & set(jsonld.types(n))), {})
    metas = _metas(page.tree)
    html = page.tree.css_first("html")
    return Metadata(
        headlines=_found((article, "headline"), metas=(metas, "og:title", "twitter:title")),
        descriptions=_found((article, "description"), metas=(metas, "og:description", "description")),
        bylines=tuple(Found(name, "json-ld") for name in _names(article.get("author"))),
        published=_found((article, "datePublished"), metas=(metas, "article:published_time")),
        modified=_found((article, "dateModified"), metas=(metas, "article:modified_time")),
        sections=_found((article, "articleSection"), metas=(metas, "article:section")),
        languages=_found(
            (article, "inLanguage"), (html.attributes if html else {}, "lang"), metas=(metas, "og:locale")
        ),
        publisher=next(iter(_found(metas=(metas, "og:site_name"))), None),
        image_url=urljoin(page.url, metas["og:image"]) if metas.get("og:image") else None,
        canonical_url=_canonical(page),
        types=tuple(dict.fromkeys(t for n in nodes for t in jsonld.types(n))),
    )


def _metas(tree: LexborHTMLParser) -> dict[str, str]:
    metas: dict[str, str] = {}
    for node in tree.css("meta[content]"):
        values = node.attributes
        name = values.get("property") or values.get("name") or values.get("itemprop")
        content = _text(values.get("content"))
        if name and content:
            metas.setdefault(name.lower(), content)
    return metas


def _found(*pairs: tuple[Any, str], metas: tuple[Any, ...] = ({},)) -> tuple[Found, ...]:
    texts = [(_text(source.get(key)), "json-ld") for source, key in pairs]
    texts += [(_text(metas[0].get(name)), f"meta {name}") for name in metas[1:]]
    return tuple(Found(text, place) for text, place in texts if text)


def _text(value: Any) -> str:
    if isinstance(value, list):
        value = next((v for v in value if isinstance(v, str)), None)
    return re.sub(r"\s+", " ", value).strip() if isinstance(value, str) else ""


def _names(value: Any) -> Iterable[str]:
    for item in value if isinstance(value, list) else [value]:
        name = _text(item.get("name")) if isinstance(item, dict) else _text(item)
        if name:
            yield name


def _canonical(page: Page) -> str | None:
    link = page.tree.css_first('link[rel="canonical"]')
    href = link.attributes.get("href") if link else None
    return urljoin(page.url, href) if href else None
