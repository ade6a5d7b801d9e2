"""What a block's company is: the chances of the blocks around it."""

from tasks.clean.features.company import COLUMNS, company
from tasks.clean.page import parse

PAGE = """<html><body><article><p>The ferry sails again from Friday.</p><p>Tickets cost four crowns.</p>
<p>Dogs pay what they like.</p></article><div><span>Read the Lantern every day</span></div></body></html>"""


def columns(chances):
    blocks = parse("https://news.example/ferry", PAGE).walked.blocks
    return dict(zip(COLUMNS, company(blocks, chances).T.astype(float).round(3).tolist(), strict=True))


def test_the_neighbours_chances_stand_beside_the_own_and_nothing_beyond_the_page():
    found = columns([0.9, 0.2, 0.8, 0.1])
    assert found["chance"] == [0.9, 0.2, 0.8, 0.1]
    assert found["chance -1"] == [0, 0.9, 0.2, 0.8]
    assert found["chance +2"] == [0.8, 0.1, 0, 0]


def test_the_others_of_an_element_vouch_for_a_block_but_not_the_block_for_itself():
    found = columns([0.9, 0.2, 0.8, 0.1])
    assert found["parent others"] == [0.5, 0.85, 0.55, -1]
    assert found["template others"] == [0.5, 0.85, 0.55, -1]


def test_the_body_is_expected_before_and_after_a_block():
    found = columns([1, 1, 1, 0])
    assert found["body before"][0] == 0
    assert found["body after"][3] < 0.02  # but for the one that keeps a page without text from dividing by 0
    assert sorted(found["body before"]) == found["body before"]


def test_one_block_has_no_company():
    blocks = parse("https://news.example/ferry", "<html><body><p>Alone.</p></body></html>").walked.blocks
    assert company(blocks, [0.5]).shape == (1, len(COLUMNS))
