"""How many words a text has, in scripts that divide them and in those that do not."""

from __future__ import annotations

import re

# Kana and Han: each character counts as a word, as word processors count them.
_CHARACTER = re.compile(r"[\u3041-\u30fa\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]")


def word_count(text: str) -> int:
    """The words between spaces; in Chinese and Japanese, which put none, the characters."""
    if text.isascii() or not (characters := _CHARACTER.findall(text)):
        return len(text.split())
    others = (word for word in _CHARACTER.sub(" ", text).split() if any(map(str.isalnum, word)))
    return len(characters) + sum(1 for _ in others)
