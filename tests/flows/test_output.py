"""How commands talk."""

from __future__ import annotations

import sys

from flows import output

ORDERS = "\x1b]0;obey\x07 and \x9b31m red"


class Terminal:
    """What standard output is where somebody looks at it."""

    def __init__(self) -> None:
        self.text = ""

    def isatty(self) -> bool:
        return True

    def writelines(self, pieces) -> None:
        self.text += "".join(pieces)

    def flush(self) -> None: ...


def test_a_terminal_gets_no_orders_from_strangers_in_what_it_is_told(capsys):
    output.say(ORDERS)
    assert capsys.readouterr().err == " ]0;obey  and  31m red\n"


def test_results_are_exact_where_nobody_looks(capsys):
    output.write_result(ORDERS)
    assert capsys.readouterr().out == ORDERS


def test_results_are_harmless_on_a_terminal(monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    output.write_result(f"a,b\n{ORDERS}\n")
    assert terminal.text == "a,b\n ]0;obey  and  31m red\n"
