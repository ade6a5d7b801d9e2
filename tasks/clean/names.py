"""What the names of an element, in its class, id and the like, say of it.

Names are read once and remembered, as a site gives the same to thousands of elements.
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path

from tasks.clean.promises import BITS, promised

MAX_NAMES_CHARS = 400  # of an attribute that are looked at
MIN_PREFIX = 3  # letters of the beginnings of words in class_words.toml
NAMES_KEPT = 65_536  # in memory, with what they say: those of some hundred sites

_FILE = Path(__file__).with_name("class_words.toml")
_LETTERS = "".join(chr(code) if chr(code).isalpha() else " " for code in range(128))  # words, and gaps
_PART = re.compile(r"[a-z]+|[A-Z]+(?![a-z])|[A-Z][a-z]+")  # of a word: "articleBody" has two
_PROMISES = (1 << BITS) - 1  # of what a word says; the bits above are its hints


def said(names: str) -> tuple[int, int]:
    """What an attribute says: bits of class_words.toml, its hints, and bits of promises.py."""
    return SAYS[names[:MAX_NAMES_CHARS]]


class _Says(dict[str, tuple[int, int]]):
    """What `said` tells of names that are not too long.

    A dict that learns: the wrapper of a cache takes as long again as finding what was learned.
    """

    def __missing__(self, names: str) -> tuple[int, int]:
        if len(self) >= NAMES_KEPT:
            self.clear()
        bits = 0
        for word in names.translate(_LETTERS).split():
            bits |= _WORDS[word]
        self[names] = found = (bits >> BITS, bits & _PROMISES)
        return found


class _Words(dict[str, int]):
    """What a word says, its hints above its promises."""

    def __missing__(self, word: str) -> int:
        if len(self) >= NAMES_KEPT:
            self.clear()
        self[word] = bits = _hints(word) << BITS | promised(word.lower())
        return bits


SAYS, _WORDS = _Says(), _Words()


def _hints(word: str) -> int:
    _, exact, prefixes = _hint_words()
    hints = 0
    for part in _PART.findall(word):
        part = part.lower()
        hints |= exact.get(part, 0)
        for length in range(MIN_PREFIX, len(part) + 1):
            hints |= prefixes.get(part[:length], 0)
    return hints


def hint_names() -> tuple[str, ...]:
    """The groups of class_words.toml; the n-th is bit n of the hints."""
    return tuple(_hint_words()[0])


@lru_cache(maxsize=1)
def _hint_words() -> tuple[list[str], dict[str, int], dict[str, int]]:
    groups = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    exact: dict[str, int] = {}
    prefixes: dict[str, int] = {}
    for bit, listed in enumerate(groups.values()):
        for word in listed:
            table = prefixes if word.endswith("*") else exact
            key = word.rstrip("*")
            table[key] = table.get(key, 0) | 1 << bit
    return list(groups), exact, prefixes
