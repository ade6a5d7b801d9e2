"""Finds the links to articles on a front or section page, for sites that have neither feed nor sitemap.

A link is judged by what it says, by the shape of its address, by where it stands, and by whether others on
the page are of the same make. docs/sources.md says how well that goes.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborNode

from tasks.discover.html import parse_html
from tasks.discover.item import Item, one_line
from tasks.discover.urls import url_key, web_url

MAX_LINKS = 5000  # of one page
MAX_MARKUP_CHARS = 20_000_000  # of all links together, which a hostile page puts into one another
MAX_DEPTH = 40  # ancestors that are looked at
THRESHOLD = 4  # points from which a link is taken for an article's
ALIKE = 3  # links of one make that make a listing

_DATE = re.compile(r"(?:^|[/_.-])(?:19|20)\d\d[/_.-]?(?:[01]?\d|[a-z]{3})(?:[/_.-]|[0-3]\d|$)")
_NUMBER = re.compile(r"\d{5,}|[0-9a-f]{8}-[0-9a-f]{4}-|[0-9a-f]{24,}")
_EXTENSION = re.compile(r"\.(?:html?|shtml|xhtml|php|aspx?|jsp|ece|story|amp)$")
_FILE = re.compile(r"\.(?:jpe?g|png|gif|svg|webp|pdf|mp[34]|zip|xml|rss|css|js|json|ics)$")
# Words of addresses, English on sites of every language, that lead to lists and services.
_SERVICE = re.compile(
    r"/(?:tags?|topics?|authors?|category|categories|search|login|signin|register|subscribe|subscriptions?|"
    r"account|newsletters?|rss|feeds?|about|contact|privacy|terms|legal|help|faq|jobs|shop|advertise|page)(?:/|\.|$)"
)
_FURNITURE = frozenset({"nav", "header", "footer", "aside", "form", "menu"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_WIDE = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")  # scripts without spaces between words


@dataclass(slots=True)
class _Link:
    """All the links on a page that lead to one address."""

    url: str
    text: str = ""  # the longest
    is_heading: bool = False
    is_in_article: bool = False
    is_furniture: bool = True  # wherever it stands
    count: int = field(default=0)


def article_links(page: str, url: str) -> list[Item]:
    """The articles that the page at `url` leads to, in its order, with the words of their links as titles.

    Raises EndsHere as `parse_html` does.
    """
    links = _links(page, url)
    makes = Counter(_make(link.url) for link in links)
    return [
        Item(url=link.url, title=link.text or None)
        for link in links
        if points(link.url) + _points_of_place(link) + (makes[_make(link.url)] >= ALIKE) >= THRESHOLD
    ]


def points(url: str) -> int:
    """How much the address alone looks like an article's."""
    path = unquote(urlsplit(url).path).lower()
    segments = [segment for segment in path.split("/") if segment]
    if not segments or _FILE.search(path):
        return -9
    last = _EXTENSION.sub("", segments[-1])
    words = len([word for word in re.split(r"[-_+ ,.]", last) if len(word) > 1 and not word.isdigit()])
    found = 2 * bool(_DATE.search(path)) + 2 * bool(_NUMBER.search(last)) + bool(_EXTENSION.search(path))
    found += 2 if words >= 4 else words >= 3
    found -= 3 * bool(_SERVICE.search(path))
    return found - 2 * (len(segments) == 1 and words < 3 and not _NUMBER.search(last))


def _points_of_place(link: _Link) -> int:
    length = len(link.text) * (3 if _WIDE.search(link.text) else 1)
    found = 2 * (length >= 25) + (length >= 40)
    found += link.is_heading + link.is_in_article + (link.count > 1)
    return found - 3 * link.is_furniture


def _links(page: str, url: str) -> list[_Link]:
    tree = parse_html(page)
    first = tree.css_first("base[href]")
    base = web_url(url, first.attributes.get("href") if first is not None else None) or url
    site = _site(url)
    own = url_key(url)
    links: dict[str, _Link] = {}
    budget = MAX_MARKUP_CHARS
    for node in tree.css("a[href]")[:MAX_LINKS]:
        target = web_url(base, node.attributes.get("href"))
        if target is None or not _is_of(site, target) or (key := url_key(target)) == own:
            continue
        link = links.setdefault(key, _Link(target))
        if budget < 0:
            break
        budget -= len(node.html or "")  # not of its text: what is empty costs time as well
        text = one_line(node.text(separator=" "))
        link.text = max(link.text, text, key=len)
        link.count += 1
        _note_place(link, node)
    return list(links.values())


def _note_place(link: _Link, node: LexborNode) -> None:
    above: set[str] = set()
    parent = node.parent
    for _ in range(MAX_DEPTH):
        if parent is None:
            break
        above.add(parent.tag or "")
        parent = parent.parent
    is_in_article = "article" in above
    link.is_heading |= bool(above & _HEADINGS) or node.css_first("h1,h2,h3,h4,h5,h6") is not None
    link.is_in_article |= is_in_article
    # The header of an article on the page is no furniture: its headline stands there.
    link.is_furniture &= bool(above & _FURNITURE) and not is_in_article


def _make(url: str) -> str:
    """The address with what differs from article to article taken out."""
    *folders, last = urlsplit(url).path.split("/")[1:] or [""]
    words = last.count("-") + last.count("_")
    return "/".join(["9" if part.isdigit() else "w" for part in folders]) + f"/{min(words, 3)}"


def _site(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _is_of(site: str, url: str) -> bool:
    host = _site(url)
    return host == site or host.endswith(f".{site}")
