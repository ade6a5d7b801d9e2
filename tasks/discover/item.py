"""What a feed or sitemap says of one page, before it is known whose source it is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape

from tasks.clean.text import CONTROL, tidy
from tasks.discover.moments import end_of, moment

MAX_TITLE_CHARS = 1000
MAX_SUMMARY_CHARS = 20_000
MAX_CONTENT_CHARS = 200_000
MAX_NAMES = 50  # authors, or categories, of one item
MAX_LANGUAGE_CHARS = 60  # BCP 47 asks for room for 35 (RFC 5646, 4.4.1)
MAX_DATE_TEXT_CHARS = 160  # the longest are written out, with the zone's name
_TAG = re.compile(r"<[^<>]{1,500}>")
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Item:
    """As the Entry's fields of the same names; `url` is None where the item leads to no page."""

    url: str | None
    enclosure_url: str | None = None  # of a sound or film that the item offers
    title: str | None = None
    summary: str | None = None
    content: str | None = None
    published_text: str | None = None
    modified_text: str | None = None
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    language: str | None = None
    image_url: str | None = None

    def __post_init__(self) -> None:
        # Here, where no format's reader goes around it: a feed's language stands in each of its entries.
        _drop_odd(self, "language", MAX_LANGUAGE_CHARS)
        _drop_odd(self, "published_text", MAX_DATE_TEXT_CHARS)
        _drop_odd(self, "modified_text", MAX_DATE_TEXT_CHARS)


@dataclass(frozen=True, slots=True)
class Listing:
    """What a feed, a sitemap or a page offers, and what it says of itself."""

    items: list[Item]
    title: str | None = None  # of the feed, or the name of a news sitemap's publication
    language: str | None = None  # as declared
    children: tuple[Item, ...] = ()  # of a sitemap index: `url` and `modified_text` of each sitemap

    def __post_init__(self) -> None:
        _drop_odd(self, "language", MAX_LANGUAGE_CHARS)


def _drop_odd(said: Item | Listing, name: str, most: int) -> None:
    """Takes a field for absent whose length or control characters say that it is not what it should be.

    Cut, it would mean nothing.
    """
    text = getattr(said, name) or ""
    if len(text) > most or CONTROL.search(text):
        object.__setattr__(said, name, None)


def latest(item: Item) -> datetime | None:
    """The later of the item's dates."""
    dates = (moment(item.modified_text), moment(item.published_text))
    return max((date for date in dates if date), default=None)


def newest_first(items: Iterable[Item]) -> list[Item]:
    """By their latest date; those without a date last; the given order where dates are equal."""
    return sorted(items, key=lambda item: latest(item) or _LONG_AGO, reverse=True)


def not_before(items: Iterable[Item], start: datetime) -> list[Item]:
    """Without those that are dated before `start`; a day alone is over when it is over everywhere."""
    return [item for item in items if (_latest_end(item) or start) >= start]


def _latest_end(item: Item) -> datetime | None:
    """The latest instant that the item's dates can mean."""
    ends = (end_of(item.modified_text), end_of(item.published_text))
    return max((end for end in ends if end), default=None)


def plain_title(text: str | None) -> str | None:
    """A title without markup, which feeds put there escaped once or twice."""
    if text is None:
        return None
    if "<" in text or "&" in text:
        with suppress(ValueError):  # a reference by a number of more digits than Python reads
            text = unescape(_TAG.sub("", unescape(text)))
    return one_line(text) or None


def names(texts: Iterable[str | None]) -> tuple[str, ...]:
    """The texts that say something, each once, bounded."""
    kept = dict.fromkeys(line for text in texts if text and (line := one_line(text)))
    return tuple(kept)[:MAX_NAMES]


def one_line(text: str) -> str:
    """The text in NFC, white space collapsed, cut, and without what would steer a terminal that shows it."""
    return tidy(text)[:MAX_TITLE_CHARS]
