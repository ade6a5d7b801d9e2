"""Further articles that stand whole on an article's page: what others would see by scrolling on."""

from __future__ import annotations

from tasks.clean.blocks import Frame, PageBlock
from tasks.clean.text import fold

MIN_OWN_CHARS = 600  # of running text in the page's own article; with less, what follows may be part of it …
MIN_NAMED_CHARS = 200  # … unless its heading is the page's headline, and it has so much


def following(blocks: list[PageBlock], headline: str) -> set[int]:
    """The blocks of the article elements that have a first-level heading and come after the page's own.

    The page's own is the first that has such a heading and enough text; less is enough if that heading is the
    page's `headline`, which is folded.
    """
    headed: dict[Frame | None, str] = {}  # each article, and its first heading
    for block in blocks:
        if block.frame.tag == "h1":
            headed.setdefault(_article_of(block.frame), fold(block.text))
    articles = [article for article in headed if article is not None]
    if len(articles) < 2:
        return set()
    for own in articles:
        least = MIN_NAMED_CHARS if headed[own] == headline else MIN_OWN_CHARS
        if _running_chars(blocks, own) >= least:
            break
    else:
        return set()
    others = [article for article in articles[articles.index(own) + 1 :] if not own.is_in(article)]
    return {at for at, block in enumerate(blocks) if any(map(block.frame.is_in, others))}


def _article_of(frame: Frame | None) -> Frame | None:
    """The innermost article element around a block."""
    while frame is not None and frame.tag != "article":
        frame = frame.parent
    return frame


def _running_chars(blocks: list[PageBlock], article: Frame) -> int:
    return sum(len(block.text) for block in blocks if block.is_running and block.frame.is_in(article))
