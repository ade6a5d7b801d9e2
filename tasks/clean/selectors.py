"""The user's own selectors for a site's pages: where the body stands, and what is no part of it.

Over the whole page Lexbor selects, which takes a tenth of a millisecond; the elements that hold the body are
edited as a BeautifulSoup fragment, whose selectors can do more (`:-soup-contains("Read more")`).
"""

from __future__ import annotations

from bs4 import BeautifulSoup
from selectolax.lexbor import SelectolaxError

from tasks.clean.body import Judged, read_body
from tasks.clean.memory import SiteMemory
from tasks.clean.metadata import Metadata
from tasks.clean.page import Page, parse
from tasks.clean.place import Main, reason_by_place
from tasks.clean.text import block_hash
from tasks.sources import Selectors

NO_MATCH = "the source's selector for the body matches nothing on the page"
REMOVED = "the source's selector"  # why a block goes that `remove` matches


def read_selected(
    page: Page, metadata: Metadata, selectors: Selectors, memory: SiteMemory | None
) -> tuple[list[Judged], tuple[str, ...]]:
    """The judged blocks, and doubts. What `body` selects is kept whole, but for what its place rules out.

    Where `body` matches nothing, the page is read as if there were no selector, and that is a doubt.
    """
    if selectors.body is None:
        return _removed(page, selectors) + read_body(_without(page, selectors), metadata, memory), ()
    found = _select(page, selectors.body)
    if not found:
        return read_body(page, metadata, memory), (NO_MATCH,)
    inside = parse(page.url, found)
    blocks = _without(inside, selectors).walked.blocks
    everywhere = Main(None, 0, 0)
    kept = [Judged(one, block_hash(one.text), reason_by_place(one, everywhere)) for one in blocks]
    return _removed(inside, selectors) + kept, ()


def _select(page: Page, selector: str) -> str:
    """The markup of the elements that it matches; "" if there are none."""
    try:
        return "".join(node.html or "" for node in page.tree.css(selector))
    except SelectolaxError:  # one that only BeautifulSoup knows
        return "".join(str(element) for element in _soup(page).select(selector))


def _without(page: Page, selectors: Selectors) -> Page:
    """The page without what `remove` matches."""
    if selectors.remove is None:
        return page
    soup = _soup(page)
    for element in soup.select(selectors.remove):
        element.decompose()
    return parse(page.url, str(soup))


def _removed(page: Page, selectors: Selectors) -> list[Judged]:
    """The blocks that `remove` matches, as removed."""
    if selectors.remove is None:
        return []
    markup = "".join(str(element) for element in _soup(page).select(selectors.remove))
    blocks = parse(page.url, markup).walked.blocks
    return [Judged(one, block_hash(one.text), REMOVED) for one in blocks]


def _soup(page: Page) -> BeautifulSoup:
    body = page.tree.body
    return BeautifulSoup((body.html if body else None) or "", "lxml")
