"""What is measured of each block."""

from tasks.clean.features import measure, names
from tasks.clean.features.company import COLUMNS
from tasks.clean.metadata import collect
from tasks.clean.model import load
from tasks.clean.page import parse
from tasks.clean.place import main_of
from tests.clean.judging import TEXT

PAGE = f"""<html><body><nav><a href="/">Front page</a></nav><article><h1>The ferry sails again</h1>{TEXT}
<p class="note">© The Lantern</p></article></body></html>"""


def measured():
    """A row a block of the page, by the blocks' texts: the columns by their names."""
    page = parse("https://news.example/ferry", PAGE)
    blocks = page.walked.blocks
    nothing = [0] * len(blocks)
    rows = measure(blocks, nothing, [(1, 0)] * len(blocks), main_of(blocks), collect(page), "")
    return {
        block.text: dict(zip(names(), row, strict=True))
        for block, row in zip(blocks, rows.tolist(), strict=True)
    }


def test_each_column_has_a_name_of_its_own_and_the_models_ask_of_no_other_column():
    found = measured()
    first, second = load()
    assert len(set(names())) == len(names()) == len(next(iter(found.values())))
    assert first.features.max() < len(names())
    assert second.features.max() < len(names()) + len(COLUMNS)


def test_columns_hold_what_their_names_say():
    found = measured()
    headline, link, note = found["The ferry sails again"], found["Front page"], found["© The Lantern"]
    assert (headline["is headline"], link["is headline"]) == (1, 0)
    assert (link["link share"], headline["link share"]) == (1, 0)
    assert (note["copyright"], headline["copyright"]) == (1, 0)
    assert (link["in nav"], headline["in nav"]) == (1, 0)
    assert headline["heading -1"] == link["heading -1"] == 0
    assert headline["in article"] == 1
    assert link["page blocks"] == note["page blocks"] > 3
