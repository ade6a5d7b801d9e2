"""Words are counted in every script."""

import pytest

from tasks.normalize.word_count import word_count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("The quay is wide.", 4),
        ("Die Mole ist breit – sagt der Rat", 8),
        ("码头很宽。", 4),
        ("港のWi-Fiは速い。", 6),
        ("부두는 넓다.", 2),
        ("Порт закрыт", 2),
    ],
)
def test_words_are_counted(text: str, count: int) -> None:
    assert word_count(text) == count
