"""The load flow: saved pages take the same way as fetched ones."""

import gzip

import pytest

from tasks.records import Outcome
from tests.site.expected import expected
from tests.site.server import SampleSite
from warehouse.home import Home
from warehouse.query import open_published, run_sql

pytestmark = [
    pytest.mark.xdist_group("prefect"),
    # Prefect's client leaves sockets for the garbage collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

PAGE = """Contact Us

Ferry to the outer islands sails again

After nine weeks in the dock the ferry carries passengers and post once more, a day before the spring fair.

Anadolu Agency TRANSPORT
Published March 3,2025

The ferry left the northern quay at seven on Monday morning with eighty passengers and the post of nine weeks.

Its captain said that the new engine ran as quietly as the harbour had ever heard, and thanked the yard.

The islands had been supplied by fishing boats since the old engine failed in the last week of December.
"""


@pytest.fixture
def load(run, tmp_path):
    from flows.load import load as flow

    def call(*what, allow_private=False):
        names = [str(name) for name in what]
        return run(flow, what=names, home=tmp_path / "home", allow_private=allow_private)

    return call


def ask(tmp_path, query):
    with open_published(Home(tmp_path / "home")) as con:
        return list(run_sql(con, query).rows())


def test_a_saved_text_page_becomes_one_row(load, tmp_path):
    (tmp_path / "ferry.txt").write_text(PAGE)
    state, progress = load(tmp_path / "ferry.txt")
    assert state.is_completed() and progress.total() == {Outcome.NEW: 1}
    assert ask(tmp_path, "SELECT headline, agencies, credit_text, section FROM articles") == [
        ("Ferry to the outer islands sails again", ["Anadolu Agency"], "Anadolu Agency", "Transport")
    ]
    assert ask(tmp_path, "SELECT published_on::VARCHAR, published_at, published_precision FROM articles") == [
        ("2025-03-03", None, "day")
    ]
    assert ("Contact Us",) in ask(tmp_path, "SELECT block_text FROM removed_blocks")


def test_loading_again_lands_nothing_wherever_the_file_lies(load, tmp_path):
    (tmp_path / "ferry.txt").write_text(PAGE)
    load(tmp_path / "ferry.txt")
    (tmp_path / "moved.txt").write_text(PAGE)
    _, progress = load(tmp_path / "ferry.txt", tmp_path / "moved.txt")
    assert progress.total() == {Outcome.HELD: 2}
    assert ask(tmp_path, "SELECT count(*) FROM articles") == [(1,)]


def test_a_folder_is_searched_and_what_is_no_page_is_counted_or_told(load, tmp_path):
    folder = tmp_path / "saved"
    (folder / "deeper").mkdir(parents=True)
    (folder / "ferry.txt").write_text(PAGE)
    (folder / "deeper" / "other.txt.gz").write_bytes(
        gzip.compress(PAGE.replace("Ferry to", "Boat to").encode())
    )
    (folder / "empty.html").write_bytes(b"")
    (folder / "binary.html").write_bytes(bytes(range(256)) * 40)
    (folder / "notes.docx").write_bytes(b"PK")
    state, progress = load(folder, tmp_path / "absent.html")
    assert state.is_completed()
    assert progress.total() == {Outcome.NEW: 2, Outcome.UNREADABLE: 2}
    assert any("absent.html" in problem for problem in progress.problems)
    assert any("notes.docx" in note for note in progress.notes)


def test_a_url_is_fetched_and_lands(load, tmp_path):
    with SampleSite() as site:
        path, story = next(iter(expected("harbour-post").items()))
        _, progress = load(site.base("harbour-post") + path, allow_private=True)
    assert progress.total() == {Outcome.NEW: 1}
    assert ask(tmp_path, "SELECT headline FROM articles") == [(story.headline,)]


def test_a_private_address_is_refused_unless_allowed(load):
    with SampleSite() as site:
        path = next(iter(expected("harbour-post")))
        _, progress = load(site.base("harbour-post") + path)
    assert progress.total() == {Outcome.REFUSED: 1}
