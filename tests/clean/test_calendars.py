"""Calendars of blogs are no part of the text."""

from tests.clean.judging import PARAGRAPHS, all_wanted

WEEKS = ["1 2 3", "4 5 6 7 8 9 10", "11 12 13 14 15 16 17", "18 19 20 21 22 23 24", "25 26 27 28 29 30"]


def table(*rows):
    cells = ["".join(f"<td>{word}</td>" for word in row.split()) for row in rows]
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"


def judged(*rows):
    """The reasons of a table's rows, between two paragraphs."""
    reasons = all_wanted(f"<p>{PARAGRAPHS[0]}</p>{table(*rows)}<p>{PARAGRAPHS[1]}</p>")
    assert reasons[PARAGRAPHS[0]] is reasons[PARAGRAPHS[1]] is None
    return [reasons[row] for row in rows]


def test_the_days_of_a_month_and_the_weekdays_above_them_go():
    assert judged("M D M D F S S", *WEEKS) == ["navigation"] * 6


def test_numbers_that_count_no_month_stay():
    assert judged("1 2 3", "4 5 6 7 8 9 10") == [None] * 2
    assert judged("Crew Boat", "1 2 3", "4 6 8", *WEEKS[2:]) == [None] * 6
    assert judged("Year 1926", *WEEKS[1:]) == [None] * 5
