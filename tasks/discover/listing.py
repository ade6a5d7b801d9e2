"""Reads what a server answers as a feed, a sitemap, or a page that links to articles."""

from __future__ import annotations

from tasks.clean.charset import charset_in, decode
from tasks.discover.feed import parse_feed
from tasks.discover.html import parse_html
from tasks.discover.item import Listing, plain_title
from tasks.discover.section import article_links
from tasks.discover.sitemap import parse_sitemap
from tasks.fetch.response import Response


def read_feed(response: Response) -> Listing:
    """A feed. Raises EndsHere(UNREADABLE) for what is none."""
    return parse_feed(response.body, response.url, charset_in(response.header("Content-Type")))


def read_sitemap(response: Response) -> Listing:
    """A sitemap, or an index of them. Raises EndsHere: UNREADABLE for what is none, TOO_LARGE unpacked."""
    return parse_sitemap(response.body, response.url, charset_in(response.header("Content-Type")))


def read_page(response: Response) -> Listing:
    """The articles that a front or section page leads to, and what the page says of its site.

    Raises EndsHere(UNREADABLE) for one that is made to stall the parser.
    """
    text = page_text(response)
    tree = parse_html(text)
    name = tree.css_first('meta[property="og:site_name"]')
    html = tree.css_first("html")
    return Listing(
        article_links(text, response.url),
        plain_title(name.attributes.get("content")) if name is not None else None,
        html.attributes.get("lang") if html is not None else None,
    )


def page_text(response: Response) -> str:
    """The text of a page, in whatever charset it is."""
    return decode(response.body, response.header("Content-Type"))
