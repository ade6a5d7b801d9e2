"""Real pages, broken at random, never bring the reader down: a draft, or its one exception."""

import random
import re

import pytest

from benchmarks.corpora import capture_of, items, page_of
from tasks.clean.reader import read_page
from tasks.normalize.article import normalize
from tasks.records import EndsHere
from tests.shared import needs_corpora

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
PAGES = 240  # of the corpora, spread over them
PARTS = 8  # tests, so that workers share them
JUNK = [
    b"<",
    b">",
    b'"',
    b"'",
    b"\x00",
    b"\x1b]0;obey\x07",
    b"&#155;31m\xc2\x9b31m",
    b"\xff\xfe",
    b"&#x110000;",
    b"<script>",
    b"</body>",
    b"<!--",
    b"{",
    b"\\",
]


def mutated(page: bytes, chance: random.Random) -> bytes:
    """The page with some stretches cut, doubled, scrambled or filled with junk, perhaps cut off."""
    out = bytearray(page)
    for _ in range(chance.randint(1, 40)):
        at = chance.randrange(len(out) + 1)
        length = chance.choice([1, 3, 20, 400, 5000])
        change = chance.randrange(4)
        if change == 0:
            del out[at : at + length]
        elif change == 1:
            out[at:at] = out[at : at + length]
        elif change == 2:
            out[at : at + length] = chance.randbytes(min(length, 50))
        else:
            out[at:at] = chance.choice(JUNK) * chance.choice([1, 2, 300])
    return bytes(out[: chance.randrange(len(out) + 1)] if chance.random() < 0.2 else out)


@needs_corpora
@pytest.mark.parametrize("part", range(PARTS))
def test_a_broken_page_gives_an_article_or_an_outcome(part):
    every = list(items())
    step = len(every) // PAGES
    for item in every[part * step :: step * PARTS]:
        chance = random.Random(item["id"])
        page = mutated(page_of(item), chance)
        try:
            article = normalize(read_page(capture_of(item["url"], page)))
        except EndsHere:
            continue
        # What lands must be storable and harmless: UTF-8 takes no lone surrogate, DuckDB's text no NUL, and a
        # terminal obeys control characters.
        for text in (
            article.headline,
            article.description,
            article.body,
            *article.authors,
            *article.keywords,
        ):
            assert not CONTROL.search(text or "")
            (text or "").encode("utf-8")
