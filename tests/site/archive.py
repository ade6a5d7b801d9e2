"""Numbered pages to measure with: as many as wanted, each a story with other words, always the same."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

from tests.site.content import Story, stories
from tests.site.listings import Listed
from tests.site.pages import story_page

_SMALLEST, _LARGEST = 60_000, 112_000  # characters of inline style and script
_SIZES = 8  # different ones: they are made once each
_FIRST_DAY = datetime(2024, 1, 1, 6, 0, tzinfo=UTC)
_CHANGED = 0.4  # share of the words that may change
_WORD = re.compile(r"(?<![\w\]\[(/.])[^\W\d_A-Z]{5,}(?![\w\])/.])")
MOST_PAGES = 1_000_000


def archive_story(site: str, number: int) -> Story:
    """The story of page `number`: one of the site, words exchanged, dated a minute after the last."""
    written = [story for story in stories(site) if story.outcome == "new"]
    story = written[number % len(written)]
    chance = random.Random(f"{site} {number}")
    words = _words(site, story.language)

    def exchange(text: str) -> str:
        return _WORD.sub(lambda found: chance.choice(words) if chance.random() < _CHANGED else found[0], text)

    when = _FIRST_DAY + timedelta(minutes=number)
    shown = {
        "harbour-post": f"{when:%d %B %Y, %H:%M}",
        "stadtblatt": f"{when:%d.%m.%Y, %H:%M} Uhr",
        "wire-mirror": f"{when:%Y-%m-%d %H:%M} UTC",
    }
    return replace(
        story,
        path=f"/archive/{number}",
        headline=f"{exchange(story.headline)} ({number})",
        standfirst=exchange(story.standfirst),
        body=tuple(replace(block, source=exchange(block.source)) for block in story.body),
        published=when.isoformat(),
        shown=shown[site],
        modified="",
        modified_shown="",
        correction={},
    )


def archive_page(site: str, number: int) -> bytes:
    """The bytes of page `number`: 60 to 120 kB, as news pages have."""
    step = (_LARGEST - _SMALLEST) // _SIZES
    return story_page(archive_story(site, number), _SMALLEST + step * (number * 5 % _SIZES))


def archive_lines(count: int) -> list[Listed]:
    """The first `count` pages as lines of a sitemap."""
    return [Listed(f"/archive/{number}", "new") for number in range(min(count, MOST_PAGES))]


@cache
def _words(site: str, language: str) -> list[str]:
    texts = (block.text for story in stories(site) if story.language == language for block in story.body)
    return sorted({found[0] for text in texts for found in _WORD.finditer(text)})
