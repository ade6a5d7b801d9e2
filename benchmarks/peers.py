"""The peers, each used as its documentation shows: a page's bytes and URL in, a line for score.py out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

Line = dict[str, Any]
Reader = Callable[[bytes, str], Line]


def copydesk() -> Reader:
    """Our own reader, from the same bytes, in a process set up as `copydesk extract` sets up its own."""
    from benchmarks.corpora import capture_of
    from tasks.clean.reader import read_page
    from tasks.collector import collect_seldom
    from tasks.normalize.article import normalize
    from tasks.records import EndsHere

    collect_seldom()

    def read(page: bytes, url: str) -> Line:
        try:
            article = normalize(read_page(capture_of(url, page)))
        except EndsHere:
            return {}
        return {
            "headline": article.headline,
            "body": article.body,
            "authors": article.authors,
            "published_on": _iso(article.published_on),
            "published_at": _iso(article.published_at),
            "agencies": article.agencies,
        }

    return read


def trafilatura() -> Reader:
    import trafilatura

    def read(page: bytes, url: str) -> Line:
        document = trafilatura.bare_extraction(page, url=url, with_metadata=True)
        if document is None:
            return {}
        fields = document.as_dict()
        return {
            "headline": fields.get("title"),
            "body": fields.get("text"),
            "authors": [name.strip() for name in (fields.get("author") or "").split(";") if name.strip()],
            "published": fields.get("date"),
        }

    return read


def newspaper4k() -> Reader:
    import newspaper

    def read(page: bytes, url: str) -> Line:
        article = newspaper.Article(url or "http://page.example/", fetch_images=False)
        article.download(input_html=page.decode("utf-8", "replace"))
        article.parse()
        return {
            "headline": article.title,
            "body": article.text,
            "authors": article.authors,
            "published": _iso(article.publish_date),
        }

    return read


def goose3() -> Reader:
    from goose3 import Goose

    goose = Goose({"enable_image_fetching": False})

    def read(page: bytes, url: str) -> Line:
        article = goose.extract(raw_html=page)
        when = article.publish_datetime_utc
        return {
            "headline": article.title,
            "body": article.cleaned_text,
            "authors": article.authors,
            "published": _iso(when) or article.publish_date,
        }

    return read


def readability() -> Reader:
    from lxml import html
    from readability import Document

    def read(page: bytes, url: str) -> Line:
        document = Document(page)
        body = html.fromstring(document.summary(html_partial=True))
        return {"headline": document.short_title(), "body": "\n\n".join(body.itertext())}

    return read


def resiliparse() -> Reader:
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import detect_encoding
    from resiliparse.parse.html import HTMLTree

    def read(page: bytes, url: str) -> Line:
        tree = HTMLTree.parse_from_bytes(page, detect_encoding(page))
        return {"headline": tree.title, "body": extract_plain_text(tree, main_content=True, alt_texts=False)}

    return read


def htmldate() -> Reader:
    from htmldate import find_date

    def read(page: bytes, url: str) -> Line:
        return {"published": find_date(page, url=url or None, original_date=True)}

    return read


def _iso(when: Any) -> str | None:
    if isinstance(when, datetime) or hasattr(when, "isoformat"):
        return str(when.isoformat())
    return None


READERS: dict[str, Callable[[], Reader]] = {
    "copydesk": copydesk,
    "trafilatura": trafilatura,
    "newspaper4k": newspaper4k,
    "goose3": goose3,
    "readability": readability,
    "resiliparse": resiliparse,
    "htmldate": htmldate,
}
