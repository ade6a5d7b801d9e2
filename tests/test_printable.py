"""What strangers say is shown, not obeyed."""

import pytest

from tasks.printable import printable
from tasks.records import EndsHere, Outcome


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("of type image/png, “größer” 日本", "of type image/png, “größer” 日本"),
        ("image/\x1b]0;PWNED\x07", r"image/\x1b]0;PWNED\x07"),
        ("one\r\ntwo\x9b31m\u202ethree\ud800", r"one\r\ntwo\x9b31m\u202ethree\ud800"),
    ],
)
def test_what_steers_a_terminal_is_spelt_out(text, shown):
    assert printable(text) == shown
    end = EndsHere(Outcome.UNREADABLE, text)
    assert end.reason == str(end) == shown
